//! Who used the citizen's data.

use askama::Template;
use jiff::Timestamp;

use crate::view::shell::Shell;

/// Who used my data.
#[derive(Template)]
#[template(path = "access-log.html")]
pub struct AccessLogPage {
    /// What stands around it.
    pub shell: Shell,
    /// Newest first.
    pub accesses: Vec<Access>,
}

/// One use of the citizen's data.
#[derive(Clone, Debug)]
pub struct Access {
    /// When.
    pub at: Timestamp,
    /// The civil servant with position, or the mini-app.
    pub who: String,
    /// The agency, in the reader's language.
    pub agency: String,
    /// Which data, in the reader's language.
    pub what: String,
    /// What for, on which legal basis, in the reader's language.
    pub purpose: String,
}
