//! Whether the pages that journeys and lists have shown can be used by everybody, as far as it is the mini-app's to see to.
//! Markup, contrast, focus and the keyboard are the shell's; a link without words and a form without labels it does not
//! show at all. What is left are words. Each rule names its success criterion of WCAG 2.2.

use std::collections::{BTreeMap, BTreeSet};

use contract::{
    content::{Link, Span, Target},
    form::{Field, Kind},
    page::{Block, Card, Page},
};

use super::report::{Check, Finding, Line};
use crate::journey::Sighting;

/// Words that say nothing where a screen reader lists the links of a page.
const SAY_NOTHING: [&str; 14] = [
    "klik di sini",
    "klik",
    "di sini",
    "selengkapnya",
    "baca selengkapnya",
    "lihat",
    "tautan",
    "click here",
    "here",
    "more",
    "read more",
    "see",
    "link",
    "this link",
];

pub(super) fn check(seen: &[Sighting]) -> Line {
    let mut found: BTreeSet<(String, String)> = BTreeSet::new();
    for sighting in seen {
        for what in wrong(&sighting.page) {
            found.insert((place(sighting), what));
        }
    }
    found.extend(same_titles(seen));
    let found = found.into_iter().map(|(place, what)| {
        let mend = "say it in words that are understood by themselves";
        Finding::of(what, place, mend)
    });
    let tested = "titles, headings, labels and links of the pages that journeys and lists show can be told apart";
    Line::of(Check::Accessibility, tested, found.collect())
}

fn place(of: &Sighting) -> String {
    format!("the page at {} in {}", of.request.path, of.lang.tag())
}

/// Pages of different kinds, which are those whose paths begin otherwise, are called differently.
fn same_titles(seen: &[Sighting]) -> Vec<(String, String)> {
    let mut titled: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut found = Vec::new();
    for sighting in seen {
        let path = sighting.request.path.as_str();
        let title = sighting.page.title.as_str();
        let first = titled.entry((sighting.lang.tag(), title)).or_insert(path);
        if first.split('/').nth(1) != path.split('/').nth(1) {
            let what = format!("it is called \"{title}\", as the page at {first} is (WCAG 2.4.2)");
            found.push((place(sighting), what));
        }
    }
    found
}

/// What is wrong with a page by itself.
fn wrong(page: &Page) -> Vec<String> {
    let mut ear = Ear::default();
    ear.named("the page's title", &page.title, "2.4.2");
    ear.rich(page.lead.iter().flatten());
    page.trail.iter().for_each(|link| ear.link(link));
    for section in &page.sections {
        if let Some(title) = &section.title {
            ear.named("a heading", title, "2.4.6");
        }
        section.blocks.iter().for_each(|block| ear.block(block));
    }
    ear.found
}

/// What is heard of a page.
#[derive(Default)]
struct Ear<'a> {
    found: Vec<String>,
    /// Where words lead to that are read by themselves.
    leads: BTreeMap<String, &'a Target>,
}

impl<'a> Ear<'a> {
    fn named(&mut self, what: &str, words: &str, criterion: &str) {
        if words.trim().is_empty() {
            self.found
                .push(format!("{what} has no words (WCAG {criterion})"));
        }
    }

    fn link(&mut self, link: &'a Link) {
        let words = link.label.trim().to_lowercase();
        if SAY_NOTHING.contains(&words.trim_end_matches(['.', '…', '>', '»', ' '])) {
            self.found.push(format!(
                "the link \"{}\" does not say where it leads (WCAG 2.4.4)",
                link.label
            ));
        }
        self.leads(&link.label, &link.target);
    }

    /// Words that are read by themselves lead to one place.
    fn leads(&mut self, words: &str, target: &'a Target) {
        match self.leads.get(&words.trim().to_lowercase()) {
            Some(other) if **other != *target => self.found.push(format!(
                "links with the words \"{words}\" lead to different places (WCAG 2.4.4)"
            )),
            _ => {
                self.leads.insert(words.trim().to_lowercase(), target);
            }
        }
    }

    fn rich(&mut self, spans: impl IntoIterator<Item = &'a Span>) {
        for span in spans {
            if let Span::Link(link) = span {
                self.link(link);
            }
        }
    }

    fn fields(&mut self, fields: &'a [Field]) {
        // Of two that are asked under conditions, only one may be.
        let mut asked = BTreeSet::new();
        for field in fields {
            if field.when.is_none() && !asked.insert(field.label.trim()) {
                self.found.push(format!(
                    "two questions of one step are called \"{}\" (WCAG 3.3.2)",
                    field.label
                ));
            }
            match &field.kind {
                Kind::Choice(choices) | Kind::Choices(choices) => {
                    let mut offered = BTreeSet::new();
                    for choice in choices {
                        if !offered.insert((choice.label.trim(), &choice.hint)) {
                            self.found.push(format!(
                                "two choices of \"{}\" are called \"{}\" (WCAG 3.3.2)",
                                field.label, choice.label
                            ));
                        }
                    }
                }
                Kind::Agreement(statement) => self.rich(statement),
                _ => {}
            }
        }
    }

