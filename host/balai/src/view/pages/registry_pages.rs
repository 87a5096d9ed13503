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
    /// What it says otherwise than before.
    pub change: PageChange,
}

/// What a page says otherwise than that of the release before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageChange {
    /// There is no release before.
    NotCompared,
    /// No page was seen there before.
    First,
    /// The same.
    Same,
    /// This.
    Changed(Vec<TextLine>),
}

/// Pages that say the same otherwise than before.
struct Changed<'a> {
    lines: &'a [TextLine],
    first: &'a PreviewRow,
    more: usize,
}

/// One page of a journey, in each language in which it was seen.
struct Seen<'a> {
    rows: &'a [PreviewRow],
}

/// What stands above a page that a reviewer looks at.
#[derive(Clone, Debug)]
pub struct PreviewView {
    /// Of which release: title and version, in the reviewer's language.
    pub title: String,
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
    fn journeys(&self) -> impl Iterator<Item = (&str, Vec<Seen<'_>>)> {
        let journeys = self.rows.chunk_by(|one, next| one.journey == next.journey);
        journeys.filter_map(|rows| Some((rows.first()?.journey.as_str(), Seen::all(rows))))
    }

    /// What is said otherwise, once for all pages that say it.
    fn changed(&self) -> Vec<Changed<'_>> {
        let mut all: Vec<Changed<'_>> = Vec::new();
        for row in &self.rows {
            let PageChange::Changed(lines) = &row.change else {
                continue;
            };
            match all.iter_mut().find(|one| one.lines == lines) {
                Some(known) => known.more = known.more.saturating_add(1),
                None => all.push(Changed {
                    lines,
                    first: row,
                    more: 0,
                }),
            }
        }
        all
    }
}

impl<'a> Seen<'a> {
    /// The pages of a journey: each is seen in one language and, at once, in the other.
    fn all(mut rows: &'a [PreviewRow]) -> Vec<Self> {
        let mut all = Vec::new();
        while let Some(first) = rows.first() {
            let is_translated = rows.get(1).is_some_and(|next| {
                (&next.path, &next.by) == (&first.path, &first.by) && next.lang != first.lang
            });
            let (page, rest) = rows.split_at(if is_translated { 2 } else { 1 });
            all.push(Self { rows: page });
            rows = rest;
        }
        all
    }

    fn first(&self) -> Option<&PreviewRow> {
        self.rows.first()
    }

    fn is_changed(&self) -> bool {
        let changed = |row: &PreviewRow| matches!(row.change, PageChange::Changed(_));
        self.rows.iter().any(changed)
    }

    fn is_first(&self) -> bool {
        self.rows.iter().any(|row| row.change == PageChange::First)
    }
}
