//! One line of text: text, e-mail, telephone, citizen number.

use askama::Template;
use contract::form::TextRules;

use super::Question;
use crate::view::reader::Reader;

/// Up to so many characters a shorter box is drawn: its width says how long an answer is expected.
const SHORT: u32 = 20;

#[derive(Template)]
#[template(path = "fields/line.html")]
pub(super) struct Line {
    question: Question,
    value: String,
    /// Chooses the keyboard of a phone.
    input_type: &'static str,
    input_mode: &'static str,
    width: &'static str,
    /// Words are checked for spelling, codes are not.
    spelling: bool,
}

impl Line {
    pub(super) fn text(question: Question, value: String, rules: &TextRules) -> Self {
        let width = if rules.max_length.is_some_and(|most| most <= SHORT) {
            "short"
        } else {
            "full"
        };
        Self {
            question,
            value,
            input_type: "text",
            input_mode: "text",
            width,
            spelling: true,
        }
    }

    pub(super) fn email(question: Question, value: String) -> Self {
        Self {
            question,
            value,
            input_type: "email",
            input_mode: "email",
            width: "full",
            spelling: false,
        }
    }

    pub(super) fn phone(question: Question, value: String) -> Self {
        Self {
            question,
            value,
            input_type: "tel",
            input_mode: "tel",
            width: "short",
            spelling: false,
        }
    }

    pub(super) fn nik(mut question: Question, value: String, reader: &Reader) -> Self {
        question.hints.push(reader.say("form-nik-hint").to_string());
        Self {
            question,
            value,
            input_type: "text",
            input_mode: "numeric",
            width: "short",
            spelling: false,
        }
    }
}
