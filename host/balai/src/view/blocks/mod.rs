//! The blocks of a mini-app's page, each by one template of its kind's name under `templates/blocks/`.
//!
//! A new kind is a file here, its template, and its line in [`render`].

mod board;
mod bounds;
mod buttons;
mod cards;
mod chart;
mod code;
mod empty;
mod figures;
mod filter;
mod form;
mod gauge;
mod items;
mod notice;
mod paragraph;
mod slots;
mod summary;
mod table;
mod thread;
mod timeline;

use std::collections::BTreeMap;

use contract::page::{Block, Section};

use super::form::FormView;
use super::format::FormatError;
use super::html::{Html, MOST_HTML, Text};
use super::links::{BadTarget, Links};
use super::reader::Reader;
use super::rich::RichView;

/// What the blocks of one page are rendered with.
pub struct PageContext<'a> {
    /// For whom.
    pub reader: &'a Reader,
    /// Of the mini-app whose page it is.
    pub links: &'a Links,
    /// What can be sent from this page. A form or button without a draft asks the person to sign in.
    pub drafts: &'a BTreeMap<Slot, FormView>,
    /// The page's own address, without its query.
    pub here: &'a str,
    /// The page's own query, in order.
    pub query: &'a [(String, String)],
    /// Where one signs in and comes back to this page.
    pub sign_in: String,
}

