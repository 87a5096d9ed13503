//! Answers that move into a form that is no longer the one they were typed into.

use contract::form::{Field, Form, Kind};

use super::answers::{Answers, Typed, repeated};
use super::carry_over;
use super::input::InputName;
use super::number::Notation;

/// What was typed into `old_form`, moved by field name into `new_form`; and the names of the fields whose answers have
/// no place there.
///
/// Only what the person typed moves: where a form filled something in and the person let it be, the new form's own
/// counts, as it may be newer. A repeated step moves as a whole or not at all. Nobody has agreed to a statement that
/// reads differently, so that agreement does not move.
#[must_use]
pub fn move_over(
    old: &Answers,
    old_form: &Form,
    new_form: &Form,
    notation: Notation,
) -> (Answers, Vec<String>) {
    let filled_in = [Notation::Indonesian, Notation::English]
        .map(|notation| Answers::prefilled(old_form, notation));
    let mut typed = Answers::default();
    let mut dropped = Vec::new();
    for step in &old_form.steps {
        let inputs: Vec<(InputName<'_>, &Typed)> = old
            .inputs()
            .filter_map(|(name, typed)| Some((InputName::parse(name)?, typed)))
            .filter(|(input, _)| step.fields.iter().any(|field| field.name == input.field))
            .collect();
        let is_own = |(input, typed): &(InputName<'_>, &Typed)| match filled_in[0].typed(*input) {
            None => !typed.values.is_empty(),
            Some(_) => filled_in.iter().all(|own| own.typed(*input) != Some(typed)),
        };
        let times = old.times(step);
        let is_changed = inputs.iter().any(is_own) || times != filled_in[0].times(step);
        for (input, answer) in &inputs {
            let moves = match &step.repeat {
                Some(_) => is_changed,
                None => is_own(&(*input, *answer)),
            };
            if !moves {
                continue;
            }
            if is_another_statement(old_form, new_form, input.field) {
                if !answer.values.is_empty() && !dropped.iter().any(|name| name == input.field) {
                    dropped.push(input.field.to_owned());
                }
                continue;
            }
            typed.put(*input, (*answer).clone());
        }
        if let Some(first) = repeated(step).filter(|_| is_changed) {
            typed.at_least(first, times);
        }
    }
    let (mut moved, without_place) = carry_over(&typed, new_form);
    dropped.extend(without_place);
    fill_in(&mut moved, new_form, notation);
    (moved, dropped)
}

fn field<'a>(form: &'a Form, name: &str) -> Option<&'a Field> {
    let mut fields = form.steps.iter().flat_map(|step| &step.fields);
    fields.find(|field| field.name == name)
}

fn is_another_statement(old_form: &Form, new_form: &Form, name: &str) -> bool {
    match (field(old_form, name), field(new_form, name)) {
        (Some(old), Some(new)) => {
            matches!(old.kind, Kind::Agreement(_))
                && (old.kind != new.kind || old.label != new.label)
        }
        _ => false,
    }
}

/// What the form fills in, where nothing moved to.
fn fill_in(moved: &mut Answers, form: &Form, notation: Notation) {
    let own = Answers::prefilled(form, notation);
    let taken: Vec<String> = moved
        .inputs()
        .filter_map(|(name, _)| InputName::parse(name))
        .map(|input| input.field.to_owned())
        .collect();
    let is_taken = |field: &Field| taken.contains(&field.name);
    for step in &form.steps {
        let whole = step.repeat.is_some();
        if whole && step.fields.iter().any(is_taken) {
            continue;
        }
        for (name, typed) in own.inputs() {
            let Some(input) = InputName::parse(name) else {
                continue;
            };
            let asks = |field: &&Field| field.name == input.field && (whole || !is_taken(field));
            if step.fields.iter().any(|field| asks(&field)) {
                moved.put(input, typed.clone());
            }
        }
        if let Some(first) = repeated(step) {
            moved.at_least(first, own.times(step));
        }
    }
}
