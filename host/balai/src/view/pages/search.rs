//! What was found.

use askama::Template;

use super::AppCard;
use crate::view::shell::Shell;

/// Services and one's own things with the words that were looked for.
#[derive(Template)]
#[template(path = "search.html")]
pub struct SearchPage {
    /// What stands around it.
    pub shell: Shell,
    /// What was typed; "" where nothing was.
    pub asked: String,
    /// Services, what fits best first.
    pub apps: Vec<AppCard>,
    /// What is one's own, by kind; none is empty.
    pub own: Vec<HitGroup>,
}

/// Things of one kind.
#[derive(Clone, Debug)]
pub struct HitGroup {
    /// The kind, in the reader's language.
    pub title: String,
    /// The newest or most urgent first.
    pub hits: Vec<Hit>,
}

/// A thing that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// What it is called.
    pub title: String,
    /// Whose it is, or its number.
    pub hint: String,
    /// Where it is.
    pub href: String,
}

impl SearchPage {
    fn nothing_found(&self) -> bool {
        self.apps.is_empty() && self.own.is_empty()
    }
}
