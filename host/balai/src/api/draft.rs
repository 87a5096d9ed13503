//! Drafts: what somebody has begun to fill in.

use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use app::{draft::Draft as Kept, form::Line};

use super::{
    Context,
    content::Target,
    form::{Form, number},
    value::TypedValue,
};
use crate::view::format::FormatError;

/// A part of the list of one's drafts, the last changed first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Drafts {
    /// In order.
    pub drafts: Vec<DraftHead>,
    /// The `before` of the part that stands before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// The `after` of the part that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What stands of a draft in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftHead {
    /// By which it is found, and sent.
    pub id: String,
    /// "agency/name".
    pub mini_app: String,
    /// What that is called.
    pub mini_app_title: String,
    /// Whose it is.
    pub agency: String,
    /// The title of the page on which it is filled in.
    pub title: String,
    /// How many of the steps that are asked are done.
    pub done: u32,
    /// How many steps are asked.
    pub of: u32,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// The day on which it is no longer kept.
    pub kept_until: civil::Date,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Draft {
    /// Also the key under which it is sent: once.
    pub id: String,
    /// "agency/name".
    pub mini_app: String,
    /// What that is called.
    pub mini_app_title: String,
    /// Whose it is.
    pub agency: String,
    /// The title of the page on which the form stands.
    pub title: String,
    /// That page.
    pub page: Target,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// As it was shown, with what was answered so far.
    pub form: Form,
    /// Where it goes on.
    pub goes_on: GoesOn,
    /// All answers as they are read back; none where something is missing or wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<Vec<AnsweredStep>>,
    /// Where it was begun in an earlier form: the questions whose answers have no place in this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<Vec<String>>,
}

/// Where a draft goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "to", rename_all = "kebab-case")]
pub enum GoesOn {
    /// This step is next.
    Step {
        /// Its number.
        step: u32,
    },
    /// All is answered: to be read, and then sent.
    Check,
    /// All is answered: to be sent.
    Send,
}

/// The answers of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnsweredStep {
    /// The number of the step; none on a receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// What it is about.
    pub title: String,
    /// In the form's order.
    pub answers: Vec<Answered>,
}

/// One question with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Answered {
    /// The name of the field; none on receipts that were given before names were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Which turn of a repeated step, from 0.
    pub nth: u32,
    /// The question.
    pub label: String,
    /// None where it was left empty. Of a citizen number, the end only.
    pub values: Vec<TypedValue>,
}

impl GoesOn {
    /// At the step of this position; none: all are answered.
    #[must_use]
    pub fn at(draft: &Kept, position: Option<usize>) -> Self {
        match position {
            Some(position) => Self::Step {
                step: number(position),
            },
            None if draft.form.review => Self::Check,
            None => Self::Send,
        }
    }
}

impl AnsweredStep {
    /// What was answered, by step.
    ///
    /// # Errors
    /// Where a value is not what its type promises.
    pub fn all(
        context: Context<'_>,
        draft: &Kept,
        lines: Vec<Line>,
    ) -> Result<Vec<Self>, FormatError> {
        let mut steps: Vec<Self> = Vec::new();
        for line in lines {
            let answered = Answered {
                field: Some(line.field),
                nth: line.nth,
                label: line.label,
                values: TypedValue::all(context.reader, &line.values)?,
            };
            let step = Some(number(line.step));
            match steps.last_mut().filter(|last| last.step == step) {
                Some(last) => last.answers.push(answered),
                None => steps.push(Self {
                    step,
                    title: draft
                        .form
                        .steps
                        .get(line.step)
                        .map(|step| step.title.clone())
                        .unwrap_or_default(),
                    answers: vec![answered],
                }),
            }
        }
        Ok(steps)
    }
}
