//! One field's raw answer, read as its kind asks and judged by its rules.

use std::cell::OnceCell;

use contract::form::{
    Answer, Choice, DateRules, DecimalRules, Field, Kind, MoneyRules, TextRules, WholeRules,
};
use contract::values::{Date, Money, Value};
use jiff::civil;
use regex::Regex;

use super::answers::{Answers, Typed};
use super::input::{DatePart, InputName};
use super::number::{Exact, MAX_DIGITS, Notation, Unreadable};
use super::offered::Said;
use super::rule::{Rule, amount};
use super::shape::{self, MAX_TEXT};
use super::{Claims, coordinates, currency, email, nik, phone, text};
use crate::region::{RegionCode, RegionLevel, Standing, standing};

/// Reads the answers to one field, once for each turn of a repeated step.
pub(super) struct Reader<'a> {
    field: &'a Field,
    pattern: OnceCell<Option<Regex>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(field: &'a Field) -> Self {
        Self {
            field,
            pattern: OnceCell::new(),
        }
    }

    /// The answer, or `None` where it was left empty and may be.
    pub(super) fn read(
        &self,
        nth: u32,
        answers: &Answers,
        claims: &Claims,
    ) -> Result<Option<Answer>, Rule> {
        let input = InputName::of(&self.field.name, nth);
        let answer = match &self.field.kind {
            Kind::Date(rules) => self.date(nth, rules, answers)?,
            Kind::Claim(name) => match claims.get(name) {
                Some(value) => Some(Answer::Claim(value.clone())),
                None if self.field.required => {
                    return Err(Rule::ClaimMissing { name: name.clone() });
                }
                None => None,
            },
            _ => match answers.typed(input) {
                Some(typed) => self.typed(typed)?,
                None => None,
            },
        };
        if answer.is_none() && !text::is_blank(answers.searched(&self.field.name, nth)) {
            return Err(Rule::NotChosen);
        }
        match answer {
            None if self.field.required => Err(self.missing()),
            answer => Ok(answer),
        }
    }

    fn missing(&self) -> Rule {
        match self.field.kind {
            Kind::Agreement(_) => Rule::MustAgree,
            Kind::Choice(_)
            | Kind::Choices(_)
            | Kind::YesNo
            | Kind::Lookup(_)
            | Kind::Region(_) => Rule::RequiredChoice,
            _ => Rule::Required,
        }
    }

    fn typed(&self, typed: &Typed) -> Result<Option<Answer>, Rule> {
        if typed.cut {
            return Err(Rule::TooLong {
                max: self.longest(),
            });
        }
        if typed.values.iter().all(|value| text::is_blank(value)) {
            return Ok(None);
        }
        let raw = typed.values.last().map_or("", String::as_str);
        let answer = match &self.field.kind {
            Kind::Text(rules) => Answer::Text(self.text(text::line(raw), rules)?),
            Kind::LongText(rules) => Answer::Text(self.text(text::lines(raw), rules)?),
            Kind::Whole(rules) => Answer::Whole(whole(raw, typed.notation, rules)?),
            Kind::Decimal(rules) => Answer::Decimal(decimal(raw, typed.notation, rules)?),
            Kind::Money(rules) => Answer::Money(money(raw, typed.notation, rules)?),
            Kind::Choice(offered) => Answer::Chosen(chosen(std::slice::from_ref(&raw), offered)?),
            Kind::Choices(offered) => Answer::Chosen(chosen(&typed.values, offered)?),
            Kind::YesNo => match raw {
                "true" => Answer::YesNo(true),
                "false" => Answer::YesNo(false),
                _ => return Err(Rule::NotOffered),
            },
            Kind::Agreement(_) => match raw {
                "true" => Answer::YesNo(true),
                "false" => return Ok(None),
                _ => return Err(Rule::NotOffered),
            },
            Kind::Email => Answer::Text(email::read(&text::bare(raw)).ok_or(Rule::NotAnEmail)?),
            Kind::Phone => Answer::Text(phone::read(&text::bare(raw)).ok_or(Rule::NotAPhone)?),
            Kind::Nik => Answer::Text(nik::read(&text::bare(raw))?),
            Kind::Date(_) | Kind::Claim(_) => return Ok(None),
            Kind::Location => Answer::Location(coordinates::read(raw).ok_or(Rule::NotAPlace)?),
            Kind::Lookup(_) => match &typed.said {
                Some(Said::Offered(_)) => Answer::Chosen(vec![raw.to_owned()]),
                Some(Said::NotOffered) => return Err(Rule::NotOffered),
                None => return Err(Rule::NotVerified),
            },
            Kind::Region(level) => Answer::Chosen(vec![region(raw, *level)?]),
            Kind::Files(_) => return Err(Rule::Unsupported),
        };
        Ok(Some(answer))
    }

    fn longest(&self) -> u32 {
        match &self.field.kind {
            Kind::Text(rules) | Kind::LongText(rules) => rules.max_length.unwrap_or(MAX_TEXT),
            _ => MAX_TEXT,
        }
    }

    fn text(&self, text: String, rules: &TextRules) -> Result<String, Rule> {
        let length = text.chars().count();
        let (min, max) = (rules.min_length.unwrap_or(0), self.longest());
        if u32::try_from(length).map_or(true, |length| length > max) {
            return Err(Rule::TooLong { max });
        }
        if u32::try_from(length).is_ok_and(|length| length < min) {
            return Err(Rule::TooShort { min });
        }
        if let Some(pattern) = &rules.pattern {
            // A pattern that does not compile was refused with the form; where it is met all the same, nothing matches.
            let compiled = self.pattern.get_or_init(|| shape::pattern(pattern).ok());
            if !compiled
                .as_ref()
                .is_some_and(|pattern| pattern.is_match(&text))
            {
                return Err(Rule::Pattern {
                    message: rules.pattern_message.clone(),
                });
            }
        }
        Ok(text)
    }

    fn date(&self, nth: u32, rules: &DateRules, answers: &Answers) -> Result<Option<Answer>, Rule> {
        let part = |part| {
            let typed = answers.typed(InputName::of_part(&self.field.name, nth, part));
            let raw = typed
                .and_then(|typed| typed.values.last())
                .map_or("", String::as_str);
            (part, text::bare(raw))
        };
        let parts = DatePart::ALL.map(part);
        if parts.iter().all(|(_, typed)| text::is_blank(typed)) {
            return Ok(None);
        }
        if let Some((part, _)) = parts.iter().find(|(_, typed)| text::is_blank(typed)) {
            return Err(Rule::DatePartMissing { part: *part });
        }
        let [(_, day), (_, month), (_, year)] = &parts;
        let date = day_of(day, month, year).ok_or(Rule::NotADate)?;
        match (rules.min, rules.max) {
            (Some(min), _) if key(date) < key(min) => Err(Rule::TooEarly { min }),
            (_, Some(max)) if key(date) > key(max) => Err(Rule::TooLate { max }),
            _ => Ok(Some(Answer::Date(date))),
        }
    }
}

