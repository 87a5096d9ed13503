//! Facts, one under the other.

use askama::Template;
use askama::filters::HtmlSafe;
use contract::page::SummaryRow;

use super::{PageContext, Reason};
use crate::view::html::Text;
use crate::view::links::LinkView;
use crate::view::value::ValueView;

/// Facts, of a mini-app or of the shell's own.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "blocks/summary.html")]
pub struct Summary {
    /// In order.
    pub rows: Vec<Row>,
}

/// One fact.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is.
    pub term: Text,
    /// What it comes to; several where several were chosen, at least one.
    pub values: Vec<ValueView>,
    /// Where it can be changed.
    pub change: Option<LinkView>,
}

impl Summary {
    pub(super) fn of(rows: Vec<SummaryRow>, context: &PageContext<'_>) -> Result<Self, Reason> {
        let rows = rows.into_iter().map(|row| {
            Ok(Row {
                term: row.term.into(),
                values: vec![context.reader.value(row.value)?],
                change: row
                    .change
                    .map(|link| context.links.link(link))
                    .transpose()?,
            })
        });
        Ok(Self {
            rows: rows.collect::<Result<_, Reason>>()?,
        })
    }
}

// Its `Display` is its own template.
impl HtmlSafe for Summary {}
