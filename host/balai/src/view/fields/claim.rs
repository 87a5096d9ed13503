//! A verified attribute of the person who fills in: to be read, not to be typed.

use askama::Template;
use contract::values::Value;

use super::Question;
use crate::view::format::FormatError;
use crate::view::reader::Reader;
use crate::view::text::Phrase;
use crate::view::value::ValueView;

#[derive(Template)]
#[template(path = "fields/claim.html")]
pub(super) struct Claim {
    question: Question,
    value: Option<ValueView>,
    verified: Phrase,
    unknown: Phrase,
}

impl Claim {
    pub(super) fn of(
        question: Question,
        value: Option<&Value>,
        reader: &Reader,
    ) -> Result<Self, FormatError> {
        Ok(Self {
            question,
            value: value.map(|value| reader.value(value.clone())).transpose()?,
            verified: reader.say("form-verified"),
            unknown: reader.say("form-claim-unknown"),
        })
    }
}
