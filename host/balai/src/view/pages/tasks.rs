//! What waits for a civil servant, over all mini-apps.

use askama::Template;

use super::{Due, Paging};
use crate::view::shell::Shell;

/// My tasks.
#[derive(Template)]
#[template(path = "tasks.html")]
pub struct TasksPage {
    /// What stands around it.
    pub shell: Shell,
    /// By due date; those without come last.
    pub tasks: Vec<TaskRow>,
    /// The parts before and after.
    pub paging: Paging,
}

/// A task.
#[derive(Clone, Debug)]
pub struct TaskRow {
    /// In the reader's language.
    pub title: String,
    /// The mini-app, in the reader's language.
    pub app: String,
    /// The person or unit that it was given to.
    pub assignee: String,
    /// Until when.
    pub due: Option<Due>,
    /// Where it is done.
    pub href: String,
}

impl TasksPage {
    fn overdue(&self) -> usize {
        self.tasks
            .iter()
            .filter(|task| task.due.is_some_and(|due| due.overdue))
            .count()
    }
}
