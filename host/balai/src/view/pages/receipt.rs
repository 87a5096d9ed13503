//! The receipt: what was sent, when, under which number.

use askama::Template;
use contract::form::Form;
use jiff::Timestamp;

use super::check::answers_by_step;
use super::{AnswerLine, Due, MiniAppHead};
use crate::view::blocks::{Code, Reason, Summary};
use crate::view::paper::{Paper, Part, Row as PaperRow};
use crate::view::paths;
use crate::view::shell::Shell;
use crate::view::text::Phrase;
use crate::view::value::ValueView;

/// The receipt of something that was sent.
#[derive(Template)]
#[template(path = "receipt.html")]
pub struct ReceiptPage {
    /// What stands around it.
    pub shell: Shell,
    /// What it was sent to.
    pub app: MiniAppHead,
    /// That, by the id that never changes.
    pub mini_app: String,
    /// The receipt's own number, which the citizen quotes.
    pub number: String,
    /// When it was kept.
    pub sent_at: Timestamp,
    /// Version of the release that received it.
    pub release: String,
    /// SHA-256 of that release's file, in hex.
    pub digest: String,
    /// Until when something happens next.
    pub due: Option<Due>,
    /// Where to go on: what the mini-app wants to show.
    pub next: Option<String>,
    /// What was sent, by step.
    pub answers: Vec<(String, Summary)>,
    /// How others check that it is genuine; none where they cannot.
    pub check: Option<ReceiptCheck>,
}

/// How others check that a receipt is genuine.
#[derive(Clone, Debug)]
pub struct ReceiptCheck {
    /// To be typed with the number.
    pub code: String,
    /// Of the address that does so.
    pub qr: Code,
}

impl ReceiptPage {
    /// The same, to keep and to print.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let (shell, reader) = (&self.shell, &self.shell.reader);
        let say = |key: Phrase| key.to_string();
        let mut parts = vec![
            Part::Title(say(shell.say("receipt-title"))),
            Part::Text(say(shell.say("receipt-number"))),
            Part::Quoted(self.number.clone()),
        ];
        let facts = self.facts().into_iter().map(|(term, value)| PaperRow {
            term: term.to_string(),
            values: vec![value.plain().to_owned()],
        });
        parts.push(Part::Rows(facts.collect()));
        if let Some(check) = &self.check {
            let code = format!("{}: {}", shell.say("receipt-check-code"), check.code);
            let beside = [
                say(shell.say("receipt-code")),
                code,
                check.qr.content().to_owned(),
            ];
            parts.push(check.qr.on_paper(beside.into()));
        }
        for (title, summary) in &self.answers {
            let rows = summary.rows.iter().map(|row| PaperRow {
                term: row.term.as_str().to_owned(),
                values: row
                    .values
                    .iter()
                    .map(|value| value.plain().to_owned())
                    .collect(),
            });
            parts.extend([Part::Heading(title.clone()), Part::Rows(rows.collect())]);
        }
        Paper {
            title: format!("{} {}", shell.say("receipt-number"), self.number),
            reader: reader.clone(),
            parts,
        }
    }

    /// To whom it was sent, when, and what comes next.
    fn facts(&self) -> Vec<(Phrase, ValueView)> {
        let (shell, reader) = (&self.shell, &self.shell.reader);
        let text = |text: &str| ValueView::text(text.to_owned());
        let mut facts = vec![
            (shell.say("receipt-agency"), text(&self.app.agency)),
            (shell.say("receipt-service"), text(&self.app.title)),
            (shell.say("receipt-sent-at"), reader.moment(&self.sent_at)),
        ];
        facts.extend(
            self.due
                .map(|due| (shell.say("receipt-due"), due.day(reader))),
        );
        let release = format!("{} {}", self.mini_app, self.release);
        facts.extend([
            (shell.say("receipt-release"), ValueView::text(release)),
            (shell.say("receipt-digest"), text(&self.digest)),
        ]);
        facts
    }

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
