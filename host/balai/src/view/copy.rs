//! A copy of what somebody sent, for programs: the person's data in a form that others can process (UU 27/2022 on
//! personal data, article 13).
//!
//! Its form is a promise: what is here keeps its name and meaning, more may come beside it. Anything else is another
//! [`VERSION`].

use contract::values::{Date, Value};
use jiff::Timestamp;
use serde::Serialize;

use super::format::{self, FormatError};

/// Of the form of a copy.
pub const VERSION: u32 = 1;

/// What was sent, to whom and when.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Copy {
    /// [`VERSION`].
    pub version: u32,
    /// The number of the receipt.
    pub receipt: String,
    /// RFC 3339.
    pub sent_at: Timestamp,
    /// Such as "kota-damai/izin-usaha".
    pub mini_app: String,
    /// Which release received it.
    pub release: ReleaseCopy,
    /// Of the page on which it was filled in.
    pub title: String,
    /// The case that it opened.
    pub case_number: Option<String>,
    /// The day by which something happens next, ISO 8601.
    pub deadline: Option<String>,
    /// What was answered.
    pub steps: Vec<StepCopy>,
}

/// A release.
#[derive(Debug, Serialize)]
pub struct ReleaseCopy {
    /// By its agency's own counting.
    pub version: String,
    /// SHA-256 of its file, in hex.
    pub sha256: String,
}

/// The answers of one step.
#[derive(Debug, Serialize)]
pub struct StepCopy {
    /// As it was read.
    pub title: String,
    /// In the form's order.
    pub answers: Vec<AnswerCopy>,
}

/// One question with its answer.
#[derive(Debug, Serialize)]
pub struct AnswerCopy {
    /// The field's name in the form; none in receipts that were given before names were kept.
    pub name: Option<String>,
    /// Which of a repeated step, from 0.
    pub nth: u32,
    /// The question, as it was read.
    pub label: String,
    /// None where it was left empty. Of a citizen number, the end only, as on the receipt.
    pub values: Vec<ValueCopy>,
    /// What stands in the form for each value that was chosen from a list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<String>,
}

/// A value, by its type.
#[derive(Debug, Serialize)]
#[serde(tag = "type", content = "value", rename_all = "kebab-case")]
pub enum ValueCopy {
    /// Words.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// An exact number, in plain notation.
    Decimal(String),
    /// A share in hundredths, in plain notation.
    Percent(String),
    /// An amount.
    Money(MoneyCopy),
    /// A day, ISO 8601.
    Date(String),
    /// A moment, RFC 3339.
    Instant(Timestamp),
    /// Yes or no.
    YesNo(bool),
    /// How a thing stands, in words.
    Status(String),
    /// There is none.
    Absent,
}

/// An amount of money.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MoneyCopy {
    /// How many of the smallest unit of the currency, such as sen.
    pub minor_units: i64,
    /// ISO 4217.
    pub currency: String,
}

impl ValueCopy {
    /// # Errors
    /// Where the value is not what its type promises.
    pub fn of(value: &Value) -> Result<Self, FormatError> {
        Ok(match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Whole(number) => Self::Whole(*number),
            Value::Decimal(number) => Self::Decimal(number.clone()),
            Value::Percent(share) => Self::Percent(share.clone()),
            Value::Money(money) => Self::Money(MoneyCopy {
                minor_units: money.minor_units,
                currency: money.currency.clone(),
            }),
            Value::Date(day) => Self::Date(iso(*day)?),
            Value::Instant(at) => Self::Instant(format::timestamp(*at)?),
            Value::YesNo(yes) => Self::YesNo(*yes),
            Value::Status(status) => Self::Status(status.label.clone()),
            Value::Absent => Self::Absent,
        })
    }
}

/// A day as ISO 8601 writes it.
///
/// # Errors
/// Where there is no such day.
pub fn iso(day: Date) -> Result<String, FormatError> {
    Ok(format::civil_day(day)?.to_string())
}
