//! A page as text, with a number before everything that one can follow, fill in or press.

use balai::{
    api::{
        content::{Link, Span, Target},
        page::{Block, Card, Chart, FilterField, Page, Progress, Row, Table},
        value::{Status, Tone, TypedValue},
    },
    view::Lang,
};

/// What stands under a number.
pub enum Action {
    /// Another page.
    Follow(Target),
    /// A form.
    Fill(String),
    /// A button.
    Press {
        /// What is sent.
        draft: String,
        /// What is asked before.
        confirm: Option<String>,
    },
    /// The same page, for something else.
    Filter {
        /// This page.
        page: Target,
        /// What is asked.
        fields: Vec<FilterField>,
    },
}

/// A page as text.
pub struct Rendered {
    /// To be read.
    pub text: String,
    /// What the numbers stand for, from 1.
    pub actions: Vec<Action>,
}

impl Rendered {
    /// Of a page.
    pub fn of(page: &Page, lang: Lang) -> Self {
        let mut writing = Writing {
            lang,
            here: Target::Page {
                mini_app: page.mini_app.clone(),
                path: page.path.clone(),
            },
            lines: Vec::new(),
            actions: Vec::new(),
        };
        writing.page(page);
        Self {
            text: writing.lines.join("\n"),
            actions: writing.actions,
        }
    }
}

struct Writing {
    lang: Lang,
    here: Target,
    lines: Vec<String>,
    actions: Vec<Action>,
}

impl Writing {
    fn page(&mut self, page: &Page) {
        self.line(format!("{} · {}", page.agency, page.mini_app_title));
        self.heading(&page.title, '=');
        for link in &page.trail {
            let link = self.link(link);
            self.line(format!("< {link}"));
        }
        if let Some(lead) = &page.lead {
            let lead = self.rich(lead);
            self.line(lead);
        }
        for section in &page.sections {
            if let Some(title) = &section.title {
                self.line(String::new());
                self.heading(title, '-');
            }
            for block in &section.blocks {
                self.line(String::new());
                self.block(block);
            }
        }
        self.line(String::new());
    }

    fn line(&mut self, line: String) {
        self.lines.push(line);
    }

    fn heading(&mut self, title: &str, under: char) {
        let rule = under.to_string().repeat(title.chars().count());
        self.line(title.to_owned());
        self.line(rule);
    }

    /// The number of an action.
    fn number(&mut self, action: Action) -> String {
        self.actions.push(action);
        format!("[{}]", self.actions.len())
    }

    /// Where something leads, after its words.
    fn leads(&mut self, target: &Target) -> String {
        match target {
            Target::Page { .. } => self.number(Action::Follow(target.clone())),
            Target::Web { address } | Target::Email { address } => format!("({address})"),
            Target::Phone { number } => format!("({number})"),
        }
    }

    fn link(&mut self, link: &Link) -> String {
        let leads = self.leads(&link.target);
        format!("{} {leads}", link.label)
    }

