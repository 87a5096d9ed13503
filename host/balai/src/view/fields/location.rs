//! A place on earth, without a map: two numbers, which a script fills in where the person asks for it.

use askama::Template;

use super::Question;
use crate::view::reader::Reader;
use crate::view::text::Phrase;

#[derive(Template)]
#[template(path = "fields/location.html")]
pub(super) struct Location {
    question: Question,
    value: String,
    /// The button's words; there is none without a script.
    find: Phrase,
    /// What the script says where there is nothing to be found.
    lost: Phrase,
}

impl Location {
    pub(super) fn of(mut question: Question, value: String, reader: &Reader) -> Self {
        let hint = reader.say("form-place-hint").to_string();
        question.hints.push(hint);
        Self {
            question,
            value,
            find: reader.say("form-place-find"),
            lost: reader.say("form-place-lost"),
        }
    }
}
