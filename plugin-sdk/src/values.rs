//! Values and running text: conversions from what Rust has, so that a page is written without naming the contract's
//! variants.

use crate::bindings::balai::types::content::{Link, Rich, Span, Target};
use crate::bindings::balai::types::values::{Date, Instant, Money, Status, Tone, Value};
use crate::language::Text;
use core::cmp::Ordering;

macro_rules! value_from {
    ($($source:ty => $value:expr),* $(,)?) => {
        $(impl From<$source> for Value {
            fn from(source: $source) -> Self {
                $value(source)
            }
        })*
    };
}

value_from! {
    String => Value::Text,
    &str => |text: &str| Value::Text(text.to_owned()),
    Text => |text: Text| Value::Text(text.into()),
    i64 => Value::Whole,
    u32 => |number: u32| Value::Whole(number.into()),
    bool => Value::YesNo,
    Money => Value::Money,
    Date => Value::Date,
    Status => Value::Status,
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}

/// A moment, shown in the reader's time zone. `Instant` is a plain number, so it has to be said.
#[must_use]
pub fn instant(at: Instant) -> Value {
    Value::Instant(at)
}

/// An amount of so many whole rupiah.
#[must_use]
pub fn rupiah(whole: i64) -> Money {
    Money {
        minor_units: whole.saturating_mul(100),
        currency: "IDR".to_owned(),
    }
}

/// A word for how a thing stands.
#[must_use]
pub fn status(label: impl Into<String>, tone: Tone) -> Status {
    Status {
        label: label.into(),
        tone,
    }
}

/// A page of this mini-app.
#[must_use]
pub fn here(path: impl Into<String>) -> Target {
    Target::Here(path.into())
}

/// Words that lead to a page of this mini-app.
#[must_use]
pub fn link(label: impl Into<String>, path: impl Into<String>) -> Link {
    Link {
        label: label.into(),
        target: here(path),
    }
}

/// Words of strong importance.
#[must_use]
pub fn strong(text: impl Into<String>) -> Span {
    Span::Strong(text.into())
}

impl From<&str> for Span {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Span {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Text> for Span {
    fn from(text: Text) -> Self {
        Self::Text(text.into())
    }
}

impl From<Link> for Span {
    fn from(link: Link) -> Self {
        Self::Link(link)
    }
}

impl From<Value> for Span {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

/// What can stand where a paragraph is asked for.
pub trait IntoRich {
    /// As running text.
    fn into_rich(self) -> Rich;
}

impl IntoRich for Rich {
    fn into_rich(self) -> Rich {
        self
    }
}

macro_rules! one_stretch {
    ($($source:ty),*) => {
        $(impl IntoRich for $source {
            fn into_rich(self) -> Rich {
                vec![self.into()]
            }
        })*
    };
}

one_stretch!(&str, String, Text, Span, Link);

/// Running text of several stretches: `rich!["By ", Value::from(day), ": ", link("the rules", "/aturan")]`.
#[macro_export]
macro_rules! rich {
    ($($span:expr),* $(,)?) => { $crate::macros::vec![$($crate::prelude::Span::from($span)),*] };
}

/// The cells of one row, of whatever types they are.
#[macro_export]
macro_rules! cells {
    ($($cell:expr),* $(,)?) => { $crate::macros::vec![$($crate::prelude::Value::from($cell)),*] };
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some((self.year, self.month, self.day).cmp(&(other.year, other.month, other.day)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_compared_in_their_order() {
        let day = |year, month, day| Date { year, month, day };
        assert!(day(2026, 12, 31) < day(2027, 1, 1));
        assert!(day(2026, 11, 24) <= day(2026, 11, 24));
    }

    #[test]
    fn one_rupiah_is_a_hundred_sen() {
        assert_eq!(rupiah(1_250_000).minor_units, 125_000_000);
    }
}