    fn card(&mut self, card: &'a Card) {
        self.named("a card", &card.title, "2.4.6");
        if let Some(target) = &card.leads_to {
            self.leads(&card.title, target);
        }
        self.rich(card.body.iter().flatten());
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Paragraph(rich) => self.rich(rich),
            Block::Items(items) => items.entries.iter().for_each(|entry| self.rich(entry)),
            Block::Notice(notice) => {
                self.named("a notice", &notice.title, "2.4.6");
                self.rich(&notice.body);
            }
            // Each is read with its term: "change" leads to as many places as there are facts.
            Block::Summary(rows) => {
                for row in rows {
                    self.named("a fact", &row.term, "1.3.1");
                }
            }
            Block::Table(table) => {
                self.named("a table", &table.caption, "1.3.1");
                for column in &table.columns {
                    self.named("a column of a table", &column.title, "1.3.1");
                }
            }
            Block::Form(form) => {
                for step in &form.steps {
                    self.rich(step.lead.iter().flatten());
                    self.fields(&step.fields);
                }
            }
            Block::Filter(filter) => {
                self.named("a filter", &filter.label, "3.3.2");
                self.fields(&filter.fields);
            }
            Block::Buttons(_) => {}
            Block::Timeline(milestones) => {
                for milestone in milestones {
                    self.named("a milestone", &milestone.title, "1.3.1");
                    self.rich(milestone.body.iter().flatten());
                }
            }
            Block::Thread(messages) => {
                for message in messages {
                    self.named("the author of a message", &message.author, "1.3.1");
                    self.rich(&message.body);
                }
            }
            Block::Cards(cards) => cards.iter().for_each(|card| self.card(card)),
            Block::Board(lanes) => {
                for lane in lanes {
                    self.named("a lane of a board", &lane.title, "1.3.1");
                    lane.cards.iter().for_each(|card| self.card(card));
                }
            }
            Block::Figures(figures) => {
                for figure in figures {
                    self.named("a figure", &figure.label, "1.3.1");
                }
            }
            Block::Chart(chart) => {
                self.named("a chart", &chart.title, "1.1.1");
                for category in &chart.categories {
                    self.named("a category of a chart", category, "1.1.1");
                }
                for series in &chart.series {
                    self.named("a series of a chart", &series.name, "1.1.1");
                }
            }
            Block::Gauge(gauge) => self.named("a gauge", &gauge.label, "1.3.1"),
            Block::Files(files) => files.iter().for_each(|link| self.link(link)),
            Block::Picture(picture) => {
                self.named("a picture", &picture.alternative, "1.1.1");
            }
            Block::Code(code) => self.named("a QR code", &code.caption, "1.1.1"),
            Block::Empty(empty) => {
                self.named("what is said of an empty place", &empty.title, "2.4.6");
                self.rich(&empty.body);
                empty.next.iter().for_each(|link| self.link(link));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use app::Lang;
    use contract::{
        Request,
        page::{Card, Empty, Items, Section},
    };

    use super::*;
    use crate::journey::Sightseer;

    fn seen(path: &str, title: &str, blocks: Vec<Block>) -> Sighting {
        Sighting {
            journey: String::new(),
            by: Sightseer::Citizen,
            lang: Lang::En,
            request: Request {
                path: path.to_owned(),
                query: Vec::new(),
            },
            page: Page {
                title: title.to_owned(),
                lead: None,
                trail: Vec::new(),
                sections: vec![Section {
                    id: "a".to_owned(),
                    title: None,
                    blocks,
                }],
                live: None,
            },
            text: String::new(),
        }
    }

    fn link(label: &str, path: &str) -> Span {
        Span::Link(Link {
            label: label.to_owned(),
            target: Target::Here(path.to_owned()),
        })
    }

    fn found(seen: &[Sighting]) -> Vec<String> {
        let line = check(seen);
        assert_eq!(line.passed, line.found.is_empty());
        let told = line.found.into_iter();
        told.map(|found| format!("{}: {}", found.place, found.what))
            .collect()
    }

    #[test]
    fn words_that_cannot_be_told_apart_are_found_with_their_criterion() {
        let links = Items {
            ordered: false,
            entries: vec![
                vec![link("Rules", "/rules")],
                vec![link("rules ", "/other")],
                vec![link("Read more…", "/more")],
            ],
        };
        let nameless = Empty {
            title: " ".to_owned(),
            body: Vec::new(),
            next: None,
        };
        let told = found(&[
            seen(
                "/apply",
                "Apply",
                vec![Block::Items(links), Block::Empty(nameless)],
            ),
            seen("/case/1", "Your case", Vec::new()),
            seen("/case/2", "Your case", Vec::new()),
            seen("/rules", "Apply", Vec::new()),
        ]);
        assert_eq!(
            told,
            [
                "the page at /apply in en: links with the words \"rules \" lead to different places (WCAG 2.4.4)",
                "the page at /apply in en: the link \"Read more…\" does not say where it leads (WCAG 2.4.4)",
                "the page at /apply in en: what is said of an empty place has no words (WCAG 2.4.6)",
                "the page at /rules in en: it is called \"Apply\", as the page at /apply is (WCAG 2.4.2)",
            ]
        );
        let card = |path: &str| Card {
            title: "Look".to_owned(),
            body: None,
            status: None,
            leads_to: Some(Target::Here(path.to_owned())),
        };
        let cards = Block::Cards(vec![card("/a"), card("/b")]);
        assert_eq!(
            found(&[seen("/", "Home", vec![cards])]),
            [
                "the page at / in en: links with the words \"Look\" lead to different places (WCAG 2.4.4)"
            ]
        );
        assert!(
            found(&[seen(
                "/",
                "Home",
                vec![Block::Paragraph(vec![link("The rules", "/rules")])]
            )])
            .is_empty()
        );
    }
}
