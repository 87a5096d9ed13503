//! What a mini-app gives as a page, as programs get it.

use std::collections::BTreeMap;

use contract::{form::Answer, page};

use super::{
    Block, Button, Card, Chart, ChartKind, Column, Fact, Figure, FilterField, Lane, Milestone,
    OfferedForm, Progress, Row, Said, Section, Series, Table, Weight,
};
use crate::{
    api::{
        Context,
        content::{Link, Target, rich},
        field::Field,
        value::TypedValue,
    },
    view::{
        Slot,
        blocks::{PageError, Reason, kind},
        format,
    },
};

/// The draft of a form or button.
#[derive(Debug, Clone)]
pub struct Offered {
    /// Its id.
    pub draft: String,
    /// Whether something was answered before.
    pub under_way: bool,
}

impl Section {
    /// The sections of a page. `drafts` are those of its slots; `query` is what the page was asked for with.
    ///
    /// # Errors
    /// The first block that does not hold what it promises.
    pub fn all(
        page: &page::Page,
        context: Context<'_>,
        slots: &[Slot],
        drafts: &BTreeMap<Slot, Offered>,
        query: &[(String, String)],
    ) -> Result<Vec<Self>, PageError> {
        let mut reading = Reading {
            context,
            query,
            drafts: slots.iter().map(|slot| drafts.get(slot).cloned()).collect(),
            next: 0,
        };
        let section = |section: &page::Section| {
            let block = |block: &page::Block| {
                reading.block(block).map_err(|reason| PageError {
                    section: section.id.clone(),
                    block: kind(block),
                    reason,
                })
            };
            Ok(Self {
                id: section.id.clone(),
                title: section.title.clone(),
                blocks: section.blocks.iter().map(block).collect::<Result<_, _>>()?,
            })
        };
        page.sections.iter().map(section).collect()
    }
}

struct Reading<'a> {
    context: Context<'a>,
    query: &'a [(String, String)],
    /// Of the forms and buttons, in the order in which they stand.
    drafts: Vec<Option<Offered>>,
    next: usize,
}

impl Reading<'_> {
    fn draft(&mut self) -> Option<Offered> {
        let draft = self.drafts.get(self.next).cloned().flatten();
        self.next += 1;
        draft
    }

    fn block(&mut self, block: &page::Block) -> Result<Block, Reason> {
        let context = self.context;
        Ok(match block {
            page::Block::Paragraph(text) => Block::Paragraph {
                text: rich(context, text)?,
            },
            page::Block::Items(items) => Block::Items {
                ordered: items.ordered,
                entries: all(&items.entries, |entry| rich(context, entry))?,
            },
            page::Block::Notice(notice) => Block::Notice {
                tone: notice.tone.into(),
                title: notice.title.clone(),
                body: rich(context, &notice.body)?,
            },
            page::Block::Summary(rows) => Block::Summary {
                rows: all(rows, |row| fact(context, row))?,
            },
            page::Block::Table(table) => Block::Table(read_table(context, table)?),
            page::Block::Form(form) => {
                let draft = self.draft();
                Block::Form(OfferedForm {
                    id: form.id.clone(),
                    title: form
                        .steps
                        .first()
                        .map(|step| step.title.clone())
                        .unwrap_or_default(),
                    under_way: draft.as_ref().is_some_and(|draft| draft.under_way),
                    draft: draft.map(|draft| draft.draft),
                })
            }
            page::Block::Filter(filter) => Block::Filter {
                label: filter.label.clone(),
                fields: all(&filter.fields, |field| {
                    Ok::<_, Reason>(FilterField {
                        field: Field::of(context, field, None)?,
                        values: self.values(&field.name, &field.prefilled),
                    })
                })?,
            },
            page::Block::Buttons(buttons) => Block::Buttons {
                buttons: buttons.iter().map(|button| self.button(button)).collect(),
            },
            page::Block::Timeline(milestones) => Block::Timeline {
                milestones: all(milestones, |one| milestone(context, one))?,
            },
            page::Block::Thread(messages) => Block::Thread {
                messages: all(messages, |message| {
                    Ok::<_, Reason>(Said {
                        author: message.author.clone(),
                        at: TypedValue::moment(context.reader, format::timestamp(message.at)?),
                        body: rich(context, &message.body)?,
                        mine: message.mine,
                    })
                })?,
            },
            page::Block::Cards(cards) => Block::Cards {
                cards: all(cards, |one| card(context, one))?,
            },
            page::Block::Board(lanes) => Block::Board {
                lanes: all(lanes, |lane| {
                    Ok::<_, Reason>(Lane {
                        title: lane.title.clone(),
                        cards: all(&lane.cards, |one| card(context, one))?,
                    })
                })?,
            },
            page::Block::Figures(figures) => Block::Figures {
                figures: all(figures, |figure| {
                    Ok::<_, Reason>(Figure {
                        label: figure.label.clone(),
                        value: TypedValue::of(context.reader, &figure.value)?,
                        change: figure.change.clone(),
                        tone: figure.tone.into(),
                    })
                })?,
            },
            page::Block::Chart(chart) => Block::Chart(read_chart(context, chart)?),
            page::Block::Gauge(gauge) => Block::Gauge {
                label: gauge.label.clone(),
                done: gauge.done,
                total: gauge.total,
            },
            page::Block::Code(code) => Block::Code {
                content: code.content.clone(),
                caption: code.caption.clone(),
            },
            page::Block::Empty(empty) => Block::Empty {
                title: empty.title.clone(),
                body: rich(context, &empty.body)?,
                next: link(context, empty.next.as_ref())?,
            },
            page::Block::Files(_) | page::Block::Picture(_) => {
                return Err(Reason::Unrenderable(kind(block)));
            }
        })
    }

    fn button(&mut self, button: &page::Button) -> Button {
        Button {
            label: button.label.clone(),
            form: button.form.clone(),
            weight: match button.weight {
                page::Weight::Primary => Weight::Primary,
                page::Weight::Secondary => Weight::Secondary,
                page::Weight::Danger => Weight::Danger,
            },
            confirm: button.confirm.clone(),
            draft: self.draft().map(|draft| draft.draft),
        }
    }

    /// What the query says of a field; what the mini-app says holds, where the query says nothing.
    fn values(&self, field: &str, prefilled: &[Answer]) -> Vec<String> {
        let said = self.query.iter().filter(|(name, _)| name == field);
        let said: Vec<String> = said.map(|(_, value)| value.clone()).collect();
        if said.is_empty() {
            crate::view::blocks::prefilled(prefilled)
        } else {
            said
        }
    }
}

