//! Messages of the agencies to the person.

use askama::Template;
use jiff::Timestamp;

use super::Paging;
use crate::view::links::Href;
use crate::view::shell::Shell;

/// The inbox.
#[derive(Template)]
#[template(path = "inbox.html")]
pub struct InboxPage {
    /// What stands around it.
    pub shell: Shell,
    /// Newest first.
    pub messages: Vec<InboxMessage>,
    /// The parts before and after.
    pub paging: Paging,
}

/// A message.
#[derive(Clone, Debug)]
pub struct InboxMessage {
    /// In the reader's language.
    pub title: String,
    /// In the reader's language.
    pub body: String,
    /// The agency, in the reader's language.
    pub from: String,
    /// When it was sent.
    pub at: Timestamp,
    /// Not seen before.
    pub unread: bool,
    /// Where it leads, as [`Links::href`](crate::view::links::Links::href) gives it.
    pub leads_to: Option<Href>,
}
