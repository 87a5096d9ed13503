//! Whether a question is asked: what was answered before, as conditions see it.

use std::collections::{HashMap, HashSet};

use contract::form::{Answer, Condition, Form, Step};
use contract::values::Value;

/// The answers so far to the fields that some condition names.
pub(super) struct Known<'a> {
    named: HashSet<&'a str>,
    texts: HashMap<&'a str, Vec<(u32, String)>>,
}

impl<'a> Known<'a> {
    pub(super) fn nothing(form: &'a Form) -> Self {
        let conditions = form
            .steps
            .iter()
            .flat_map(|step| &step.fields)
            .filter_map(|field| field.when.as_ref());
        Self {
            named: conditions
                .map(|condition| condition.field.as_str())
                .collect(),
            texts: HashMap::new(),
        }
    }

    pub(super) fn note(&mut self, field: &'a str, nth: u32, answer: &Answer) {
        if self.named.contains(field) {
            let texts = self.texts.entry(field).or_default();
            texts.extend(as_texts(answer).into_iter().map(|text| (nth, text)));
        }
    }

    /// Whether a condition of a field holds. In a repeated step, a field of the same step counts by its answer of the
    /// same turn; one of another step by any of its answers.
    pub(super) fn holds(&self, condition: Option<&Condition>, step: &Step, nth: u32) -> bool {
        let Some(condition) = condition else {
            return true;
        };
        let same_step = step
            .fields
            .iter()
            .any(|field| field.name == condition.field);
        self.texts
            .get(condition.field.as_str())
            .is_some_and(|texts| {
                texts
                    .iter()
                    .any(|(of, text)| (!same_step || *of == nth) && condition.any_of.contains(text))
            })
    }
}

/// An answer as a condition names it. Places and files cannot be named.
pub(super) fn as_texts(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Text(text) | Answer::Decimal(text) => vec![text.clone()],
        Answer::Whole(number) => vec![number.to_string()],
        Answer::Money(money) => vec![money.minor_units.to_string()],
        Answer::Date(date) => vec![format!(
            "{:04}-{:02}-{:02}",
            date.year, date.month, date.day
        )],
        Answer::Chosen(values) => values.clone(),
        Answer::YesNo(yes) => vec![yes.to_string()],
        Answer::Claim(Value::Text(text)) => vec![text.clone()],
        Answer::Claim(Value::YesNo(yes)) => vec![yes.to_string()],
        Answer::Claim(_) | Answer::Location(_) | Answer::Files(_) => Vec::new(),
    }
}
