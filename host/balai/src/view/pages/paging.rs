//! Ways through a long list: its parts, and what of it is shown.

use crate::view::reader::Reader;
use crate::view::text::Phrase;

/// Ways to the parts before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// Where the part before is.
    pub previous: Option<String>,
    /// Where the part after is.
    pub next: Option<String>,
    /// How many there are in all parts, where that is known.
    pub total: Option<u64>,
}

impl Paging {
    pub(super) fn is_needed(&self) -> bool {
        self.previous.is_some() || self.next.is_some()
    }
}

/// Which entries of a list are shown, and which could be.
#[derive(Clone, Debug, Default)]
pub struct Filters(pub Vec<FilterLink>);

/// One of these.
#[derive(Clone, Debug)]
pub struct FilterLink {
    /// In the reader's language.
    pub label: String,
    /// The list with these entries.
    pub href: String,
    /// It is what is shown.
    pub current: bool,
}

impl Filters {
    /// Whether something else is shown than the list shows by itself.
    pub(super) fn is_narrowed(&self) -> bool {
        self.0.iter().skip(1).any(|link| link.current)
    }

    pub(super) fn whole(&self) -> &str {
        self.0.first().map_or("", |link| &link.href)
    }
}

/// How soon something is due, where its office is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// Its day has passed.
    Overdue,
    /// Today.
    Today,
    /// On a day until Sunday.
    ThisWeek,
    /// After that.
    Later,
    /// It has no day.
    Undated,
}

impl When {
    pub(super) fn words(self, reader: &Reader) -> Phrase {
        match self {
            Self::Overdue => reader.say("when-overdue"),
            Self::Today => reader.say("when-today"),
            Self::ThisWeek => reader.say("when-this-week"),
            Self::Later => reader.say("when-later"),
            Self::Undated => reader.say("when-undated"),
        }
    }
}
