//! What a person sees on a page: its text, with values as the shell writes them, and where its labels lead.

use app::{Actor, Lang, Role};
use contract::{
    Request,
    content::{Link, Span, Target},
    form::{Field, Form, Kind},
    page::{Block, Card, Page},
    values::{Date, Value},
};
use serde::{Deserialize, Serialize};

/// How the shell writes a value for this reader.
pub type Written<'a> = &'a dyn Fn(&Value) -> String;

/// What is on a page.
#[derive(Debug, Default)]
pub struct Seen {
    /// All words, one piece after the other.
    pub text: String,
    /// Days among its values.
    pub days: Vec<Date>,
    /// What leads somewhere: its label, and where.
    pub leads: Vec<(String, Target)>,
}

/// A page that somebody saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sighting {
    /// In which journey, by its title; the path, of a listed page.
    pub journey: String,
    /// Who.
    pub by: Sightseer,
    /// In which language.
    pub lang: Lang,
    /// What they asked for.
    pub request: Request,
    /// What they got.
    pub page: Page,
    /// All words of it, a line for each piece, with values as the shell writes them.
    pub text: String,
}

/// Who saw a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sightseer {
    /// Whoever is not signed in.
    Anybody,
    /// A citizen.
    Citizen,
    /// A civil servant.
    Staff,
}

impl Sighting {
    pub(super) fn of(actor: &Actor, request: Request, page: Page, text: String) -> Self {
        Self {
            journey: String::new(),
            by: match actor.role {
                Role::Anonymous => Sightseer::Anybody,
                Role::Citizen(_) => Sightseer::Citizen,
                Role::Staff { .. } => Sightseer::Staff,
            },
            lang: actor.reader.lang,
            request,
            page,
            text,
        }
    }

    /// Whether both are the same page, whatever stands on it. Numbers that were given in the journey (of cases, of
    /// documents) are others in each release.
    #[must_use]
    pub fn is_at_the_place_of(&self, other: &Self) -> bool {
        (&self.journey, self.by, self.lang) == (&other.journey, other.by, other.lang)
            && self.request.query == other.request.query
            && kinds(&self.request.path).eq(kinds(&other.request.path))
    }
}

/// The parts of a path, without those that name one thing of many.
fn kinds(path: &str) -> impl Iterator<Item = Option<&str>> {
    let names_one = |part: &str| part.bytes().any(|byte| byte.is_ascii_digit());
    path.split('/')
        .map(move |part| (!names_one(part)).then_some(part))
}

/// Looks at a whole page.
pub fn look(page: &Page, written: Written<'_>) -> Seen {
    let mut eye = Eye {
        seen: Seen::default(),
        written,
    };
    eye.text(&page.title);
    eye.rich(page.lead.iter().flatten());
    page.trail.iter().for_each(|link| eye.link(link));
    for section in &page.sections {
        eye.texts(&section.title);
        section.blocks.iter().for_each(|block| eye.block(block));
    }
    eye.seen
}

/// White space counts as one space.
pub fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Eye<'a> {
    seen: Seen,
    written: Written<'a>,
}