    fn rich(&mut self, spans: &[Span]) -> String {
        let spans = spans.iter().map(|span| match span {
            Span::Text { text } | Span::Strong { text } => text.clone(),
            Span::Value { value } => value.text.clone(),
            Span::Link { link } => self.link(link),
        });
        spans.collect()
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph { text } => {
                let text = self.rich(text);
                self.line(text);
            }
            Block::Items { ordered, entries } => {
                for (nth, entry) in (1..).zip(entries) {
                    let entry = self.rich(entry);
                    self.line(if *ordered {
                        format!("{nth}. {entry}")
                    } else {
                        format!("• {entry}")
                    });
                }
            }
            Block::Notice { tone, title, body } => {
                let body = self.rich(body);
                self.line(format!("{} {title}", sign(*tone)));
                self.line(format!("  {body}"));
            }
            Block::Summary { rows } => {
                for row in rows {
                    let change = row.change.as_ref().map(|change| self.link(change));
                    let change = change.map(|change| format!(" · {change}"));
                    let value = said(&row.value);
                    self.line(format!(
                        "{}: {value}{}",
                        row.term,
                        change.unwrap_or_default()
                    ));
                }
            }
            Block::Table(table) => self.table(table),
            Block::Form(form) => {
                let words = match form.draft {
                    Some(_) if form.under_way => self.lang.say("open-go-on"),
                    Some(_) => self.lang.say("open-fill"),
                    None => self.lang.say("open-signed-out"),
                };
                let words = words.with("title", &form.title);
                let number = form
                    .draft
                    .as_ref()
                    .map(|draft| self.number(Action::Fill(draft.clone())));
                self.line(format!("{} {words}", number.unwrap_or_default()));
            }
            Block::Filter { label, fields } => {
                let number = self.number(Action::Filter {
                    page: self.here.clone(),
                    fields: fields.clone(),
                });
                self.line(format!("{number} {label}"));
            }
            Block::Buttons { buttons } => {
                for button in buttons {
                    let number = button.draft.as_ref().map(|draft| {
                        self.number(Action::Press {
                            draft: draft.clone(),
                            confirm: button.confirm.clone(),
                        })
                    });
                    self.line(format!("{} {}", number.unwrap_or_default(), button.label));
                }
            }
            Block::Timeline { milestones } => {
                for one in milestones {
                    let at = one.at.as_ref().map(|at| format!(" — {}", at.text));
                    let at = at.unwrap_or_default();
                    self.line(format!("{} {}{at}", mark(one.state), one.title));
                    if let Some(body) = &one.body {
                        let body = self.rich(body);
                        self.line(format!("  {body}"));
                    }
                }
            }
            Block::Thread { messages } => {
                for message in messages {
                    let body = self.rich(&message.body);
                    self.line(format!("{}, {}:", message.author, message.at.text));
                    self.line(format!("  {body}"));
                }
            }
            Block::Cards { cards } => cards.iter().for_each(|card| self.card(card)),
            Block::Board { lanes } => {
                for lane in lanes {
                    self.heading(&lane.title, '.');
                    lane.cards.iter().for_each(|card| self.card(card));
                }
            }
            Block::Figures { figures } => {
                for figure in figures {
                    let change = figure.change.as_ref().map(|change| format!(" ({change})"));
                    let value = said(&figure.value);
                    self.line(format!(
                        "{}: {value}{}",
                        figure.label,
                        change.unwrap_or_default()
                    ));
                }
            }
            Block::Chart(chart) => self.chart(chart),
            Block::Gauge { label, done, total } => self.line(format!("{label}: {done} / {total}")),
            Block::Code { content, caption } => self.line(format!("{caption}: {content}")),
            Block::Empty { title, body, next } => {
                let body = self.rich(body);
                self.line(title.clone());
                self.line(format!("  {body}"));
                if let Some(next) = next {
                    let next = self.link(next);
                    self.line(format!("  {next}"));
                }
            }
        }
    }

    /// A row after the other, each cell with the heading of its column: columns beside each other are not to be read where
    /// a terminal is narrow, or read aloud.
    fn table(&mut self, table: &Table) {
        self.line(table.caption.clone());
        for row in &table.rows {
            self.row(table, row);
        }
        if table.rows.is_empty() {
            let empty = self.lang.say("table-empty").to_string();
            self.line(format!("  {empty}"));
        }
        let Target::Page { mini_app, .. } = self.here.clone() else {
            return;
        };
        for (path, words) in [
            (&table.previous, self.lang.say("paging-previous")),
            (&table.next, self.lang.say("paging-next")),
        ] {
            if let Some(path) = path {
                let target = Target::Page {
                    mini_app: mini_app.clone(),
                    path: path.clone(),
                };
                let number = self.number(Action::Follow(target));
                self.line(format!("{number} {words}"));
            }
        }
    }

    fn row(&mut self, table: &Table, row: &Row) {
        let leads = row.leads_to.as_ref().map(|target| self.leads(target));
        let cells = table.columns.iter().zip(&row.cells).enumerate();
        for (nth, (column, cell)) in cells {
            let cell = said(cell);
            self.line(match (nth, &leads) {
                (0, Some(leads)) => format!("{leads} {cell}"),
                (0, None) => format!("• {cell}"),
                _ => format!("  {}: {cell}", column.title),
            });
        }
    }

    fn card(&mut self, card: &Card) {
        let leads = card.leads_to.as_ref().map(|target| self.leads(target));
        let leads = leads.unwrap_or_else(|| "•".to_owned());
        let status = card.status.as_ref().map(status);
        let status = status.map(|status| format!(" ({status})"));
        self.line(format!(
            "{leads} {}{}",
            card.title,
            status.unwrap_or_default()
        ));
        if let Some(body) = &card.body {
            let body = self.rich(body);
            self.line(format!("  {body}"));
        }
    }

    fn chart(&mut self, chart: &Chart) {
        self.line(chart.title.clone());
        let unit = chart.unit.as_ref().map(|unit| format!(" {unit}"));
        let unit = unit.unwrap_or_default();
        for (nth, category) in chart.categories.iter().enumerate() {
            let points = chart.series.iter().filter_map(|series| {
                let point = series.points.get(nth)?;
                Some(format!("{} {}{unit}", series.name, point.text))
            });
            let points: Vec<String> = points.collect();
            self.line(format!("  {category}: {}", points.join(", ")));
        }
    }
}

/// A value, with a sign for how it is meant.
pub fn said(value: &TypedValue) -> String {
    match &value.typed {
        balai::api::value::Typed::Status(of) => status(of),
        _ => value.text.clone(),
    }
}

fn status(status: &Status) -> String {
    format!("{} {}", sign(status.tone), status.label)
}

const fn sign(tone: Tone) -> char {
    match tone {
        Tone::Neutral => '·',
        Tone::Info => 'i',
        Tone::Positive => '✓',
        Tone::Attention => '!',
        Tone::Critical => '✗',
    }
}

const fn mark(state: Progress) -> char {
    match state {
        Progress::Done => '✓',
        Progress::Current => '●',
        Progress::Upcoming => '○',
        Progress::Failed => '✗',
    }
}
