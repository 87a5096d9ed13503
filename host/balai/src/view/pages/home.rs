//! The catalogue: every mini-app, by what it is about.

use askama::Template;

use crate::view::shell::Shell;

/// The first page.
#[derive(Template)]
#[template(path = "home.html")]
pub struct HomePage {
    /// What stands around it.
    pub shell: Shell,
    /// By category; none is empty.
    pub groups: Vec<AppGroup>,
}

/// Mini-apps of one category.
#[derive(Clone, Debug)]
pub struct AppGroup {
    /// The category, in the reader's language.
    pub title: String,
    /// In order.
    pub apps: Vec<AppCard>,
}

/// A mini-app in the catalogue.
#[derive(Clone, Debug)]
pub struct AppCard {
    /// In the reader's language.
    pub title: String,
    /// What it is for, in the reader's language.
    pub description: String,
    /// Whose it is.
    pub agency: String,
    /// Its first page.
    pub href: String,
}
