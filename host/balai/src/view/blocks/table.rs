//! Rows and columns.

use askama::Template;
use contract::page::Alignment;

use super::{PageContext, Reason};
use crate::view::format;
use crate::view::html::Text;
use crate::view::links::Href;
use crate::view::reader::Reader;
use crate::view::value::ValueView;

#[derive(Template)]
#[template(path = "blocks/table.html")]
pub(super) struct Table<'a> {
    reader: &'a Reader,
    caption: Text,
    columns: Vec<Column>,
    rows: Vec<Row>,
    paging: Option<Paging>,
}

struct Column {
    title: Text,
    numbers: bool,
}

struct Row {
    cells: Vec<ValueView>,
    leads_to: Option<Href>,
}

struct Paging {
    previous: Option<String>,
    next: Option<String>,
    total: Option<String>,
}

impl<'a> Table<'a> {
    pub(super) fn of(
        table: contract::page::Table,
        context: &PageContext<'a>,
    ) -> Result<Self, Reason> {
        let column = |column: contract::page::Column| Column {
            title: column.title.into(),
            numbers: column.alignment == Alignment::End,
        };
        let columns = table.columns.len();
        let rows = table.rows.into_iter().enumerate().map(|(position, row)| {
            let cells = row.cells.len();
            if cells != columns {
                return Err(Reason::CellCount {
                    row: position,
                    cells,
                    columns,
                });
            }
            let cells = row.cells.into_iter().map(|cell| context.reader.value(cell));
            Ok(Row {
                cells: cells.collect::<Result<_, _>>()?,
                leads_to: row
                    .leads_to
                    .map(|target| context.links.href(target))
                    .transpose()?,
            })
        });
        let rows = rows.collect::<Result<_, _>>()?;
        let paging = table
            .paging
            .as_ref()
            .map(|paging| Self::paging(paging, context))
            .transpose()?;
        let columns = table.columns.into_iter().map(column).collect();
        Ok(Self {
            reader: context.reader,
            caption: table.caption.into(),
            columns,
            rows,
            paging,
        })
    }

    fn paging(
        paging: &contract::page::Paging,
        context: &PageContext<'_>,
    ) -> Result<Paging, Reason> {
        let here = |path: &Option<String>| {
            path.as_ref()
                .map(|path| context.links.here(path))
                .transpose()
        };
        Ok(Paging {
            previous: here(&paging.previous)?,
            next: here(&paging.next)?,
            total: paging
                .total
                .map(|total| format::whole(context.reader.lang, total)),
        })
    }

    /// Whether a column holds numbers.
    fn is_numbers(&self, column: &usize) -> bool {
        self.columns
            .get(*column)
            .is_some_and(|column| column.numbers)
    }

    /// Read out before a cell where a small screen shows the table as a list.
    fn title(&self, column: &usize) -> &str {
        self.columns
            .get(*column)
            .map_or("", |column| column.title.as_str())
    }
}
