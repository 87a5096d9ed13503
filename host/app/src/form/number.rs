//! Exact numbers, and how they are typed: "1.250.000,50" by a reader of Indonesian, "1,250,000.50" by one of English.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::currency;
use crate::Lang;

/// How many digits the contract's `decimal` may have.
pub const MAX_DIGITS: usize = 38;

/// How a reader writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notation {
    /// 1.250.000,50
    #[serde(rename = "id")]
    Indonesian,
    /// 1,250,000.50
    #[serde(rename = "en")]
    English,
}

impl Notation {
    /// What stands between thousands, and before the fraction.
    const fn marks(self) -> (char, char) {
        match self {
            Self::Indonesian => ('.', ','),
            Self::English => (',', '.'),
        }
    }
}

impl From<Lang> for Notation {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Id => Self::Indonesian,
            Lang::En => Self::English,
        }
    }
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not digits with marks where the notation has them. "1.5" is none in Indonesian, rather than guessed at.
    #[error("not a number in this notation")]
    NotANumber,
    /// More than [`MAX_DIGITS`].
    #[error("more than {MAX_DIGITS} digits")]
    TooManyDigits,
}

/// An exact decimal number of at most [`MAX_DIGITS`] digits, in lowest form: equal numbers are equal values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact {
    negative: bool,
    /// Without leading zeros; empty for a number below one.
    integer: String,
    /// Without trailing zeros.
    fraction: String,
}

impl Exact {
    fn new(negative: bool, integer: &str, fraction: &str) -> Result<Self, Unreadable> {
        let integer = integer.trim_start_matches('0').to_owned();
        let fraction = fraction.trim_end_matches('0').to_owned();
        if integer.len() + fraction.len() > MAX_DIGITS {
            return Err(Unreadable::TooManyDigits);
        }
        Ok(Self {
            negative: negative && !(integer.is_empty() && fraction.is_empty()),
            integer,
            fraction,
        })
    }

    /// Reads what a person typed.
    ///
    /// # Errors
    /// Where it is no number in this notation; a mark in a place where this notation has none is not guessed at.
    pub fn read(typed: &str, notation: Notation) -> Result<Self, Unreadable> {
        let (negative, digits) = split_sign(typed.trim());
        Self::read_digits(negative, digits, notation)
    }

    /// Reads an amount that a person typed, with or without the currency's sign or code, and with the dash that stands
    /// for no sen ("Rp 1.250.000,-").
    ///
    /// # Errors
    /// As [`Exact::read`]; another currency's sign is no number.
    pub fn read_amount(
        typed: &str,
        currency: &str,
        notation: Notation,
    ) -> Result<Self, Unreadable> {
        let (negative_before, rest) = split_sign(typed.trim());
        let rest = strip_currency(rest, currency);
        let (negative_after, rest) = split_sign(rest);
        let (_, point) = notation.marks();
        let rest = match rest.trim_end_matches(['-', '–']).strip_suffix(point) {
            Some(whole) if rest.ends_with(['-', '–']) => whole,
            _ => rest,
        };
        if negative_before && negative_after {
            return Err(Unreadable::NotANumber);
        }
        Self::read_digits(negative_before || negative_after, rest, notation)
    }

    fn read_digits(negative: bool, typed: &str, notation: Notation) -> Result<Self, Unreadable> {
        let (group, point) = notation.marks();
        let (integer, fraction) = match typed.split_once(point) {
            Some((integer, fraction)) if are_digits(fraction) => (integer, fraction),
            Some(_) => return Err(Unreadable::NotANumber),
            None => (typed, ""),
        };
        if !integer.contains(group) {
            if !are_digits(integer) {
                return Err(Unreadable::NotANumber);
            }
            return Self::new(negative, integer, fraction);
        }
        let mut groups = integer.split(group);
        // A leading zero before a thousands mark is someone's "0.250" in the other notation.
        let first = groups
            .next()
            .is_some_and(|first| are_digits(first) && first.len() <= 3 && !first.starts_with('0'));
        if !first || !groups.all(|group| are_digits(group) && group.len() == 3) {
            return Err(Unreadable::NotANumber);
        }
        Self::new(negative, &integer.replace(group, ""), fraction)
    }

