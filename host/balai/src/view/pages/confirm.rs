//! Asks once more, where an act cannot be undone.

use askama::Template;

use super::MiniAppHead;
use crate::view::paths;
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
    /// The draft that is sent.
    pub draft: String,
    /// Where one goes back to.
    pub back: String,
}

impl ConfirmPage {
    fn action(&self) -> String {
        paths::send(&self.draft)
    }
}
