//! A day, asked for in three boxes: nobody has to scroll a calendar back to the year of birth.

use askama::Template;

use super::Question;
use crate::view::reader::Reader;

#[derive(Template)]
#[template(path = "fields/date.html")]
pub(super) struct Date {
    question: Question,
    parts: [Part; 3],
}

struct Part {
    /// The end of the input's name.
    name: &'static str,
    /// The end of its id; the first has the field's own, where the error summary leads.
    id: &'static str,
    label: String,
    value: String,
}

impl Date {
    pub(super) fn of(mut question: Question, values: Vec<String>, reader: &Reader) -> Self {
        question
            .hints
            .push(reader.say("form-date-hint").to_string());
        let mut values = values.into_iter();
        let parts = [
            ("day", "", reader.say("form-day")),
            ("month", "-month", reader.say("form-month")),
            ("year", "-year", reader.say("form-year")),
        ];
        let part = |(name, id, label): (_, _, crate::view::text::Phrase)| Part {
            name,
            id,
            label: label.to_string(),
            value: values.next().unwrap_or_default(),
        };
        Self {
            question,
            parts: parts.map(part),
        }
    }
}
