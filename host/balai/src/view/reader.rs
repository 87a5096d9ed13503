//! Who reads: in which language, in which time zone, and in which look.

use app::Theme;
use contract::values::Value;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use super::format;
use super::text::{Lang, Phrase};
use super::value::ValueView;

/// For whom a page is written.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The language of every word on the page.
    pub lang: Lang,
    /// Moments are told in it, and name it.
    pub zone: TimeZone,
    /// The look of the page.
    pub theme: Theme,
}

impl Reader {
    /// The words of a key of `locales/`.
    #[must_use]
    pub fn say(&self, key: &'static str) -> Phrase {
        self.lang.say(key)
    }

    /// A day: `24 November 2026`.
    #[must_use]
    pub fn day(&self, date: &civil::Date) -> ValueView {
        ValueView::time(date.to_string(), format::day(self.lang, *date))
    }

    /// A moment, in the reader's own time zone.
    #[must_use]
    pub fn moment(&self, at: &Timestamp) -> ValueView {
        ValueView::time(at.to_string(), format::instant(self.lang, &self.zone, *at))
    }

    /// Moments of one day, in the reader's own time zone.
    #[must_use]
    pub fn moments(&self, of: &[Timestamp]) -> ValueView {
        match of {
            [at] => self.moment(at),
            _ => ValueView::text(format::instants(self.lang, &self.zone, of)),
        }
    }

    /// A value of the contract.
    ///
    /// # Errors
    /// Where it is not what its type promises.
    pub fn value(&self, value: Value) -> Result<ValueView, format::FormatError> {
        ValueView::of(self, value)
    }
}