impl Eye<'_> {
    fn text(&mut self, text: &str) {
        self.seen.text.push_str(&plain(text));
        self.seen.text.push('\n');
    }

    fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t String>) {
        for text in texts {
            self.text(text);
        }
    }

    fn value(&mut self, value: &Value) {
        if let Value::Date(day) = value {
            self.seen.days.push(*day);
        }
        let written = (self.written)(value);
        self.text(&written);
    }

    /// A paragraph is one text: what is looked for may go across its spans.
    fn rich<'t>(&mut self, spans: impl IntoIterator<Item = &'t Span>) {
        let mut text = String::new();
        for span in spans {
            match span {
                Span::Text(words) | Span::Strong(words) => text.push_str(words),
                Span::Value(value) => {
                    if let Value::Date(day) = value {
                        self.seen.days.push(*day);
                    }
                    text.push_str(&(self.written)(value));
                }
                Span::Link(link) => {
                    text.push_str(&link.label);
                    self.seen
                        .leads
                        .push((link.label.clone(), link.target.clone()));
                }
            }
        }
        self.text(&text);
    }

    fn link(&mut self, link: &Link) {
        self.text(&link.label);
        self.seen
            .leads
            .push((link.label.clone(), link.target.clone()));
    }

    fn card(&mut self, card: &Card) {
        self.text(&card.title);
        self.rich(card.body.iter().flatten());
        self.texts(card.status.iter().map(|status| &status.label));
        self.seen.leads.extend(
            card.leads_to
                .clone()
                .map(|target| (card.title.clone(), target)),
        );
    }

    fn form(&mut self, form: &Form) {
        for step in &form.steps {
            self.text(&step.title);
            self.rich(step.lead.iter().flatten());
            step.fields.iter().for_each(|field| self.field(field));
        }
        self.text(&form.submit_label);
    }

    fn field(&mut self, field: &Field) {
        self.text(&field.label);
        self.texts(&field.hint);
        match &field.kind {
            Kind::Choice(choices) | Kind::Choices(choices) => {
                for choice in choices {
                    self.text(&choice.label);
                    self.texts(&choice.hint);
                }
            }
            Kind::Agreement(statement) => self.rich(statement),
            _ => {}
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(rich) => self.rich(rich),
            Block::Items(items) => items.entries.iter().for_each(|entry| self.rich(entry)),
            Block::Notice(notice) => {
                self.text(&notice.title);
                self.rich(&notice.body);
            }
            Block::Summary(rows) => {
                for row in rows {
                    self.text(&row.term);
                    self.value(&row.value);
                    row.change.iter().for_each(|link| self.link(link));
                }
            }
            Block::Table(table) => {
                self.text(&table.caption);
                self.texts(table.columns.iter().map(|column| &column.title));
                for row in &table.rows {
                    row.cells.iter().for_each(|cell| self.value(cell));
                    let label = row
                        .cells
                        .first()
                        .map(|cell| (self.written)(cell))
                        .unwrap_or_default();
                    self.seen
                        .leads
                        .extend(row.leads_to.clone().map(|target| (label, target)));
                }
            }
            Block::Form(form) => self.form(form),
            Block::Filter(filter) => {
                self.text(&filter.label);
                filter.fields.iter().for_each(|field| self.field(field));
            }
            Block::Buttons(buttons) => self.texts(buttons.iter().map(|button| &button.label)),
            Block::Timeline(milestones) => {
                for milestone in milestones {
                    self.text(&milestone.title);
                    self.rich(milestone.body.iter().flatten());
                    milestone
                        .at
                        .iter()
                        .for_each(|at| self.value(&Value::Instant(*at)));
                }
            }
            Block::Thread(messages) => {
                for message in messages {
                    self.text(&message.author);
                    self.rich(&message.body);
                }
            }
            Block::Cards(cards) => cards.iter().for_each(|card| self.card(card)),
            Block::Board(lanes) => {
                for lane in lanes {
                    self.text(&lane.title);
                    lane.cards.iter().for_each(|card| self.card(card));
                }
            }
            Block::Figures(figures) => {
                for figure in figures {
                    self.text(&figure.label);
                    self.value(&figure.value);
                    self.texts(&figure.change);
                }
            }
            Block::Chart(chart) => {
                self.text(&chart.title);
                self.texts(&chart.categories);
                self.texts(chart.series.iter().map(|series| &series.name));
            }
            Block::Gauge(gauge) => self.text(&gauge.label),
            Block::Files(files) => files.iter().for_each(|link| self.link(link)),
            Block::Picture(picture) => self.text(&picture.alternative),
            Block::Code(code) => self.text(&code.caption),
            Block::Empty(empty) => {
                self.text(&empty.title);
                self.rich(&empty.body);
                empty.next.iter().for_each(|link| self.link(link));
            }
        }
    }
}
