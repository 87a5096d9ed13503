//! The rules that an answer can break, by name.

use contract::values::{Date, Money, Value};

use super::input::DatePart;

/// What is wrong with one answer. The web says it in the reader's language.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The field's name.
    pub field: String,
    /// Which of a repeated step, from 0.
    pub nth: u32,
    /// What it breaks.
    pub rule: Rule,
}

/// A rule that was broken.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// Something must be typed.
    Required,
    /// Something must be chosen.
    RequiredChoice,
    /// The statement must be agreed to.
    MustAgree,
    /// The platform knows no such verified attribute of this person.
    ClaimMissing {
        /// The claim's name.
        name: String,
    },
    /// In characters.
    TooShort {
        /// At least so many.
        min: u32,
    },
    /// In characters.
    TooLong {
        /// At most so many.
        max: u32,
    },
    /// The form's pattern.
    Pattern {
        /// What the form says of it, in the reader's language already.
        message: Option<String>,
    },
    /// Not a number as the reader's language writes it.
    NotANumber,
    /// A number with a fraction where a whole one is asked for.
    NotWhole,
    /// More digits than a number may have.
    TooManyDigits {
        /// At most so many.
        max: u32,
    },
    /// More digits after the point than asked for.
    TooManyPlaces {
        /// At most so many.
        max: u32,
    },
    /// Below the bound.
    TooSmall {
        /// The least that is accepted: a whole number, a decimal or money.
        min: Value,
    },
    /// Above the bound.
    TooLarge {
        /// The most that is accepted: a whole number, a decimal or money.
        max: Value,
    },
    /// A part of the date is empty.
    DatePartMissing {
        /// The first part that is.
        part: DatePart,
    },
    /// There is no such day.
    NotADate,
    /// Before the bound.
    TooEarly {
        /// The first day that is accepted.
        min: Date,
    },
    /// After the bound.
    TooLate {
        /// The last day that is accepted.
        max: Date,
    },
    /// Not among what the form offers.
    NotOffered,
    /// Words were searched for, and nothing that was found is chosen.
    NotChosen,
    /// What was chosen could not be verified, as the mini-app gave no answer. Trying again helps.
    NotVerified,
    /// The list of regions has no such code.
    NoSuchRegion,
    /// A region of another level than asked for.
    OtherRegionLevel,
    /// The code is of an earlier edition of the list, and of no region any more.
    RetiredRegion {
        /// The last edition that had it.
        edition: String,
    },
    /// Not the form of an e-mail address.
    NotAnEmail,
    /// Not the form of a telephone number.
    NotAPhone,
    /// Not latitude and longitude of a place on earth.
    NotAPlace,
    /// A citizen number has sixteen digits.
    NikDigits,
    /// Sixteen digits, yet not of a citizen number's structure.
    NikStructure,
    /// The step was asked more often than the form allows, which a new release may have changed.
    TooManyRepeats {
        /// At most so often.
        max: u32,
    },
    /// This host does not ask for this kind yet.
    Unsupported,
}

impl Rule {
    /// A stable name to translate by.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::RequiredChoice => "required-choice",
            Self::MustAgree => "must-agree",
            Self::ClaimMissing { .. } => "claim-missing",
            Self::TooShort { .. } => "too-short",
            Self::TooLong { .. } => "too-long",
            Self::Pattern { .. } => "pattern",
            Self::NotANumber => "not-a-number",
            Self::NotWhole => "not-whole",
            Self::TooManyDigits { .. } => "too-many-digits",
            Self::TooManyPlaces { max: 0 } => "no-places",
            Self::TooManyPlaces { .. } => "too-many-places",
            Self::TooSmall { .. } => "too-small",
            Self::TooLarge { .. } => "too-large",
            Self::DatePartMissing {
                part: DatePart::Day,
            } => "day-missing",
            Self::DatePartMissing {
                part: DatePart::Month,
            } => "month-missing",
            Self::DatePartMissing {
                part: DatePart::Year,
            } => "year-missing",
            Self::NotADate => "not-a-date",
            Self::TooEarly { .. } => "too-early",
            Self::TooLate { .. } => "too-late",
            Self::NotOffered => "not-offered",
            Self::NotChosen => "not-chosen",
            Self::NotVerified => "not-verified",
            Self::NoSuchRegion => "no-such-region",
            Self::OtherRegionLevel => "other-region-level",
            Self::RetiredRegion { .. } => "retired-region",
            Self::NotAnEmail => "not-an-email",
            Self::NotAPhone => "not-a-phone",
            Self::NotAPlace => "not-a-place",
            Self::NikDigits => "nik-digits",
            Self::NikStructure => "nik-structure",
            Self::TooManyRepeats { .. } => "too-many-repeats",
            Self::Unsupported => "unsupported",
        }
    }

    /// What the translation names, typed so that the reader's formats apply.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, Value)> {
        match self {
            Self::ClaimMissing { name } => vec![("name", Value::Text(name.clone()))],
            Self::RetiredRegion { edition } => vec![("edition", Value::Text(edition.clone()))],
            Self::TooShort { min } => vec![("min", Value::Whole(i64::from(*min)))],
            Self::TooLong { max }
            | Self::TooManyDigits { max }
            | Self::TooManyPlaces { max }
            | Self::TooManyRepeats { max } => vec![("max", Value::Whole(i64::from(*max)))],
            Self::Pattern {
                message: Some(message),
            } => vec![("message", Value::Text(message.clone()))],
            Self::TooSmall { min } => vec![("min", min.clone())],
            Self::TooLarge { max } => vec![("max", max.clone())],
            Self::TooEarly { min } => vec![("min", Value::Date(*min))],
            Self::TooLate { max } => vec![("max", Value::Date(*max))],
            _ => Vec::new(),
        }
    }
}

/// An amount, for a bound.
pub(super) fn amount(minor_units: i64, currency: &str) -> Value {
    Value::Money(Money {
        minor_units,
        currency: currency.to_owned(),
    })
}
