//! What a mini-app logs and how it fails, for those who build it.

use askama::Template;
use jiff::Timestamp;

use super::Filters;
use crate::view::{paths, shell::Shell};

/// The last entries of a mini-app's log.
#[derive(Template)]
#[template(path = "agency-log.html")]
pub struct AgencyLogPage {
    /// What stands around it.
    pub shell: Shell,
    /// The mini-app, by its id.
    pub mini_app: String,
    /// All, or failures alone.
    pub filters: Filters,
    /// The newest first.
    pub entries: Vec<LogEntry>,
}

/// An entry.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// Of the release.
    pub version: Option<String>,
    /// What was written; "" for nothing.
    pub text: String,
    /// How the call failed; none where it did not.
    pub failed: Option<FailedView>,
}

/// How a call failed.
#[derive(Clone, Debug)]
pub struct FailedView {
    /// What the person was shown.
    pub id: String,
    /// A name that never changes.
    pub kind: String,
    /// What happened, in the runtime's or the mini-app's words.
    pub detail: String,
    /// What was asked for.
    pub path: String,
}

impl AgencyLogPage {
    /// By which more of it is read.
    fn command(&self) -> String {
        format!("balai logs {} --follow", self.mini_app)
    }
}

impl FailedView {
    fn href(&self) -> String {
        paths::asking(paths::FAILURES, &[("id", Some(&self.id))])
    }
}
