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
    /// Where older ones are, if there are more.
    pub older: Option<String>,
    /// Where the newest are, if these are not.
    pub newest: Option<String>,
    /// Number and page of the case whose readings alone these are.
    pub case: Option<(String, String)>,
}

/// What was used on one day by one reader for one purpose.
#[derive(Clone, Debug)]
pub struct Access {
    /// When, newest first; all on one day.
    pub moments: Vec<Timestamp>,
    /// The civil servant with position, or the mini-app.
    pub who: String,
    /// The agency, in the reader's language.
    pub agency: String,
    /// Number and page of the case that was read; none where claims were.
    pub case: Option<(String, String)>,
    /// Which data, in the reader's language.
    pub what: String,
    /// What for, in the reader's language.
    pub purpose: String,
    /// The legal basis, in the reader's language.
    pub basis: String,
}
