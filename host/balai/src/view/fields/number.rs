//! A number, with its unit or currency beside it.

use askama::Template;
use contract::form::{DecimalRules, MoneyRules, WholeRules};

use super::Question;
use crate::view::format;

#[derive(Template)]
#[template(path = "fields/number.html")]
pub(super) struct Number {
    question: Question,
    value: String,
    input_mode: &'static str,
    before: Option<String>,
    after: Option<String>,
}

impl Number {
    pub(super) fn whole(question: Question, value: String, rules: &WholeRules) -> Self {
        Self {
            question,
            value,
            input_mode: "numeric",
            before: None,
            after: rules.unit.clone(),
        }
    }

    pub(super) fn decimal(question: Question, value: String, rules: &DecimalRules) -> Self {
        Self {
            question,
            value,
            input_mode: "decimal",
            before: None,
            after: rules.unit.clone(),
        }
    }

    pub(super) fn money(question: Question, value: String, rules: &MoneyRules) -> Self {
        let before = Some(format::before_amount(&rules.currency).trim_end().to_owned());
        Self {
            question,
            value,
            input_mode: "decimal",
            before,
            after: None,
        }
    }

    /// The unit is read with the label.
    fn described_by(&self) -> String {
        let unit = (self.before.is_some() || self.after.is_some())
            .then(|| format!("{}-unit", self.question.id));
        let others = Some(self.question.described_by()).filter(|ids| !ids.is_empty());
        unit.into_iter().chain(others).collect::<Vec<_>>().join(" ")
    }
}
