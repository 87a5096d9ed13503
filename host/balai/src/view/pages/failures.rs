//! Why a mini-app failed, for those who build it.

use askama::Template;
use jiff::Timestamp;

use crate::view::shell::Shell;

/// A failure is looked up by its id.
#[derive(Template)]
#[template(path = "failures.html")]
pub struct FailuresPage {
    /// What stands around it.
    pub shell: Shell,
    /// What was looked for; "" at first.
    pub asked: String,
    /// What was found.
    pub found: Option<FailureView>,
}

/// What is kept of a call that failed.
#[derive(Clone, Debug)]
pub struct FailureView {
    /// What the person was shown.
    pub id: String,
    /// The mini-app, in the reader's language.
    pub app: String,
    /// Of the release.
    pub version: Option<String>,
    /// When.
    pub at: Timestamp,
    /// A name that never changes.
    pub kind: String,
    /// What happened, in the runtime's or the mini-app's words.
    pub detail: String,
    /// What was asked for.
    pub path: String,
    /// What the mini-app logged in the call; "" for nothing.
    pub log: String,
    /// Where in the mini-app it was.
    pub backtrace: Option<String>,
}