/// The code of a region of that level.
fn region(raw: &str, level: RegionLevel) -> Result<String, Rule> {
    let code: RegionCode = raw.parse().map_err(|_| Rule::NoSuchRegion)?;
    match standing(code) {
        Standing::Unknown => Err(Rule::NoSuchRegion),
        Standing::Retired(edition) => Err(Rule::RetiredRegion {
            edition: edition.to_owned(),
        }),
        Standing::Known(_) if code.level() != level => Err(Rule::OtherRegionLevel),
        Standing::Known(_) => Ok(code.to_string()),
    }
}

/// A day that exists, from digits: one or two for day and month, four for the year, as "26" is two different years.
fn day_of(day: &str, month: &str, year: &str) -> Option<Date> {
    let number = |typed: &str, lengths: std::ops::RangeInclusive<usize>| -> Option<i16> {
        let digits =
            lengths.contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| typed.parse().ok()).flatten()
    };
    let (day, month, year) = (
        number(day, 1..=2)?,
        number(month, 1..=2)?,
        number(year, 4..=4)?,
    );
    let date = Date {
        year: i32::from(year),
        month: u8::try_from(month).ok()?,
        day: u8::try_from(day).ok()?,
    };
    exists(date).then_some(date)
}

/// Whether the Gregorian calendar has the day, in the years 1 to 9999.
pub(super) fn exists(date: Date) -> bool {
    match (
        i16::try_from(date.year),
        i8::try_from(date.month),
        i8::try_from(date.day),
    ) {
        (Ok(year @ 1..=9999), Ok(month), Ok(day)) => civil::Date::new(year, month, day).is_ok(),
        _ => false,
    }
}

