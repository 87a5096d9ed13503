//! One value of a page: `templates/parts/value.html`.

use askama::Template;
use askama::filters::HtmlSafe;
use contract::values::{Status, Tone, Value};

use super::format::{self, FormatError};
use super::html::Text;
use super::reader::Reader;

/// A value as its reader sees it.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/value.html")]
pub enum ValueView {
    /// Words and numbers.
    Text(Text),
    /// A day or a moment; `machine` is for programs.
    Time {
        /// ISO 8601.
        machine: Text,
        /// For people.
        text: Text,
    },
    /// How a thing stands.
    Status(StatusView),
    /// There is none: a dash, and this word for those who listen.
    Absent(Text),
}

impl ValueView {
    /// # Errors
    /// Where the value is not what its type promises.
    pub fn of(reader: &Reader, value: Value) -> Result<Self, FormatError> {
        let lang = reader.lang;
        Ok(match value {
            Value::Text(text) => Self::text(text),
            Value::Whole(number) => Self::text(format::whole(lang, number)),
            Value::Decimal(number) => Self::text(format::decimal(lang, &number)?),
            Value::Percent(share) => Self::text(format::percent(lang, &share)?),
            Value::Money(money) => Self::text(format::money(lang, &money)?),
            Value::Date(date) => reader.day(&format::civil_day(date)?),
            Value::Instant(at) => reader.moment(&format::timestamp(at)?),
            Value::YesNo(true) => Self::text(reader.say("yes").to_string()),
            Value::YesNo(false) => Self::text(reader.say("no").to_string()),
            Value::Status(status) => Self::Status(StatusView::of(status)),
            Value::Absent => Self::absent(reader),
        })
    }

    /// Words and numbers.
    #[must_use]
    pub fn text(text: impl Into<Text>) -> Self {
        Self::Text(text.into())
    }

    /// No value.
    #[must_use]
    pub fn absent(reader: &Reader) -> Self {
        Self::Absent(reader.say("none").to_string().into())
    }

    /// A day or a moment, for machines and for people.
    #[must_use]
    pub fn time(machine: String, text: String) -> Self {
        Self::Time {
            machine: machine.into(),
            text: text.into(),
        }
    }

    /// Without markup: for labels, titles and messages.
    #[must_use]
    pub fn plain(&self) -> &str {
        match self {
            Self::Text(text) | Self::Time { text, .. } | Self::Absent(text) => text.as_str(),
            Self::Status(status) => status.label.as_str(),
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
    pub label: Text,
    /// Chooses sign and colour.
    pub tone: Tone,
}

impl StatusView {
    /// Of the contract's own.
    #[must_use]
    pub fn of(status: Status) -> Self {
        Self {
            label: status.label.into(),
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