/// A page that does not hold what the contract promises: a failure of its mini-app.
#[derive(Debug, thiserror::Error)]
#[error("section {section:?}, {block}: {reason}")]
pub struct PageError {
    /// The section's id, or "" for the page's head.
    pub section: String,
    /// The kind of block.
    pub block: &'static str,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with a block.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    /// A link that leads nowhere it may.
    #[error(transparent)]
    Target(#[from] BadTarget),
    /// A value that is not what its type promises.
    #[error(transparent)]
    Value(#[from] FormatError),
    /// This version of the host shows no such block or field.
    #[error("this host does not render {0} yet")]
    Unrenderable(&'static str),
    /// A row has other than as many cells as the table has columns.
    #[error("row {row} has {cells} cells for {columns} columns")]
    CellCount {
        /// From 0.
        row: usize,
        /// In this row.
        cells: usize,
        /// Of the table.
        columns: usize,
    },
    /// A section's id is given twice, or is no id.
    #[error(
        "the section's id is not unique, or has other than lower-case letters, digits and \"-\""
    )]
    SectionId,
    /// More is done than there is.
    #[error("{done} of {total} is done")]
    Gauge {
        /// How much is done.
        done: u64,
        /// How much there is.
        total: u64,
    },
    /// A series of a chart has other than as many points as the chart has categories.
    #[error("a series has {points} points for {categories} categories")]
    PointCount {
        /// Of the series.
        points: usize,
        /// Of the chart.
        categories: usize,
    },
    /// Parts that are negative, or come to nothing, are no parts of a whole.
    #[error("the parts of a whole are not negative, and come to more than nothing")]
    NoWhole,
    /// A form has no such step.
    #[error("the form {form:?} has no step {step}")]
    NoSuchStep {
        /// The form's id.
        form: String,
        /// From 1.
        step: u32,
    },
    /// More than anybody could read.
    #[error("{found} {what}, and may have {most}")]
    TooMany {
        /// Of what, in the plural.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// What little there is of it stands in its markup many times over.
    #[error("it becomes more than {MOST_HTML} bytes of HTML")]
    TooMuchHtml,
    /// A template failed.
    #[error(transparent)]
    Template(askama::Error),
}

impl From<askama::Error> for Reason {
    fn from(error: askama::Error) -> Self {
        match error {
            askama::Error::Fmt => Self::TooMuchHtml,
            error => Self::Template(error),
        }
    }
}

/// Room for a section from the beginning, in bytes.
const SECTION: usize = 2 << 10;

/// A section, ready to be shown.
pub struct SectionView {
    /// The fragment that links lead to.
    pub id: Text,
    /// Its heading.
    pub title: Option<Text>,
    /// In order.
    pub blocks: Html,
}

/// The sections of a page.
///
/// # Errors
/// The first block that does not hold what it promises.
pub fn sections(
    given: Vec<Section>,
    context: &PageContext<'_>,
) -> Result<Vec<SectionView>, PageError> {
    let places: Vec<Slot> = slots(&given).into_iter().map(|(slot, _)| slot).collect();
    let mut slots = places.into_iter();
    let mut bytes = 0;
    let mut sections: Vec<SectionView> = Vec::with_capacity(given.len());
    for section in given {
        let Section {
            id,
            title,
            blocks: given,
        } = section;
        let error = |block, reason| PageError {
            section: id.clone(),
            block,
            reason,
        };
        // There are few: see `bounds`.
        if !is_id(&id) || sections.iter().any(|other| other.id.as_str() == id) {
            return Err(error("section", Reason::SectionId));
        }
        let heading = if title.is_some() { 3 } else { 2 };
        let mut blocks = Html::with_capacity(SECTION);
        for block in given {
            let kind = kind(&block);
            render(block, context, heading, &mut slots, &mut blocks)
                .map_err(|reason| error(kind, reason))?;
        }
        bytes += blocks.bytes();
        if bytes > MOST_HTML {
            return Err(error("page", Reason::TooMuchHtml));
        }
        sections.push(SectionView {
            id: id.into(),
            title: title.map(Text::from),
            blocks,
        });
    }
    Ok(sections)
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Adds a block to `html`. `heading` is the level of the next heading below those that enclose it.
fn render(
    block: Block,
    context: &PageContext<'_>,
    heading: u8,
    slots: &mut impl Iterator<Item = Slot>,
    html: &mut Html,
) -> Result<(), Reason> {
    let rich = |spans| RichView::of(context.reader, context.links, spans);
    match block {
        Block::Paragraph(text) => html.add(&paragraph::Paragraph { text: rich(text)? }),
        Block::Items(items) => html.add(&items::Items::of(items, context)?),
        Block::Notice(notice) => html.add(&notice::Notice::of(notice, context, heading)?),
        Block::Summary(rows) => html.add(&summary::Summary::of(rows, context)?),
        Block::Table(table) => html.add(&table::Table::of(table, context)?),
        Block::Form(form) => html.add(&form::Entry::of(&form, slots.next(), context, heading)?),
        Block::Filter(filter) => html.add(&filter::Filter::of(&filter, context)?),
        Block::Buttons(list) => html.add(&buttons::Buttons::of(list, slots, context)),
        Block::Timeline(milestones) => html.add(&timeline::Timeline::of(milestones, context)?),
        Block::Thread(messages) => html.add(&thread::Thread::of(messages, context)?),
        Block::Cards(cards) => html.add(&cards::Cards::of(cards, context, heading)?),
        Block::Figures(figures) => html.add(&figures::Figures::of(figures, context)?),
        Block::Gauge(gauge) => html.add(&gauge::Gauge::of(gauge, context)?),
        Block::Code(code) => html.add(&code::Code::of(&code.content, &code.caption)?),
        Block::Empty(empty) => html.add(&empty::Empty::of(empty, context, heading)?),
        Block::Board(lanes) => html.add(&board::Board::of(lanes, context, heading)?),
        Block::Chart(chart) => html.add(&chart::Chart::of(&chart, context.reader)?),
        Block::Files(_) | Block::Picture(_) => {
            return Err(Reason::Unrenderable(kind(&block)));
        }
    }?;
    Ok(())
}

/// Adds a chart of the shell's own.
///
/// # Errors
/// Where it does not hold what a chart promises.
pub fn add_chart(
    html: &mut Html,
    chart: &contract::page::Chart,
    reader: &Reader,
) -> Result<(), Reason> {
    Ok(html.add(&chart::Chart::of(chart, reader)?)?)
}

/// What a kind of block is called in the contract.
#[must_use]
pub const fn kind(block: &Block) -> &'static str {
    match block {
        Block::Paragraph(_) => "paragraph",
        Block::Items(_) => "items",
        Block::Notice(_) => "notice",
        Block::Summary(_) => "summary",
        Block::Table(_) => "table",
        Block::Form(_) => "form",
        Block::Filter(_) => "filter",
        Block::Buttons(_) => "buttons",
        Block::Timeline(_) => "timeline",
        Block::Thread(_) => "thread",
        Block::Cards(_) => "cards",
        Block::Board(_) => "board",
        Block::Figures(_) => "figures",
        Block::Chart(_) => "chart",
        Block::Gauge(_) => "gauge",
        Block::Files(_) => "files",
        Block::Picture(_) => "picture",
        Block::Code(_) => "code",
        Block::Empty(_) => "empty",
    }
}

pub use bounds::examine;
pub use code::Code;
pub use filter::prefilled;
pub use slots::{Sends, Slot, slots};
pub use summary::{Row as SummaryRow, Summary};
pub use timeline::{Milestone, Timeline};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Lang, Shell};
    use contract::content::{Link, Span, Target};
    use contract::page::{Button, Gauge, Page, Row, Table, Weight};
    use contract::values::Value;

