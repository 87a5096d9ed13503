//! What people see of a release, for its reviewer.

use app::Theme;
use askama::Template;
use platform::checks::TextLine;

use super::Filters;
use crate::view::{Lang, paths, shell::Shell};

/// The pages of a release, and what its manifest says.
#[derive(Template)]
#[template(path = "registry-pages.html")]
pub struct ReleasePagesPage {
    /// What stands around it.
    pub shell: Shell,
    /// In the registry.
    pub id: String,
    /// The mini-app, in the reader's language.
    pub title: String,
    /// Of the release.
    pub version: String,
    /// The version with which it is compared; none for the first release.
    pub before: Option<String>,
    /// `miniapp.toml`, whole,
    pub manifest_text: String,
    /// and what it says otherwise.
    pub manifest: Vec<TextLine>,
    /// Each page that was seen.
    pub rows: Vec<PreviewRow>,
    /// So many more that are not kept.
    pub more: usize,
}

/// A page that was seen.
#[derive(Clone, Debug)]
pub struct PreviewRow {
    /// Where it is shown as it looks.
    pub href: String,
    /// In its language.
    pub title: String,
    /// Within the mini-app.
    pub path: String,
    /// In which journey.
    pub journey: String,
    /// Who saw it, in the reader's language.
    pub by: String,
    /// Its language.
    pub lang: Lang,
    /// What it says otherwise than before; none for the first release.
    pub changes: Option<Vec<TextLine>>,
}

/// What stands above a page that a reviewer looks at.
#[derive(Clone, Debug)]
pub struct PreviewView {
    /// Where all pages are.
    pub release: String,
    /// Which, from 1,
    pub nth: usize,
    /// of so many.
    pub of: usize,
    /// In which journey.
    pub journey: String,
    /// Who saw it, in the reader's language.
    pub by: String,
    /// Within the mini-app.
    pub path: String,
    /// The page before.
    pub before: Option<String>,
    /// The next page.
    pub after: Option<String>,
    /// In another look.
    pub themes: Filters,
    /// The reviewer's language, which may not be the page's.
    pub lang: Lang,
    /// The look.
    pub theme: Theme,
}

impl ReleasePagesPage {
    /// The pages of each journey, by its title.
    fn journeys(&self) -> impl Iterator<Item = (&str, &[PreviewRow])> {
        let journeys = self.rows.chunk_by(|one, next| one.journey == next.journey);
        journeys.filter_map(|rows| Some((rows.first()?.journey.as_str(), rows)))
    }

    fn changed(&self) -> impl Iterator<Item = (&PreviewRow, &[TextLine])> {
        self.rows.iter().filter_map(|row| {
            let changes = row.changes.as_deref()?;
            (!changes.is_empty()).then_some((row, changes))
        })
    }
}
