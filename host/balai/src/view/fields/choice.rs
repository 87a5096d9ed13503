//! One or any of a few: radio buttons, checkboxes, or a list where there are many.

use askama::Template;
use contract::form::Choice as Offered;

use super::Question;
use crate::view::reader::Reader;

/// Beyond so many, radio buttons are a longer way than a list.
pub(super) const MOST_RADIOS: usize = 12;

#[derive(Template)]
#[template(path = "fields/choice.html")]
pub(super) struct Choice {
    question: Question,
    options: Vec<Opt>,
    /// Any of them.
    several: bool,
}

#[derive(Template)]
#[template(path = "fields/select.html")]
pub(super) struct Select {
    question: Question,
    options: Vec<Opt>,
    none: String,
}

struct Opt {
    value: String,
    label: String,
    hint: Option<String>,
    chosen: bool,
}

fn options(choices: &[Offered], chosen: &[String]) -> Vec<Opt> {
    let option = |choice: &Offered| Opt {
        value: choice.value.clone(),
        label: choice.label.clone(),
        hint: choice.hint.clone(),
        chosen: chosen.contains(&choice.value),
    };
    choices.iter().map(option).collect()
}

impl Choice {
    pub(super) fn one(question: Question, choices: &[Offered], chosen: &[String]) -> Self {
        Self {
            question,
            options: options(choices, chosen),
            several: false,
        }
    }

    pub(super) fn any(question: Question, choices: &[Offered], chosen: &[String]) -> Self {
        Self {
            question,
            options: options(choices, chosen),
            several: true,
        }
    }
}

impl Select {
    pub(super) fn of(
        question: Question,
        choices: &[Offered],
        chosen: &[String],
        reader: &Reader,
    ) -> Self {
        Self {
            question,
            options: options(choices, chosen),
            none: reader.say("form-choose").to_string(),
        }
    }
}