    /// As a person would type it.
    #[must_use]
    pub fn write(&self, notation: Notation) -> String {
        let (group, point) = notation.marks();
        let mut text = String::new();
        if self.negative {
            text.push('-');
        }
        if self.integer.is_empty() {
            text.push('0');
        }
        for (index, digit) in self.integer.char_indices() {
            if index > 0 && (self.integer.len() - index).is_multiple_of(3) {
                text.push(group);
            }
            text.push(digit);
        }
        if !self.fraction.is_empty() {
            text.push(point);
            text.push_str(&self.fraction);
        }
        text
    }

    /// How many digits follow the point.
    #[must_use]
    pub fn places(&self) -> usize {
        self.fraction.len()
    }

    /// Below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// In units of 10^-`digits`: 125 for 1.25 and two digits. `None` where that is not whole or leaves the 64-bit range.
    #[must_use]
    pub fn to_units(&self, digits: u8) -> Option<i64> {
        let padding = usize::from(digits).checked_sub(self.fraction.len())?;
        let sign = if self.negative { "-" } else { "" };
        format!(
            "{sign}0{}{}{}",
            self.integer,
            self.fraction,
            "0".repeat(padding)
        )
        .parse()
        .ok()
    }

    /// `units` times 10^-`digits`.
    #[must_use]
    pub fn of_units(units: i64, digits: u8) -> Self {
        let digits = usize::from(digits);
        let all = format!("{:0>width$}", units.unsigned_abs(), width = digits);
        let (integer, fraction) = all.split_at(all.len() - digits);
        Self {
            negative: units < 0,
            integer: integer.trim_start_matches('0').to_owned(),
            fraction: fraction.trim_end_matches('0').to_owned(),
        }
    }
}

/// From the contract's plain notation.
impl FromStr for Exact {
    type Err = Unreadable;

    fn from_str(plain: &str) -> Result<Self, Unreadable> {
        let (negative, digits) = match plain.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, plain),
        };
        let (integer, fraction) = match digits.split_once('.') {
            Some((integer, fraction)) if are_digits(fraction) => (integer, fraction),
            Some(_) => return Err(Unreadable::NotANumber),
            None => (digits, ""),
        };
        if !are_digits(integer) {
            return Err(Unreadable::NotANumber);
        }
        if integer.len() + fraction.len() > MAX_DIGITS {
            return Err(Unreadable::TooManyDigits);
        }
        Self::new(negative, integer, fraction)
    }
}

/// In the contract's plain notation.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let integer = if self.integer.is_empty() {
            "0"
        } else {
            &self.integer
        };
        let point = if self.fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{integer}{point}{}", self.fraction)
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |of: &Self, than: &Self| {
            let longer = of.integer.len().cmp(&than.integer.len());
            longer
                .then_with(|| of.integer.cmp(&than.integer))
                .then_with(|| of.fraction.cmp(&than.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(self, other),
            (true, true) => size(other, self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').map_or(text, str::trim_start)),
    }
}

/// Without the currency's code or sign, before or after.
fn strip_currency<'a>(text: &'a str, code: &str) -> &'a str {
    for sign in currency::signs(code)
        .iter()
        .copied()
        .chain([code])
        .filter(|sign| !sign.is_empty())
    {
        if let Some((before, after)) = text.split_at_checked(sign.len())
            && before.eq_ignore_ascii_case(sign)
        {
            return after.trim_start();
        }
        if let Some((before, after)) = text
            .len()
            .checked_sub(sign.len())
            .and_then(|at| text.split_at_checked(at))
            && after.eq_ignore_ascii_case(sign)
        {
            return before.trim_end();
        }
    }
    text
}
