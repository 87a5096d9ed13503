//! The answers as they are read back: before sending, and on the receipt.

use std::collections::HashMap;

use contract::form::{Answer, Choice, Field, Form, Given, Kind};
use contract::values::Value;

use super::answers::Answers;
use super::condition::Known;
use super::{coordinates, nik};
use crate::region::{self, Region};

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

/// Every question that was asked, in the form's order, with what was given. `answers` are those of which `givens` were made:
/// they know how the mini-app calls what was chosen in its lookups.
#[must_use]
pub fn summary(form: &Form, givens: &[Given], answers: &Answers) -> Vec<Line> {
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
                        .map(|answer| values(field, nth, answer, answers))
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

fn values(field: &Field, nth: u32, answer: &Answer, answers: &Answers) -> Vec<Value> {
    match (answer, &field.kind) {
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
        (Answer::Chosen(codes), Kind::Region(_)) => {
            let regions = codes.iter().map(|code| match region_of(code) {
                Some(region) => region.full_name(),
                None => code.clone(),
            });
            regions.map(Value::Text).collect()
        }
        (Answer::Chosen(_), Kind::Lookup(_)) if answers.label(&field.name, nth).is_some() => {
            let label = answers.label(&field.name, nth).into_iter();
            label.map(|label| Value::Text(label.to_owned())).collect()
        }
        (Answer::Chosen(values) | Answer::Files(values), _) => {
            values.iter().cloned().map(Value::Text).collect()
        }
        (Answer::YesNo(yes), _) => vec![Value::YesNo(*yes)],
        (Answer::Claim(value), _) => vec![value.clone()],
        (Answer::Location(at), _) => vec![Value::Text(coordinates::write(at))],
    }
}

/// A region as it is kept for people: its full name, and its code with the edition by which it has it.
pub(crate) fn kept_region(code: &str) -> Vec<Value> {
    let Some(region) = region_of(code) else {
        return vec![Value::Text(code.to_owned())];
    };
    let by = format!("{code} · {}", region.edition());
    vec![Value::Text(region.full_name()), Value::Text(by)]
}

fn region_of(code: &str) -> Option<Region> {
    region::find(code.parse().ok()?)
}

fn label(value: &str, offered: &[Choice]) -> String {
    let choice = offered.iter().find(|choice| choice.value == value);
    choice.map_or(value, |choice| &choice.label).to_owned()
}
