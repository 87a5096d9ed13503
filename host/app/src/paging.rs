//! Parts of a list, and the ways to the parts before and after.

pub use store::Turn;

/// What stands between the parts of a place in a list.
pub(crate) const BETWEEN: char = '.';

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<T> {
    /// In the list's order.
    pub items: Vec<T>,
    /// The place to ask for what stands [before](Turn::Before) this part; none where it is the first.
    pub previous: Option<String>,
    /// The place to ask for what [follows](Turn::After) this part; none where it is the last.
    pub next: Option<String>,
}

impl<T> Part<T> {
    /// Of what a query gave that was asked for one row more than `limit`: that one says that the list goes on. `key`
    /// names the place of a row.
    pub(crate) fn of(
        mut rows: Vec<T>,
        limit: u32,
        turn: &Turn<String>,
        key: impl Fn(&T) -> String,
    ) -> Self {
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        if turn.is_back() {
            rows.reverse();
        }
        let (before, after) = match turn {
            Turn::First => (false, more),
            Turn::After(_) => (true, more),
            Turn::Before(_) => (more, true),
        };
        Self {
            previous: rows.first().filter(|_| before).map(&key),
            next: rows.last().filter(|_| after).map(&key),
            items: rows,
        }
    }

    /// With the items made into others.
    pub(crate) fn try_map<U, E>(self, make: impl Fn(T) -> Result<U, E>) -> Result<Part<U>, E> {
        Ok(Part {
            items: self.items.into_iter().map(make).collect::<Result<_, _>>()?,
            previous: self.previous,
            next: self.next,
        })
    }

    /// Without the items that cannot be made into others.
    pub(crate) fn filter_map<U>(self, make: impl Fn(T) -> Option<U>) -> Part<U> {
        Part {
            items: self.items.into_iter().filter_map(make).collect(),
            previous: self.previous,
            next: self.next,
        }
    }
}
