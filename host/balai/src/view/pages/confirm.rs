//! Asks once more, where an act cannot be undone.

use askama::Template;

use super::MiniAppHead;
use crate::view::blocks::Summary;
use crate::view::shell::Shell;

/// Are you sure?
#[derive(Template)]
#[template(path = "confirm.html")]
pub struct ConfirmPage {
    /// What stands around it.
    pub shell: Shell,
    /// What it is sent to.
    pub app: MiniAppHead,
    /// The form's or button's own question.
    pub question: String,
    /// What the form's or button's own button says.
    pub label: String,
    /// It hurts.
    pub danger: bool,
    /// What was answered, by step; nothing where it was just checked.
    pub groups: Vec<(String, Summary)>,
    /// Where it is confirmed.
    pub action: String,
    /// Where one goes back to.
    pub back: String,
}