fn all<T, U, E>(of: &[T], read: impl FnMut(&T) -> Result<U, E>) -> Result<Vec<U>, E> {
    of.iter().map(read).collect()
}

fn link(
    context: Context<'_>,
    link: Option<&contract::content::Link>,
) -> Result<Option<Link>, Reason> {
    Ok(link.map(|link| Link::of(context, link)).transpose()?)
}

fn target(
    context: Context<'_>,
    target: Option<&contract::content::Target>,
) -> Result<Option<Target>, Reason> {
    Ok(target.map(|to| Target::of(context, to)).transpose()?)
}

fn fact(context: Context<'_>, row: &page::SummaryRow) -> Result<Fact, Reason> {
    Ok(Fact {
        term: row.term.clone(),
        value: TypedValue::of(context.reader, &row.value)?,
        change: link(context, row.change.as_ref())?,
    })
}

fn read_table(context: Context<'_>, table: &page::Table) -> Result<Table, Reason> {
    let paging = table.paging.as_ref();
    Ok(Table {
        caption: table.caption.clone(),
        columns: table
            .columns
            .iter()
            .map(|column| Column {
                title: column.title.clone(),
                numbers: column.alignment == page::Alignment::End,
            })
            .collect(),
        rows: all(&table.rows, |row| {
            Ok::<_, Reason>(Row {
                cells: TypedValue::all(context.reader, &row.cells)?,
                leads_to: target(context, row.leads_to.as_ref())?,
            })
        })?,
        previous: paging.and_then(|paging| paging.previous.clone()),
        next: paging.and_then(|paging| paging.next.clone()),
        total: paging.and_then(|paging| paging.total),
    })
}

fn milestone(context: Context<'_>, of: &page::Milestone) -> Result<Milestone, Reason> {
    let body = of.body.as_ref().map(|body| rich(context, body));
    let at = of.at.map(format::timestamp).transpose()?;
    Ok(Milestone {
        title: of.title.clone(),
        body: body.transpose()?,
        at: at.map(|at| TypedValue::moment(context.reader, at)),
        state: match of.state {
            page::ProgressState::Done => Progress::Done,
            page::ProgressState::Current => Progress::Current,
            page::ProgressState::Upcoming => Progress::Upcoming,
            page::ProgressState::Failed => Progress::Failed,
        },
    })
}

fn card(context: Context<'_>, card: &page::Card) -> Result<Card, Reason> {
    let body = card.body.as_ref().map(|body| rich(context, body));
    Ok(Card {
        title: card.title.clone(),
        body: body.transpose()?,
        status: card.status.as_ref().map(Into::into),
        leads_to: target(context, card.leads_to.as_ref())?,
    })
}

fn read_chart(context: Context<'_>, chart: &page::Chart) -> Result<Chart, Reason> {
    let point = |point: &String| {
        let value = contract::values::Value::Decimal(point.clone());
        Ok::<_, Reason>(TypedValue::of(context.reader, &value)?)
    };
    Ok(Chart {
        kind: match chart.kind {
            page::ChartKind::Bar => ChartKind::Bar,
            page::ChartKind::Line => ChartKind::Line,
            page::ChartKind::Share => ChartKind::Share,
        },
        title: chart.title.clone(),
        categories: chart.categories.clone(),
        series: all(&chart.series, |series| {
            Ok::<_, Reason>(Series {
                name: series.name.clone(),
                points: all(&series.points, point)?,
            })
        })?,
        unit: chart.unit.clone(),
    })
}
