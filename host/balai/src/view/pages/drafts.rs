//! What the citizen has begun and not sent.

use askama::Template;
use jiff::Timestamp;
use jiff::civil;

use super::Paging;
use crate::view::shell::Shell;

/// My drafts.
#[derive(Template)]
#[template(path = "drafts.html")]
pub struct DraftsPage {
    /// What stands around it.
    pub shell: Shell,
    /// The last changed first.
    pub drafts: Vec<DraftRow>,
    /// The parts before and after.
    pub paging: Paging,
}

/// A draft.
#[derive(Clone, Debug)]
pub struct DraftRow {
    /// What it is for: the form's or the page's title.
    pub title: String,
    /// The mini-app, in the reader's language.
    pub app: String,
    /// The agency, in the reader's language.
    pub agency: String,
    /// How many steps are answered, of how many.
    pub done: (u32, u32),
    /// When something was last typed.
    pub changed_at: Timestamp,
    /// The day from which it is no longer kept.
    pub until: civil::Date,
    /// Where it goes on.
    pub href: String,
    /// Where it is thrown away.
    pub discard: String,
}
