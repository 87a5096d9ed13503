//! Answers as programs give and get them: typed where they can be, and otherwise as they were typed.
//!
//! The form engine reads what people type into inputs. Here an answer becomes those inputs, in a notation that is no
//! reader's own (`1250000.5`, `2026-11-28`), and what stands in them an answer.

use app::form::{
    Answers, Notation,
    input::{DatePart, InputName},
    number::Exact,
};
use contract::form::{Field, Kind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Numbers of programs have a point before their fraction.
pub const NOTATION: Notation = Notation::English;

/// What is answered to a field. Any answer may be given as text, as somebody typed it; what is no answer to its field is
/// kept all the same, and told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Answer {
    /// yes-no, agreement
    YesNo(bool),
    /// whole
    Whole(i64),
    /// text, long-text, email, phone, nik; decimal and money in plain notation (`"1250000.5"`); date (`"2026-11-28"`);
    /// choice, lookup and region by what is chosen; location as latitude and longitude (`"-6.2088, 106.8456"`)
    Text(String),
    /// choices
    Several(Vec<String>),
}

/// What is given is no answer to a field of this kind, however it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnAnswer;

impl Answer {
    /// The inputs of a field that this fills; none: those of one that is left empty. Every input of the field is among
    /// them, so that nothing of before stays.
    ///
    /// # Errors
    /// Where no such answer can be given.
    pub fn inputs(
        answer: Option<&Self>,
        field: &Field,
        nth: u32,
    ) -> Result<Vec<(String, String)>, NotAnAnswer> {
        let input = InputName::of(&field.name, nth).to_string();
        let text = match (answer, &field.kind) {
            (None, _) => String::new(),
            (Some(Self::Several(values)), Kind::Choices(_)) => {
                let chosen = values.iter().map(|value| (input.clone(), value.clone()));
                return Ok([(input.clone(), String::new())]
                    .into_iter()
                    .chain(chosen)
                    .collect());
            }
            (Some(Self::Several(_)), _) => return Err(NotAnAnswer),
            // An agreement that is not given is an empty box.
            (Some(Self::YesNo(false)), Kind::Agreement(_)) => String::new(),
            (Some(Self::YesNo(yes)), _) => yes.to_string(),
            (Some(Self::Whole(number)), _) => number.to_string(),
            (Some(Self::Text(text)), _) => text.clone(),
        };
        Ok(match &field.kind {
            Kind::Date(_) => {
                let mut parts = text.splitn(3, '-');
                let mut part = |part| {
                    let input = InputName::of_part(&field.name, nth, part).to_string();
                    (input, parts.next().unwrap_or_default().trim().to_owned())
                };
                vec![
                    part(DatePart::Year),
                    part(DatePart::Month),
                    part(DatePart::Day),
                ]
            }
            Kind::Lookup(_) | Kind::Region(_) => vec![
                (input, text),
                // Words by which somebody searched on a page are answered by this.
                (InputName::find(&field.name, nth).to_string(), String::new()),
            ],
            _ => vec![(input, text)],
        })
    }

    /// What stands in the inputs of a field; none where they are empty.
    #[must_use]
    pub fn standing(answers: &Answers, field: &Field, nth: u32) -> Option<Self> {
        let shown = |input| answers.shown(field, input, NOTATION);
        if matches!(field.kind, Kind::Date(_)) {
            let parts = [DatePart::Year, DatePart::Month, DatePart::Day];
            let parts = parts.map(|part| {
                let shown = shown(InputName::of_part(&field.name, nth, part));
                shown.into_iter().next().unwrap_or_default()
            });
            let is_empty = parts.iter().all(String::is_empty);
            return (!is_empty).then(|| Self::Text(iso(&parts)));
        }
        let values = shown(InputName::of(&field.name, nth));
        if matches!(field.kind, Kind::Choices(_)) {
            return (!values.is_empty()).then_some(Self::Several(values));
        }
        let text = values.into_iter().next()?;
        Some(match &field.kind {
            Kind::YesNo | Kind::Agreement(_) => text.parse().map_or(Self::Text(text), Self::YesNo),
            Kind::Whole(_) => plain(&text)
                .and_then(|plain| plain.parse().ok())
                .map_or(Self::Text(text), Self::Whole),
            Kind::Decimal(_) => Self::Text(plain(&text).unwrap_or(text)),
            Kind::Money(rules) => {
                let read = Exact::read_amount(&text, &rules.currency, NOTATION);
                Self::Text(read.map_or(text, |amount| amount.to_string()))
            }
            _ => Self::Text(text),
        })
    }
}

fn plain(typed: &str) -> Option<String> {
    Exact::read(typed, NOTATION)
        .ok()
        .map(|number| number.to_string())
}

/// With the zeros that ISO 8601 wants, where people leave them out.
fn iso([year, month, day]: &[String; 3]) -> String {
    format!("{year:0>4}-{month:0>2}-{day:0>2}")
}
