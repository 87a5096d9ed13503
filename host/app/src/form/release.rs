//! Answers that move to another release's form, by field name.

use contract::form::{Field, Form, Step};

use super::answers::{Answers, repeated};
use super::input::InputName;

/// The answers that the new form still has a question for, raw as they were typed, and the names of the fields that
/// were answered and are no longer asked: the citizen is told of those.
///
/// What a kept answer means under the new rules is for the next check to say.
#[must_use]
pub fn carry_over(old: &Answers, new_form: &Form) -> (Answers, Vec<String>) {
    let mut kept = Answers::default();
    let mut dropped = Vec::new();
    for (name, typed) in old.inputs() {
        let Some(input) = InputName::parse(name) else {
            continue;
        };
        match find(new_form, input.field) {
            Some((step, field))
                if input.fits(&field.kind) && (input.nth == 0 || step.repeat.is_some()) =>
            {
                if let Some(first) = repeated(step) {
                    kept.at_least(first, input.nth + 1);
                }
                kept.put(input, typed.clone());
            }
            _ if typed.values.is_empty() || dropped.iter().any(|name| name == input.field) => {}
            _ => dropped.push(input.field.to_owned()),
        }
    }
    (kept, dropped)
}

fn find<'a>(form: &'a Form, name: &str) -> Option<(&'a Step, &'a Field)> {
    form.steps
        .iter()
        .flat_map(|step| step.fields.iter().map(move |field| (step, field)))
        .find(|(_, field)| field.name == name)
}
