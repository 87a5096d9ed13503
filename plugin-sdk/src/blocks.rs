//! The parts of a page that have parts of their own: tables, buttons, cards, facts.

use crate::bindings::balai::platform::cases::Case;
use crate::bindings::balai::types::content::{Link, Target};
use crate::bindings::balai::types::values::{Status, Value};
use crate::bindings::balai::ui::page::{
    Alignment, Button, Card, Chart, ChartKind, Column, Empty, Lane, Paging, Row, Series,
    SummaryRow, Table, Weight,
};
use crate::values::{IntoRich, here};

/// One fact: what it is, and its value.
#[must_use]
pub fn fact(term: impl Into<String>, value: impl Into<Value>) -> SummaryRow {
    SummaryRow {
        term: term.into(),
        value: value.into(),
        change: None,
    }
}

/// A table without columns or rows. The caption is read first.
#[must_use]
pub fn table(caption: impl Into<String>) -> Table {
    Table {
        caption: caption.into(),
        columns: Vec::new(),
        rows: Vec::new(),
        paging: None,
    }
}

impl Table {
    /// A column of words.
    #[must_use]
    pub fn column(mut self, title: impl Into<String>) -> Self {
        self.columns.push(Column {
            title: title.into(),
            alignment: Alignment::Start,
        });
        self
    }

    /// A column of numbers.
    #[must_use]
    pub fn numbers(mut self, title: impl Into<String>) -> Self {
        self.columns.push(Column {
            title: title.into(),
            alignment: Alignment::End,
        });
        self
    }

    /// A row: see [`cells!`](crate::cells). As many cells as there are columns.
    #[must_use]
    pub fn row(mut self, cells: Vec<Value>) -> Self {
        self.rows.push(Row {
            cells,
            leads_to: None,
        });
        self
    }

    /// A row that leads to a page of this mini-app.
    #[must_use]
    pub fn row_to(mut self, path: impl Into<String>, cells: Vec<Value>) -> Self {
        self.rows.push(Row {
            cells,
            leads_to: Some(here(path)),
        });
        self
    }

    /// A row for each thing.
    #[must_use]
    pub fn rows<T>(
        self,
        things: impl IntoIterator<Item = T>,
        row: impl Fn(Self, T) -> Self,
    ) -> Self {
        things.into_iter().fold(self, row)
    }

    /// How many rows there are in all, and the path of the part that follows.
    #[must_use]
    pub fn part_of(mut self, total: u64, next: Option<String>) -> Self {
        self.paging = Some(Paging {
            previous: None,
            next,
            total: Some(total),
        });
        self
    }
}

/// A button. `form` is the name that `act` receives.
#[must_use]
pub fn button(label: impl Into<String>, form: &str) -> Button {
    Button {
        label: label.into(),
        form: form.to_owned(),
        carry: Vec::new(),
        weight: Weight::Secondary,
        confirm: None,
    }
}

impl Button {
    /// What most people came for; one on a page.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.weight = Weight::Primary;
        self
    }

    /// What cannot be undone, so this question comes first.
    #[must_use]
    pub fn danger(mut self, confirm: impl Into<String>) -> Self {
        self.weight = Weight::Danger;
        self.confirm = Some(confirm.into());
        self
    }

    /// Carries the version of the case that the person sees, for [`Submission::version_seen`].
    ///
    /// [`Submission::version_seen`]: crate::prelude::Submission::version_seen
    #[must_use]
    pub fn about(self, case: &Case) -> Self {
        self.carry("version", case.head.version)
    }

    /// Comes back with the submission. Held by the host, never by the browser.
    #[must_use]
    pub fn carry(mut self, name: &str, value: impl ToString) -> Self {
        self.carry.push((name.to_owned(), value.to_string()));
        self
    }
}

/// Something that can be opened.
#[must_use]
pub fn card(title: impl Into<String>, leads_to: Target) -> Card {
    Card {
        title: title.into(),
        body: None,
        status: None,
        leads_to: Some(leads_to),
    }
}

impl Card {
    /// A few words about it.
    #[must_use]
    pub fn body(mut self, text: impl IntoRich) -> Self {
        self.body = Some(text.into_rich());
        self
    }

    /// How it stands.
    #[must_use]
    pub fn status(mut self, status: Status) -> Self {
        self.status = Some(status);
        self
    }
}

/// A column of a board, with what stands in it.
#[must_use]
pub fn lane(title: impl Into<String>, cards: impl IntoIterator<Item = Card>) -> Lane {
    Lane {
        title: title.into(),
        cards: cards.into_iter().collect(),
    }
}

/// A chart without numbers; its table is shown with it.
#[must_use]
pub fn chart<T: Into<String>>(
    kind: ChartKind,
    title: impl Into<String>,
    categories: impl IntoIterator<Item = T>,
) -> Chart {
    Chart {
        kind,
        title: title.into(),
        categories: categories.into_iter().map(Into::into).collect(),
        series: Vec::new(),
        unit: None,
    }
}

impl Chart {
    /// One line, or one colour of bars: a number for each category, in plain notation. Six at most.
    #[must_use]
    pub fn series<N: ToString>(
        mut self,
        name: impl Into<String>,
        points: impl IntoIterator<Item = N>,
    ) -> Self {
        self.series.push(Series {
            name: name.into(),
            points: points.into_iter().map(|point| point.to_string()).collect(),
        });
        self
    }

    /// What is counted.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }
}

/// Nothing to show: why. See [`Empty::next`].
#[must_use]
pub fn empty(title: impl Into<String>, body: impl IntoRich) -> Empty {
    Empty {
        title: title.into(),
        body: body.into_rich(),
        next: None,
    }
}

impl Empty {
    /// What to do next.
    #[must_use]
    pub fn next(mut self, link: Link) -> Self {
        self.next = Some(link);
        self
    }
}
