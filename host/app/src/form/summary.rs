//! The answers as they are read back: before sending, and on the receipt.

use std::collections::HashMap;

use contract::form::{Answer, Choice, Form, Given, Kind};
use contract::values::Value;

use super::condition::Known;
use super::{coordinates, nik};

/// One question with its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The step's position in the form.
    pub step: usize,
    /// The field's name.
    pub field: String,
    /// Which of a repeated step, from 0.
    pub nth: u32,
    /// The question.
    pub label: String,
    /// None where it was left empty; several where several were chosen. Of a citizen number, the end only.
    pub values: Vec<Value>,
    /// What stands in the form for each value that was chosen from a list, in the order of `values`.
    pub chosen: Vec<String>,
}

/// Every question that was asked, in the form's order, with what was given.
#[must_use]
pub fn summary(form: &Form, givens: &[Given]) -> Vec<Line> {
    let by_place: HashMap<(&str, u32), &Answer> = givens
        .iter()
        .map(|given| ((given.field.as_str(), given.nth), &given.answer))
        .collect();
    let mut known = Known::nothing(form);
    let mut lines = Vec::new();
    for (position, step) in form.steps.iter().enumerate() {
        let is_here = |given: &&Given| step.fields.iter().any(|field| field.name == given.field);
        let last = givens.iter().filter(is_here).map(|given| given.nth).max();
        let times = match step.repeat {
            Some(_) => last.map_or(0, |nth| nth.saturating_add(1)),
            None => 1,
        };
        for nth in 0..times {
            for field in &step.fields {
                if !known.holds(field.when.as_ref(), step, nth) {
                    continue;
                }
                let answer = by_place.get(&(field.name.as_str(), nth)).copied();
                if let Some(answer) = answer {
                    known.note(&field.name, nth, answer);
                }
                lines.push(Line {
                    step: position,
                    field: field.name.clone(),
                    nth,
                    label: field.label.clone(),
                    values: answer
                        .map(|answer| values(&field.kind, answer))
                        .unwrap_or_default(),
                    chosen: match answer {
                        Some(Answer::Chosen(values)) => values.clone(),
                        _ => Vec::new(),
                    },
                });
            }
        }
    }
    lines
}

fn values(kind: &Kind, answer: &Answer) -> Vec<Value> {
    match (answer, kind) {
        (Answer::Text(number), Kind::Nik) => vec![Value::Text(nik::masked(number))],
        (Answer::Text(text), _) => vec![Value::Text(text.clone())],
        (Answer::Whole(number), _) => vec![Value::Whole(*number)],
        (Answer::Decimal(number), _) => vec![Value::Decimal(number.clone())],
        (Answer::Money(money), _) => vec![Value::Money(money.clone())],
        (Answer::Date(date), _) => vec![Value::Date(*date)],
        (Answer::Chosen(values), Kind::Choice(offered) | Kind::Choices(offered)) => values
            .iter()
            .map(|value| Value::Text(label(value, offered)))
            .collect(),
        (Answer::Chosen(values) | Answer::Files(values), _) => {
            values.iter().cloned().map(Value::Text).collect()
        }
        (Answer::YesNo(yes), _) => vec![Value::YesNo(*yes)],
        (Answer::Claim(value), _) => vec![value.clone()],
        (Answer::Location(at), _) => vec![Value::Text(coordinates::write(at))],
    }
}

fn label(value: &str, offered: &[Choice]) -> String {
    let choice = offered.iter().find(|choice| choice.value == value);
    choice.map_or(value, |choice| &choice.label).to_owned()
}
