//! Which part of a list is asked for, and the addresses of the others.

use app::{case::CaseFilter, paging::Turn};
use serde::Deserialize;

use super::{WebError, visitor::Visitor};
use crate::view::{
    pages::{FilterLink, Filters, Paging},
    paths,
};

/// So many entries a page has: enough for a day, and a short way to the links below them.
pub const AT_ONCE: u32 = 25;

/// What the address of a list asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    show: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Asked {
    /// The part.
    #[must_use]
    pub fn turn(&self) -> Turn<String> {
        match (&self.after, &self.before) {
            (Some(after), _) => Turn::After(after.clone()),
            (None, Some(before)) => Turn::Before(before.clone()),
            (None, None) => Turn::First,
        }
    }

    /// What is to be shown; none where nothing is asked.
    #[must_use]
    pub fn show(&self) -> Option<&str> {
        self.show.as_deref()
    }

    /// The page itself.
    #[must_use]
    pub fn here(&self, path: &str) -> String {
        let query = [
            ("show", self.show.as_deref()),
            ("after", self.after.as_deref()),
            ("before", self.before.as_deref()),
        ];
        paths::asking(path, &query)
    }

    /// The ways to the parts before and after.
    #[must_use]
    pub fn paging(&self, path: &str, previous: Option<&str>, next: Option<&str>) -> Paging {
        let show = ("show", self.show.as_deref());
        let way = |name, place: &str| paths::asking(path, &[show, (name, Some(place))]);
        Paging {
            previous: previous.map(|place| way("before", place)),
            next: next.map(|place| way("after", place)),
            total: None,
        }
    }

    /// Which cases are shown, of those that can be; the first where nothing is asked.
    pub fn filter(&self, offered: &[CaseFilter]) -> Result<CaseFilter, WebError> {
        let first = offered.first().copied().unwrap_or(CaseFilter::All);
        match self.show.as_deref() {
            None => Ok(first),
            Some(show) => offered
                .iter()
                .copied()
                .find(|filter| name(*filter) == show)
                .ok_or_else(WebError::not_found),
        }
    }
}

/// The list with these cases alone, where it shows others by itself.
#[must_use]
pub fn showing(path: &str, filter: CaseFilter) -> String {
    paths::asking(path, &[("show", Some(name(filter)))])
}

/// Links to what can be shown.
#[must_use]
pub fn filters(
    path: &str,
    offered: &[CaseFilter],
    shown: CaseFilter,
    visitor: &Visitor,
) -> Filters {
    let reader = &visitor.reader;
    let links = offered.iter().enumerate().map(|(position, filter)| {
        let href = if position == 0 {
            path.to_owned()
        } else {
            showing(path, *filter)
        };
        let label = match filter {
            CaseFilter::All => reader.say("filter-all"),
            CaseFilter::Open => reader.say("filter-open"),
            CaseFilter::Received => reader.say("case-received"),
            CaseFilter::InProgress => reader.say("case-in-progress"),
            CaseFilter::Waiting if visitor.is_at_work() => reader.say("filter-waiting"),
            CaseFilter::Waiting => reader.say("case-waiting"),
            CaseFilter::Ended => reader.say("filter-ended"),
        };
        FilterLink {
            label: label.to_string(),
            href,
            current: *filter == shown,
        }
    });
    Filters(links.collect())
}

fn name(of: CaseFilter) -> &'static str {
    match of {
        CaseFilter::All => "all",
        CaseFilter::Open => "open",
        CaseFilter::Received => "received",
        CaseFilter::InProgress => "in-progress",
        CaseFilter::Waiting => "waiting",
        CaseFilter::Ended => "ended",
    }
}
