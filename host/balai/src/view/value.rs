//! One value of a page: `templates/parts/value.html`.

use std::borrow::Cow;

use askama::Template;
use askama::filters::HtmlSafe;
use contract::values::{Status, Tone, Value};

use super::format::{self, FormatError};
use super::reader::Reader;

/// A value as its reader sees it.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/value.html")]
pub enum ValueView {
    /// Words and numbers.
    Text(String),
    /// A day or a moment; `machine` is for programs.
    Time {
        /// ISO 8601.
        machine: String,
        /// For people.
        text: String,
    },
    /// How a thing stands.
    Status(StatusView),
    /// There is none: a dash, and this word for those who listen.
    Absent(String),
}

impl ValueView {
    /// # Errors
    /// Where the value is not what its type promises.
    pub fn of(reader: &Reader, value: Value) -> Result<Self, FormatError> {
        let lang = reader.lang;
        Ok(match value {
            Value::Text(text) => Self::Text(text),
            Value::Whole(number) => Self::Text(format::whole(lang, number)),
            Value::Decimal(number) => Self::Text(format::decimal(lang, &number)?),
            Value::Percent(share) => Self::Text(format::percent(lang, &share)?),
            Value::Money(money) => Self::Text(format::money(lang, &money)?),
            Value::Date(date) => reader.day(&format::civil_day(date)?),
            Value::Instant(at) => reader.moment(&format::timestamp(at)?),
            Value::YesNo(true) => Self::Text(reader.say("yes").to_string()),
            Value::YesNo(false) => Self::Text(reader.say("no").to_string()),
            Value::Status(status) => Self::Status(StatusView::of(status)),
            Value::Absent => Self::absent(reader),
        })
    }

    /// No value.
    #[must_use]
    pub fn absent(reader: &Reader) -> Self {
        Self::Absent(reader.say("none").to_string())
    }

    /// A day or a moment, for machines and for people.
    #[must_use]
    pub const fn time(machine: String, text: String) -> Self {
        Self::Time { machine, text }
    }

    /// Without markup: for labels, titles and messages.
    #[must_use]
    pub fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Time { text, .. } | Self::Absent(text) => Cow::Borrowed(text),
            Self::Status(status) => Cow::Borrowed(&status.label),
        }
    }
}

// Its `Display` is its own template.
impl HtmlSafe for ValueView {}

/// How a thing stands: a word, and a sign for its tone, so that colour is never alone.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/status.html")]
pub struct StatusView {
    /// What is read.
    pub label: String,
    /// Chooses sign and colour.
    pub tone: Tone,
}

impl StatusView {
    /// Of the contract's own.
    #[must_use]
    pub fn of(status: Status) -> Self {
        Self {
            label: status.label,
            tone: status.tone,
        }
    }
}

impl HtmlSafe for StatusView {}

/// The style and the icon of a tone have its name.
#[must_use]
pub const fn tone_name(tone: &Tone) -> &'static str {
    match tone {
        Tone::Neutral => "neutral",
        Tone::Info => "info",
        Tone::Positive => "positive",
        Tone::Attention => "attention",
        Tone::Critical => "critical",
    }
}
