//! The way through a form: which steps are asked, and which comes next.

use contract::form::Form;

use super::answers::Answers;
use super::check::{Checked, Claims, checked};

/// The steps as the answers so far make them. A step of which no question is asked is passed over.
pub struct Steps {
    checked: Vec<Checked>,
}

impl Steps {
    /// The way through this form with these answers.
    #[must_use]
    pub fn of(form: &Form, answers: &Answers, claims: &Claims) -> Self {
        Self {
            checked: checked(form, form.steps.len(), answers, claims),
        }
    }

    /// The positions of the steps that are asked, in order.
    pub fn asked(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.checked
            .iter()
            .enumerate()
            .filter(|(_, step)| step.is_asked)
            .map(|(position, _)| position)
    }

    /// The step after this one. `None` after the last: then the answers are checked or sent.
    #[must_use]
    pub fn next_after(&self, step: usize) -> Option<usize> {
        self.asked().find(|position| *position > step)
    }

    /// The step after this one that has something wrong or missing, or asks what `before` did not: where somebody goes on
    /// who has answered all before and changes an answer. `None` where there is none.
    #[must_use]
    pub fn next_unseen(&self, step: usize, before: &Self) -> Option<usize> {
        let is_new = |position: usize| {
            let seen = before.fields(position);
            let mut fields = self.fields(position).iter();
            fields.any(|field| !seen.contains(field))
        };
        self.asked().find(|position| {
            *position > step && (!self.is_finished(*position) || is_new(*position))
        })
    }

    /// The step before this one. `None` before the first.
    #[must_use]
    pub fn previous_before(&self, step: usize) -> Option<usize> {
        self.asked().rfind(|position| *position < step)
    }

    /// The first step with something wrong or missing: where to go on with a draft. `None` where all is answered.
    #[must_use]
    pub fn first_unfinished(&self) -> Option<usize> {
        self.asked().find(|position| !self.is_finished(*position))
    }

    /// Whether all rules of the step hold.
    #[must_use]
    pub fn is_finished(&self, step: usize) -> bool {
        self.checked
            .get(step)
            .is_some_and(|step| step.problems.is_empty())
    }

    /// The questions of a step, as (which turn of a repeated step, position of the field in the step).
    #[must_use]
    pub fn fields(&self, step: usize) -> &[(u32, usize)] {
        self.checked.get(step).map_or(&[], |step| &step.asked)
    }
}

/// The step that asks for a field: where a mini-app's own objection to it leads.
#[must_use]
pub fn step_of(form: &Form, field: &str) -> Option<usize> {
    form.steps
        .iter()
        .position(|step| step.fields.iter().any(|asked| asked.name == field))
}
