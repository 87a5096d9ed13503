//! Forms: their steps, and what a submission brings back.

use crate::bindings::balai::platform::cases::Case;
use crate::bindings::balai::ui::form::{Field, Form, Step};
use crate::bindings::balai::ui::page::Filter;
use crate::values::IntoRich;

/// A form. `id` is the name that `act` receives; the label of its last button is a verb.
#[must_use]
pub fn form(id: &str, submit: impl Into<String>) -> Form {
    Form {
        id: id.to_owned(),
        steps: Vec::new(),
        submit_label: submit.into(),
        review: false,
        confirm: None,
        carry: Vec::new(),
    }
}

impl Form {
    /// What is asked on the next screen.
    #[must_use]
    pub fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Show all answers for checking before they are sent, and a receipt after.
    #[must_use]
    pub fn review(mut self) -> Self {
        self.review = true;
        self
    }

    /// Ask once more, with this sentence.
    #[must_use]
    pub fn confirm(mut self, sentence: impl Into<String>) -> Self {
        self.confirm = Some(sentence.into());
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

/// One screen of a form, with its questions.
#[must_use]
pub fn step(title: impl Into<String>, fields: impl IntoIterator<Item = Field>) -> Step {
    Step {
        title: title.into(),
        lead: None,
        fields: fields.into_iter().collect(),
        repeat: None,
    }
}

impl Step {
    /// A few words before the questions.
    #[must_use]
    pub fn lead(mut self, text: impl IntoRich) -> Self {
        self.lead = Some(text.into_rich());
        self
    }
}

/// Fields whose answers become the query of `show`. The label says what is filtered.
#[must_use]
pub fn filter(label: impl Into<String>, fields: impl IntoIterator<Item = Field>) -> Filter {
    Filter {
        label: label.into(),
        fields: fields.into_iter().collect(),
    }
}
