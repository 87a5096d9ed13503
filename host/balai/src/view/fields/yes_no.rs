//! Yes or no.

use askama::Template;

use super::Question;
use crate::view::reader::Reader;

#[derive(Template)]
#[template(path = "fields/yes-no.html")]
pub(super) struct YesNo {
    question: Question,
    options: [(&'static str, String, bool); 2],
}

impl YesNo {
    pub(super) fn of(question: Question, value: &str, reader: &Reader) -> Self {
        let options = [("true", reader.say("yes")), ("false", reader.say("no"))];
        Self {
            question,
            options: options.map(|(of, label)| (of, label.to_string(), value == of)),
        }
    }
}