    fn page(blocks: Vec<Block>) -> Page {
        let section = Section {
            id: "a".to_owned(),
            title: None,
            blocks,
        };
        Page {
            title: "A".to_owned(),
            lead: None,
            trail: Vec::new(),
            sections: vec![section],
            live: None,
        }
    }

    fn rendered(page: Page, drafts: &BTreeMap<Slot, FormView>) -> Result<String, String> {
        let reader = Reader {
            lang: Lang::En,
            zone: jiff::tz::TimeZone::UTC,
            theme: app::Theme::default(),
        };
        let shell = Shell::anonymous(reader, "/m/a/b/".to_owned());
        let links = Links::of("a", "b");
        let context = PageContext {
            reader: &shell.reader,
            links: &links,
            drafts,
            here: "/m/a/b/",
            query: &[],
            sign_in: shell.sign_in(),
        };
        let sections = sections(page.sections, &context).map_err(|error| error.to_string())?;
        Ok(sections
            .into_iter()
            .map(|section| section.blocks.to_string())
            .collect())
    }

    fn button(form: &str) -> Button {
        let (label, form) = ("Go".to_owned(), form.to_owned());
        Button {
            label,
            form,
            carry: Vec::new(),
            weight: Weight::Primary,
            confirm: None,
        }
    }

    #[test]
    fn a_block_that_does_not_hold_its_promise_fails_its_page() {
        let away = Link {
            label: "x".to_owned(),
            target: Target::Here("//evil.example".to_owned()),
        };
        let short = Row {
            cells: vec![Value::Absent],
            leads_to: None,
        };
        let table = Table {
            caption: "T".to_owned(),
            columns: Vec::new(),
            rows: vec![short],
            paging: None,
        };
        let broken = [
            Block::Paragraph(vec![Span::Link(away)]),
            Block::Paragraph(vec![Span::Value(Value::Decimal("1,5".to_owned()))]),
            Block::Table(table),
            Block::Gauge(Gauge {
                label: "G".to_owned(),
                done: 2,
                total: 1,
            }),
            Block::Files(Vec::new()),
            Block::Code(contract::page::Code {
                content: "x".repeat(301),
                caption: "C".to_owned(),
            }),
        ];
        let said = broken.map(|block| rendered(page(vec![block]), &BTreeMap::new()).unwrap_err());
        insta::assert_snapshot!(said.join("\n"), @r#"
        section "a", paragraph: the path "//evil.example" does not start with a single "/"
        section "a", paragraph: "1,5" is not a decimal number in plain notation
        section "a", table: row 0 has 1 cells for 0 columns
        section "a", gauge: 2 of 1 is done
        section "a", files: this host does not render files yet
        section "a", code: 301 bytes of text in a QR code, and may have 300
        "#);
        let twice = Page {
            sections: [page(Vec::new()).sections, page(Vec::new()).sections].concat(),
            ..page(Vec::new())
        };
        assert!(rendered(twice, &BTreeMap::new()).is_err());
    }

    #[test]
    fn each_button_sends_the_draft_of_its_own_place() {
        let page = page(vec![
            Block::Buttons(vec![button("x"), button("y")]),
            Block::Buttons(vec![button("x")]),
        ]);
        let names = ["first-x", "y", "second-x"];
        let draft = |name: &str| FormView {
            draft: name.to_owned(),
            ..FormView::default()
        };
        let drafts = slots(&page.sections)
            .into_iter()
            .zip(names)
            .map(|((slot, _), name)| (slot, draft(name)))
            .collect();
        let html = rendered(page, &drafts).unwrap();
        let positions = names.map(|name| html.find(&format!("/drafts/{name}/send")).unwrap());
        assert!(positions.is_sorted());
    }

    #[test]
    fn who_is_not_signed_in_is_asked_to_and_comes_back() {
        let html = rendered(
            page(vec![Block::Buttons(vec![button("x")])]),
            &BTreeMap::new(),
        )
        .unwrap();
        assert!(html.contains("href=\"/sign-in?back=/m/a/b/\"") && !html.contains("<form"));
    }

    #[test]
    fn markup_of_a_mini_app_is_shown_as_it_stands() {
        let html = rendered(
            page(vec![Block::Paragraph(vec![Span::Text(
                "<script>".to_owned(),
            )])]),
            &BTreeMap::new(),
        );
        assert_eq!(html.unwrap().trim(), "<p>&#60;script&#62;</p>");
    }
}
