//! Whether what was typed answers what is asked, step by step.

use std::collections::BTreeMap;

use contract::form::{Form, Given, Step};
use contract::values::Value;

use super::answers::{Answers, most};
use super::condition::Known;
use super::read::Reader;
use super::rule::{Problem, Rule};

/// The verified attributes of the person who fills in, by name.
pub type Claims = BTreeMap<String, Value>;

/// The first step that is not answered as it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct BadStep {
    /// Its position in the form.
    pub step: usize,
    /// In the form's order.
    pub problems: Vec<Problem>,
}

/// What one step came to.
#[derive(Default)]
pub(super) struct Checked {
    /// The fields that are asked, as (which turn, position in the step). A step of none is not asked.
    pub(super) asked: Vec<(u32, usize)>,
    /// Asked at all. A repeated step may be asked no times yet.
    pub(super) is_asked: bool,
    pub(super) givens: Vec<Given>,
    pub(super) problems: Vec<Problem>,
}

/// The answers of one step, in the form's order.
///
/// # Errors
/// Every problem of the step. Earlier steps count only for its conditions: what is wrong there is no answer here.
pub fn check_step(
    form: &Form,
    step: usize,
    answers: &Answers,
    claims: &Claims,
) -> Result<Vec<Given>, Vec<Problem>> {
    let last = checked(form, step.saturating_add(1), answers, claims)
        .into_iter()
        .nth(step)
        .unwrap_or_default();
    if last.problems.is_empty() {
        Ok(last.givens)
    } else {
        Err(last.problems)
    }
}

/// All answers, in the form's order: what a submission carries.
///
/// # Errors
/// The first step with a problem.
pub fn check_all(form: &Form, answers: &Answers, claims: &Claims) -> Result<Vec<Given>, BadStep> {
    let mut givens = Vec::new();
    for (step, checked) in checked(form, form.steps.len(), answers, claims)
        .into_iter()
        .enumerate()
    {
        if !checked.problems.is_empty() {
            return Err(BadStep {
                step,
                problems: checked.problems,
            });
        }
        givens.extend(checked.givens);
    }
    Ok(givens)
}

/// The first `count` steps. Conditions look back only, so later steps do not matter.
pub(super) fn checked(
    form: &Form,
    count: usize,
    answers: &Answers,
    claims: &Claims,
) -> Vec<Checked> {
    let mut known = Known::nothing(form);
    form.steps
        .iter()
        .take(count)
        .map(|step| check(step, answers, claims, &mut known))
        .collect()
}

fn check<'a>(step: &'a Step, answers: &Answers, claims: &Claims, known: &mut Known<'a>) -> Checked {
    let readers: Vec<Reader<'_>> = step.fields.iter().map(Reader::new).collect();
    let times = answers.times(step);
    let mut checked = Checked {
        is_asked: step.fields.is_empty()
            || (times == 0
                && step
                    .fields
                    .iter()
                    .any(|field| known.holds(field.when.as_ref(), step, 0))),
        ..Checked::default()
    };
    for nth in 0..times {
        for (position, (field, reader)) in step.fields.iter().zip(&readers).enumerate() {
            if !known.holds(field.when.as_ref(), step, nth) {
                continue;
            }
            checked.is_asked = true;
            checked.asked.push((nth, position));
            match reader.read(nth, answers, claims) {
                Ok(Some(answer)) => {
                    known.note(&field.name, nth, &answer);
                    checked.givens.push(Given {
                        field: field.name.clone(),
                        nth,
                        answer,
                    });
                }
                Ok(None) => {}
                Err(rule) => checked.problems.push(Problem {
                    field: field.name.clone(),
                    nth,
                    rule,
                }),
            }
        }
    }
    let max = most(step);
    if times > max
        && checked.is_asked
        && let Some(first) = step.fields.first()
    {
        let rule = Rule::TooManyRepeats { max };
        checked.problems.push(Problem {
            field: first.name.clone(),
            nth: max,
            rule,
        });
    }
    checked
}
