//! The receipt: what was sent, when, under which number.

use askama::Template;
use contract::form::Form;
use jiff::Timestamp;

use super::check::answers_by_step;
use super::{AnswerLine, Due, MiniAppHead};
use crate::view::blocks::{Code, Reason, Summary};
use crate::view::shell::Shell;

/// The receipt of something that was sent.
#[derive(Template)]
#[template(path = "receipt.html")]
pub struct ReceiptPage {
    /// What stands around it.
    pub shell: Shell,
    /// What it was sent to.
    pub app: MiniAppHead,
    /// The receipt's own number, which the citizen quotes.
    pub number: String,
    /// When it was kept.
    pub sent_at: Timestamp,
    /// Version of the release that received it.
    pub release: String,
    /// Until when something happens next.
    pub due: Option<Due>,
    /// Where to go on: what the mini-app wants to show.
    pub next: Option<String>,
    /// What was sent, by step.
    pub answers: Vec<(String, Summary)>,
    /// The receipt's address, for showing it to somebody.
    pub code: Option<Code>,
}

impl ReceiptPage {
    /// What was sent, as `answers` of a receipt.
    ///
    /// # Errors
    /// Where an answer is not what its type promises.
    pub fn answers(
        shell: &Shell,
        form: &Form,
        answers: &[AnswerLine],
    ) -> Result<Vec<(String, Summary)>, Reason> {
        Ok(answers_by_step(&shell.reader, form, answers, None)?)
    }
}
