//! Choosing one's region: a search by name, and what it found.

use askama::Template;

use crate::view::shell::Shell;

/// My region.
#[derive(Template)]
#[template(path = "account-region.html")]
pub struct AccountRegionPage {
    /// What stands around it.
    pub shell: Shell,
    /// The region as it is.
    pub current: Option<String>,
    /// What was searched for; "" for nothing yet.
    pub asked: String,
    /// The best first.
    pub found: Vec<RegionOption>,
}

/// A region that can be chosen.
#[derive(Clone, Debug)]
pub struct RegionOption {
    /// Such as "31.71.06".
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Where it lies.
    pub place: String,
}
