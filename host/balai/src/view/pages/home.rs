//! The first page: for whoever comes, for a citizen, and for a civil servant at work.

use askama::Template;

use super::{Access, CaseRow, DraftRow, Due, InboxMessage, TaskRow, When};
use crate::view::shell::Shell;

/// The first page of somebody who is not signed in: what this is, and what there is.
#[derive(Template)]
#[template(path = "home.html")]
pub struct HomePage {
    /// What stands around it.
    pub shell: Shell,
    /// Services by what happens in life; none is empty.
    pub events: Vec<AppGroup>,
    /// Services by category; none is empty.
    pub groups: Vec<AppGroup>,
}

/// A citizen's first page: what waits for them, and what there is.
#[derive(Template)]
#[template(path = "citizen-home.html")]
pub struct CitizenHomePage {
    /// What stands around it.
    pub shell: Shell,
    /// Cases in which something is asked of them, or whose deadline is near.
    pub cases: Vec<CaseRow>,
    /// The forms that they began last.
    pub drafts: Vec<DraftRow>,
    /// Messages that they have not read.
    pub messages: Vec<InboxMessage>,
    /// What they keep at hand.
    pub favourites: Vec<AppCard>,
    /// Services by what happens in life; none is empty.
    pub events: Vec<AppGroup>,
    /// The newest uses of their data.
    pub readings: Vec<Access>,
    /// Services by category; none is empty.
    pub groups: Vec<AppGroup>,
}

/// A civil servant's first page: their work over all mini-apps.
#[derive(Template)]
#[template(path = "staff-home.html")]
pub struct StaffHomePage {
    /// What stands around it.
    pub shell: Shell,
    /// Their tasks, the most urgent first; none is empty.
    pub tasks: Vec<TaskGroup>,
    /// Whether there are more tasks than these.
    pub more_tasks: bool,
    /// How many cases wait in their units.
    pub counts: Vec<CaseCount>,
    /// Releases that wait for their decision; none where none does.
    pub releases: Option<ReleasesWaiting>,
    /// Messages that they have not read.
    pub messages: Vec<InboxMessage>,
    /// What they keep at hand.
    pub favourites: Vec<AppCard>,
    /// Services for civil servants, by category; none is empty.
    pub groups: Vec<AppGroup>,
}

/// Releases that wait for a reviewer.
#[derive(Clone, Debug)]
pub struct ReleasesWaiting {
    /// How many.
    pub count: usize,
    /// By when the first is to be decided about.
    pub due: Option<Due>,
}

/// Mini-apps under one heading.
#[derive(Clone, Debug)]
pub struct AppGroup {
    /// The heading, in the reader's language.
    pub title: String,
    /// In order.
    pub apps: Vec<AppCard>,
}

/// A mini-app in a list.
#[derive(Clone, Debug)]
pub struct AppCard {
    /// In the reader's language.
    pub title: String,
    /// What it is for, in the reader's language.
    pub description: String,
    /// Whose it is.
    pub agency: String,
    /// Its picture.
    pub icon: String,
    /// Its first page.
    pub href: String,
    /// Whether it is kept at hand; none where nobody is signed in.
    pub star: Option<Star>,
}

/// The button that keeps a mini-app at hand, or puts it away.
#[derive(Clone, Debug)]
pub struct Star {
    /// `agency/name`.
    pub mini_app: String,
    /// It is at hand.
    pub at_hand: bool,
}

/// Tasks that are due about the same time.
#[derive(Clone, Debug)]
pub struct TaskGroup {
    /// When.
    pub when: When,
    /// By due day.
    pub tasks: Vec<TaskRow>,
}

/// How many cases are alike, and where they are listed.
#[derive(Clone, Debug)]
pub struct CaseCount {
    /// What is alike, in the reader's language.
    pub label: String,
    /// So many.
    pub count: u64,
    /// The list of them.
    pub href: String,
    /// Somebody should look at them now.
    pub urgent: bool,
}

impl CitizenHomePage {
    fn nothing_waits(&self) -> bool {
        self.cases.is_empty() && self.drafts.is_empty() && self.messages.is_empty()
    }
}
