//! Values: what they are, and how their reader sees them.

use contract::values;
use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use app::form::{currency::minor_digits, number::Exact};

use crate::view::{
    Reader,
    format::{self, FormatError},
};

/// A value by its type, and as its reader sees it. Not `Value`: utoipa takes any type of that name for any JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TypedValue {
    /// What it is.
    #[serde(flatten)]
    pub typed: Typed,
    /// In the reader's language, formats and time zone: "Rp250.000.000,00".
    pub text: String,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "value", rename_all = "kebab-case")]
pub enum Typed {
    /// Words.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// An exact number in plain notation: "1250.5".
    Decimal(String),
    /// A share in hundredths, in plain notation: "12.5" is 12.5 %.
    Percent(String),
    /// An amount.
    Money(Money),
    /// A day.
    Date(civil::Date),
    /// A moment.
    Instant(Timestamp),
    /// Yes or no.
    YesNo(bool),
    /// How a thing stands.
    Status(Status),
    /// There is none.
    Absent,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Money {
    /// In the currency's main unit, in plain notation and exact: "250000000.5".
    pub amount: String,
    /// ISO 4217.
    pub currency: String,
}

/// How a thing stands, in a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Status {
    /// In the reader's language.
    pub label: String,
    /// To be shown by a sign, never by colour alone.
    pub tone: Tone,
}

/// How something is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Nothing to say about it.
    Neutral,
    /// Worth knowing.
    Info,
    /// Good: done, granted, valid.
    Positive,
    /// Someone should act.
    Attention,
    /// Bad: refused, overdue, failed.
    Critical,
}

impl TypedValue {
    /// # Errors
    /// Where the value is not what its type promises.
    pub fn of(reader: &Reader, value: &values::Value) -> Result<Self, FormatError> {
        Ok(Self {
            text: reader.value(value.clone())?.plain().to_owned(),
            typed: match value {
                values::Value::Text(text) => Typed::Text(text.clone()),
                values::Value::Whole(number) => Typed::Whole(*number),
                values::Value::Decimal(number) => Typed::Decimal(number.clone()),
                values::Value::Percent(share) => Typed::Percent(share.clone()),
                values::Value::Money(money) => Typed::Money(Money::of(money)),
                values::Value::Date(day) => Typed::Date(format::civil_day(*day)?),
                values::Value::Instant(at) => Typed::Instant(format::timestamp(*at)?),
                values::Value::YesNo(yes) => Typed::YesNo(*yes),
                values::Value::Status(status) => Typed::Status(status.into()),
                values::Value::Absent => Typed::Absent,
            },
        })
    }

    /// Values one after the other.
    ///
    /// # Errors
    /// As [`TypedValue::of`].
    pub fn all(reader: &Reader, values: &[values::Value]) -> Result<Vec<Self>, FormatError> {
        values.iter().map(|value| Self::of(reader, value)).collect()
    }

    /// A moment.
    #[must_use]
    pub fn moment(reader: &Reader, at: Timestamp) -> Self {
        Self {
            text: reader.moment(&at).plain().to_owned(),
            typed: Typed::Instant(at),
        }
    }

    /// A day.
    #[must_use]
    pub fn day(reader: &Reader, day: civil::Date) -> Self {
        Self {
            text: reader.day(&day).plain().to_owned(),
            typed: Typed::Date(day),
        }
    }
}

impl Money {
    fn of(money: &values::Money) -> Self {
        Self {
            amount: amount(money.minor_units, &money.currency),
            currency: money.currency.clone(),
        }
    }
}

/// Minor units of a currency, in its main unit.
#[must_use]
pub fn amount(minor_units: i64, currency: &str) -> String {
    Exact::of_units(minor_units, minor_digits(currency).unwrap_or_default()).to_string()
}

impl From<&values::Status> for Status {
    fn from(status: &values::Status) -> Self {
        Self {
            label: status.label.clone(),
            tone: status.tone.into(),
        }
    }
}

impl From<values::Tone> for Tone {
    fn from(tone: values::Tone) -> Self {
        match tone {
            values::Tone::Neutral => Self::Neutral,
            values::Tone::Info => Self::Info,
            values::Tone::Positive => Self::Positive,
            values::Tone::Attention => Self::Attention,
            values::Tone::Critical => Self::Critical,
        }
    }
}
