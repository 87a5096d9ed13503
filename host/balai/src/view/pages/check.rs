//! Check your answers, before they are sent.

use askama::Template;
use contract::form::Form;
use contract::values::Value;

use super::MiniAppHead;
use crate::view::blocks::{Summary, SummaryRow};
use crate::view::fields;
use crate::view::form::{ErrorSummary, FieldError};
use crate::view::format::FormatError;
use crate::view::links::{Href, LinkView};
use crate::view::paths;
use crate::view::reader::Reader;
use crate::view::shell::Shell;
use crate::view::value::ValueView;

/// One question with its answer.
#[derive(Clone, Debug)]
pub struct AnswerLine {
    /// The step's position in the form, from 0.
    pub step: usize,
    /// The field's name.
    pub field: String,
    /// Which of a repeated step, from 0.
    pub nth: u32,
    /// The question.
    pub label: String,
    /// None where it was left empty; several where several were chosen.
    pub values: Vec<Value>,
}

/// Check your answers.
#[derive(Template)]
#[template(path = "check.html")]
pub struct CheckPage {
    shell: Shell,
    app: MiniAppHead,
    groups: Vec<(String, Summary)>,
    submit: String,
    action: String,
    back: String,
    discard: String,
    /// Of the form as a whole, such as what the mini-app objects to.
    errors: Vec<FieldError>,
}

impl CheckPage {
    /// `back` is the last step.
    ///
    /// # Errors
    /// Where an answer is not what its type promises.
    pub fn of(
        shell: Shell,
        app: MiniAppHead,
        form: &Form,
        draft: &str,
        answers: &[AnswerLine],
        back: String,
        errors: Vec<FieldError>,
    ) -> Result<Self, FormatError> {
        let groups = answers_by_step(&shell.reader, form, answers, Some(draft))?;
        let submit = form.submit_label.clone();
        let (action, discard) = (paths::send(draft), paths::discard(draft));
        Ok(Self {
            shell,
            app,
            groups,
            submit,
            action,
            back,
            discard,
            errors,
        })
    }

    fn errors(&self) -> Option<ErrorSummary<'_>> {
        ErrorSummary::of(&self.shell.reader, &self.errors)
    }
}

/// Answers by step, under the step's title. With a draft, each can be changed.
///
/// # Errors
/// Where an answer is not what its type promises.
pub fn answers_by_step(
    reader: &Reader,
    form: &Form,
    answers: &[AnswerLine],
    draft: Option<&str>,
) -> Result<Vec<(String, Summary)>, FormatError> {
    let mut groups = Vec::new();
    for (position, (number, step)) in (1_u32..).zip(&form.steps).enumerate() {
        let mut rows = Vec::new();
        for answer in answers.iter().filter(|answer| answer.step == position) {
            let values = answer
                .values
                .iter()
                .map(|value| reader.value(value.clone()))
                .collect::<Result<Vec<_>, _>>()?;
            let address = |draft| {
                format!(
                    "{}#{}",
                    paths::step(draft, number),
                    fields::id(&answer.field, answer.nth)
                )
            };
            rows.push(SummaryRow {
                term: answer.label.as_str().into(),
                values: if values.is_empty() {
                    vec![ValueView::absent(reader)]
                } else {
                    values
                },
                change: draft.map(|draft| LinkView {
                    label: reader.say("check-change").to_string().into(),
                    href: Href {
                        address: address(draft).into(),
                        away: false,
                    },
                }),
            });
        }
        if !rows.is_empty() {
            groups.push((step.title.clone(), Summary { rows }));
        }
    }
    Ok(groups)
}
