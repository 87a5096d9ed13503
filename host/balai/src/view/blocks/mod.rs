//! The blocks of a mini-app's page, each by one template of its kind's name under `templates/blocks/`.
//!
//! A new kind is a file here, its template, and its line in [`render`].

mod buttons;
mod cards;
mod code;
mod empty;
mod figures;
mod form;
mod gauge;
mod items;
mod notice;
mod paragraph;
mod summary;
mod table;
mod thread;
mod timeline;

use std::collections::{BTreeMap, HashSet};

use contract::page::{Block, Page};

use super::form::FormView;
use super::format::FormatError;
use super::html::Html;
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
    /// Where one signs in and comes back to this page.
    pub sign_in: String,
}

/// The place of a form or a button on its page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// The id of the form or button.
    pub form: String,
    /// How many with the same id come before it: two buttons may differ by what they carry alone.
    pub nth: usize,
}

/// The forms and buttons of a page with their places, in the order in which they stand: what drafts are kept for.
#[must_use]
pub fn slots(page: &Page) -> Vec<(Slot, Sends<'_>)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut slots = Vec::new();
    for block in page.sections.iter().flat_map(|section| &section.blocks) {
        let here: Vec<(&str, Sends<'_>)> = match block {
            Block::Form(form) => vec![(&form.id, Sends::Form(form))],
            Block::Buttons(buttons) => buttons
                .iter()
                .map(|b| (b.form.as_str(), Sends::Button(b)))
                .collect(),
            _ => continue,
        };
        for (form, sends) in here {
            let nth = seen.entry(form).or_default();
            slots.push((
                Slot {
                    form: form.to_owned(),
                    nth: *nth,
                },
                sends,
            ));
            *nth += 1;
        }
    }
    slots
}

/// What a slot of a page sends.
#[derive(Clone, Copy, Debug)]
pub enum Sends<'a> {
    /// A form, step by step.
    Form(&'a contract::form::Form),
    /// A form without fields.
    Button(&'a contract::page::Button),
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
    /// A form has no such step.
    #[error("the form {form:?} has no step {step}")]
    NoSuchStep {
        /// The form's id.
        form: String,
        /// From 1.
        step: u32,
    },
    /// Too much text for a QR code.
    #[error("{0} bytes do not fit into a QR code")]
    CodeTooLong(usize),
    /// A template failed.
    #[error(transparent)]
    Template(#[from] askama::Error),
}

/// A section, ready to be shown.
pub struct SectionView {
    /// The fragment that links lead to.
    pub id: String,
    /// Its heading.
    pub title: Option<String>,
    /// In order.
    pub blocks: Vec<Html>,
}

/// The sections of a page.
///
/// # Errors
/// The first block that does not hold what it promises.
pub fn sections(page: &Page, context: &PageContext<'_>) -> Result<Vec<SectionView>, PageError> {
    let mut slots = slots(page).into_iter().map(|(slot, _)| slot);
    let mut ids = HashSet::new();
    page.sections
        .iter()
        .map(|section| {
            let error = |block, reason| PageError {
                section: section.id.clone(),
                block,
                reason,
            };
            if !is_id(&section.id) || !ids.insert(&section.id) {
                return Err(error("section", Reason::SectionId));
            }
            let heading = if section.title.is_some() { 3 } else { 2 };
            let blocks = section.blocks.iter().map(|block| {
                render(block, context, heading, &mut slots)
                    .map_err(|reason| error(kind(block), reason))
            });
            Ok(SectionView {
                id: section.id.clone(),
                title: section.title.clone(),
                blocks: blocks.collect::<Result<_, _>>()?,
            })
        })
        .collect()
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// `heading` is the level of the next heading below those that enclose the block.
fn render(
    block: &Block,
    context: &PageContext<'_>,
    heading: u8,
    slots: &mut impl Iterator<Item = Slot>,
) -> Result<Html, Reason> {
    let rich = |spans: &[_]| RichView::of(context.reader, context.links, spans);
    let html = match block {
        Block::Paragraph(text) => Html::of(&paragraph::Paragraph { text: rich(text)? }),
        Block::Items(items) => Html::of(&items::Items::of(items, context)?),
        Block::Notice(notice) => Html::of(&notice::Notice::of(notice, context, heading)?),
        Block::Summary(rows) => Html::of(&summary::Summary::of(rows, context)?),
        Block::Table(table) => Html::of(&table::Table::of(table, context)?),
        Block::Form(form) => Html::of(&form::Entry::of(form, slots.next(), context, heading)?),
        Block::Buttons(list) => Html::of(&buttons::Buttons::of(list, slots, context)),
        Block::Timeline(milestones) => Html::of(&timeline::Timeline::of(milestones, context)?),
        Block::Thread(messages) => Html::of(&thread::Thread::of(messages, context)?),
        Block::Cards(cards) => Html::of(&cards::Cards::of(cards, context, heading)?),
        Block::Figures(figures) => Html::of(&figures::Figures::of(figures, context)?),
        Block::Gauge(gauge) => Html::of(&gauge::Gauge::of(gauge, context)?),
        Block::Code(code) => Html::of(&code::Code::of(&code.content, &code.caption)?),
        Block::Empty(empty) => Html::of(&empty::Empty::of(empty, context, heading)?),
        Block::Filter(_)
        | Block::Board(_)
        | Block::Chart(_)
        | Block::Files(_)
        | Block::Picture(_) => {
            return Err(Reason::Unrenderable(kind(block)));
        }
    };
    Ok(html?)
}

const fn kind(block: &Block) -> &'static str {
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

pub use code::Code;
pub use summary::{Row as SummaryRow, Summary};
pub use timeline::{Milestone, Timeline};
