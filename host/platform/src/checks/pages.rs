//! What people see of a release: the pages that its journeys opened, and what they say otherwise than those of the release
//! before.

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

use crate::journey::Sighting;

/// So many pages are kept of a release.
const MOST: usize = 300;
/// So many bytes of them, as JSON.
const MOST_BYTES: usize = 8 << 20;
/// So many lines around a change are shown with it.
const AROUND: usize = 3;

/// The pages of a release, each once.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Pages {
    /// In the order of the journeys; of each, person by person.
    pub pages: Vec<Sighting>,
    /// So many more were seen, and are not kept.
    pub more: usize,
}

/// A line of a text that is compared with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// As before.
    Same(String),
    /// It is not there any more.
    Gone(String),
    /// It was not there before.
    New(String),
}

impl Pages {
    /// Those of all that was seen that are not the same as one before.
    pub(super) fn of(seen: Vec<Sighting>) -> Self {
        let mut kept = Self::default();
        let mut bytes = 0_usize;
        for sighting in seen {
            let is_known = kept.pages.iter().any(|page| {
                (page.by, page.lang, &page.request, &page.page)
                    == (
                        sighting.by,
                        sighting.lang,
                        &sighting.request,
                        &sighting.page,
                    )
            });
            if is_known {
                continue;
            }
            let size = serde_json::to_vec(&sighting).map_or(MOST_BYTES, |json| json.len());
            bytes = bytes.saturating_add(size);
            if kept.pages.len() < MOST && bytes <= MOST_BYTES {
                kept.pages.push(sighting);
            } else {
                kept.more = kept.more.saturating_add(1);
            }
        }
        kept
    }

    /// As they are kept.
    ///
    /// # Errors
    /// Never, in practice: those of JSON.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// As they were kept.
    ///
    /// # Errors
    /// Where they are of a version of the contract that this platform does not know.
    pub fn from_text(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// For each page what it says otherwise than the page of the release before that was seen at the same place in the
    /// same journey: nothing where it says the same, none where no page was seen there.
    #[must_use]
    pub fn compared_with(&self, before: &Self) -> Vec<Option<Vec<Line>>> {
        let compared = self.pages.iter().enumerate().map(|(at, page)| {
            let is_here = |one: &&Sighting| one.is_at_the_place_of(page);
            let there: Vec<&Sighting> = before.pages.iter().filter(is_here).collect();
            let visits = self.pages.iter().filter(is_here).count();
            let visit = self.pages.iter().take(at).filter(is_here).count();
            // A place that is seen several times in a journey is compared visit by visit, where both releases have as many:
            // visits that only one of them has shift the others.
            let same = there.iter().find(|one| one.text == page.text);
            let before = match same.filter(|_| visits != there.len()) {
                Some(same) => same,
                None => there.get(visit).or(there.last())?,
            };
            Some(changes(&before.text, &page.text))
        });
        compared.collect()
    }
}

/// What one text says otherwise than another: nothing where they are the same.
#[must_use]
pub fn changes(before: &str, after: &str) -> Vec<Line> {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let text = change.value().trim_end_matches(['\r', '\n']).to_owned();
            lines.push(match change.tag() {
                ChangeTag::Equal => Line::Same(text),
                ChangeTag::Delete => Line::Gone(text),
                ChangeTag::Insert => Line::New(text),
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use app::Lang;
    use contract::{Request, page::Page};

    use super::*;
    use crate::journey::Sightseer;

    #[test]
    fn what_is_the_same_is_nothing_new() {
        assert_eq!(changes("a\nb\n", "a\nb\n"), []);
        assert_eq!(
            changes("0\n1\n2\n3\nc\nd\n", "0\n1\n2\n3\nx\nd\n"),
            [
                Line::Same("1".to_owned()),
                Line::Same("2".to_owned()),
                Line::Same("3".to_owned()),
                Line::Gone("c".to_owned()),
                Line::New("x".to_owned()),
                Line::Same("d".to_owned()),
            ]
        );
    }

    fn seen(path: &str, text: &str) -> Sighting {
        Sighting {
            journey: "a".to_owned(),
            by: Sightseer::Citizen,
            lang: Lang::En,
            request: Request {
                path: path.to_owned(),
                query: Vec::new(),
            },
            page: Page {
                title: String::new(),
                lead: None,
                trail: Vec::new(),
                sections: Vec::new(),
                live: None,
            },
            text: format!("{text}\n"),
        }
    }

    fn pages(of: &[(&str, &str)]) -> Pages {
        Pages {
            pages: of.iter().map(|(path, text)| seen(path, text)).collect(),
            more: 0,
        }
    }

    #[test]
    fn pages_are_compared_visit_by_visit_whatever_number_is_in_their_address() {
        let before = pages(&[("/", "none"), ("/case/1a", "yours"), ("/", "one")]);
        let none: Option<Vec<Line>> = Some(Vec::new());
        // What was sent is not shown any more, as on the first visit.
        let lost = pages(&[("/", "none"), ("/case/2b", "yours"), ("/", "none")]);
        let compared = lost.compared_with(&before);
        assert_eq!(compared[..2], [none.clone(), none.clone()]);
        assert_ne!(compared[2], none);
        // A visit more shifts those after it, and a page that was never seen is new.
        let more = pages(&[("/", "none"), ("/", "two"), ("/", "one"), ("/rules", "all")]);
        let compared = more.compared_with(&before);
        assert_eq!([&compared[0], &compared[2]], [&none, &none]);
        assert_eq!(compared[3], None);
    }
}
