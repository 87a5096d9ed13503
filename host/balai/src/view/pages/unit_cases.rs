//! The cases that a civil servant's units handle. A list is no reading of a case: it has nothing personal.

use askama::Template;

use super::{CaseState, Due, Filters, Paging};
use crate::view::shell::Shell;

/// Cases of my units.
#[derive(Template)]
#[template(path = "unit-cases.html")]
pub struct UnitCasesPage {
    /// What stands around it.
    pub shell: Shell,
    /// By due date.
    pub cases: Vec<UnitCaseRow>,
    /// Which of them.
    pub filters: Filters,
    /// The parts before and after.
    pub paging: Paging,
}

/// A case in a unit's list.
#[derive(Clone, Debug)]
pub struct UnitCaseRow {
    /// What the citizen quotes.
    pub number: String,
    /// In the reader's language.
    pub title: String,
    /// The unit that handles it.
    pub unit: String,
    /// Who has taken it.
    pub assignee: Option<String>,
    /// Where it stands.
    pub state: CaseState,
    /// Until when.
    pub due: Option<Due>,
    /// Its page in the mini-app.
    pub href: String,
}

impl UnitCasesPage {
    fn overdue(&self) -> usize {
        self.cases
            .iter()
            .filter(|case| case.due.is_some_and(|due| due.overdue))
            .count()
    }
}
