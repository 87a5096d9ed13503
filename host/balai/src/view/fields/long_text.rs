//! Several lines of text.

use askama::Template;
use contract::form::TextRules;

use super::Question;
use crate::view::format;
use crate::view::reader::Reader;

#[derive(Template)]
#[template(path = "fields/long-text.html")]
pub(super) struct LongText {
    question: Question,
    value: String,
}

impl LongText {
    pub(super) fn of(
        mut question: Question,
        value: String,
        rules: &TextRules,
        reader: &Reader,
    ) -> Self {
        if let Some(most) = rules.max_length {
            let most = format::whole(reader.lang, most);
            question
                .hints
                .push(reader.say("form-at-most").with("max", most).to_string());
        }
        Self { question, value }
    }
}