/// What dates are ordered by.
pub(super) fn key(date: Date) -> (i32, u8, u8) {
    (date.year, date.month, date.day)
}

fn unreadable(error: Unreadable) -> Rule {
    match error {
        Unreadable::NotANumber => Rule::NotANumber,
        #[expect(clippy::cast_possible_truncation, reason = "38")]
        Unreadable::TooManyDigits => Rule::TooManyDigits {
            max: MAX_DIGITS as u32,
        },
    }
}

fn whole(raw: &str, notation: Notation, rules: &WholeRules) -> Result<i64, Rule> {
    let number = Exact::read(&text::bare(raw), notation).map_err(unreadable)?;
    if number.places() > 0 {
        return Err(Rule::NotWhole);
    }
    within(&number, 0, rules.min, rules.max, Value::Whole)
}

fn money(raw: &str, notation: Notation, rules: &MoneyRules) -> Result<Money, Rule> {
    let digits = currency::minor_digits(&rules.currency).ok_or(Rule::Unsupported)?;
    let number =
        Exact::read_amount(&text::bare(raw), &rules.currency, notation).map_err(unreadable)?;
    if number.places() > usize::from(digits) {
        return Err(Rule::TooManyPlaces {
            max: u32::from(digits),
        });
    }
    let minor_units = within(&number, digits, rules.min, rules.max, |units| {
        amount(units, &rules.currency)
    })?;
    Ok(Money {
        minor_units,
        currency: rules.currency.clone(),
    })
}

/// The number in units of 10^-`digits`, within bounds. What leaves the 64-bit range breaks the bound on its side.
fn within(
    number: &Exact,
    digits: u8,
    min: Option<i64>,
    max: Option<i64>,
    value: impl Fn(i64) -> Value,
) -> Result<i64, Rule> {
    let (min, max) = (min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX));
    match number.to_units(digits) {
        Some(units) if (min..=max).contains(&units) => Ok(units),
        Some(units) if units > max => Err(Rule::TooLarge { max: value(max) }),
        None if !number.is_negative() => Err(Rule::TooLarge { max: value(max) }),
        _ => Err(Rule::TooSmall { min: value(min) }),
    }
}

fn decimal(raw: &str, notation: Notation, rules: &DecimalRules) -> Result<String, Rule> {
    let number = Exact::read(&text::bare(raw), notation).map_err(unreadable)?;
    if number.places() > usize::from(rules.places) {
        return Err(Rule::TooManyPlaces {
            max: u32::from(rules.places),
        });
    }
    if let Some(min) = &rules.min
        && min.parse::<Exact>().is_ok_and(|bound| number < bound)
    {
        return Err(Rule::TooSmall {
            min: Value::Decimal(min.clone()),
        });
    }
    if let Some(max) = &rules.max
        && max.parse::<Exact>().is_ok_and(|bound| number > bound)
    {
        return Err(Rule::TooLarge {
            max: Value::Decimal(max.clone()),
        });
    }
    Ok(number.to_string())
}

/// The values, each of them offered, in the form's order.
fn chosen<T: AsRef<str>>(values: &[T], offered: &[Choice]) -> Result<Vec<String>, Rule> {
    let is_offered = |value: &T| offered.iter().any(|choice| choice.value == value.as_ref());
    if !values.iter().all(is_offered) {
        return Err(Rule::NotOffered);
    }
    let is_chosen = |choice: &&Choice| values.iter().any(|value| value.as_ref() == choice.value);
    Ok(offered
        .iter()
        .filter(is_chosen)
        .map(|choice| choice.value.clone())
        .collect())
}
