//! Whether one field of a form can be asked: its texts, its rules, its condition, and what is filled in.

use std::collections::{HashMap, HashSet};

use contract::form::{Answer, Choice, Condition, Field, Kind, Step, TextRules};
use regex::{Regex, RegexBuilder};

use super::{MAX_CHOICES, MAX_LABEL, MAX_NAME, MAX_SENTENCE, MAX_TEXT, is_name, is_text};
use crate::form::number::{Exact, MAX_DIGITS};
use crate::form::read::{exists, key};
use crate::form::{currency, text};
use crate::region::RegionCode;

/// How long a value to choose may be, in bytes.
const MAX_VALUE: usize = 200;
/// How long a pattern may be, in bytes, and how large it may become when compiled.
const MAX_PATTERN: usize = 500;
const MAX_COMPILED: usize = 128 * 1024;

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The name is no name.
    #[error("the name is not 1 to {MAX_NAME} lower-case letters, digits and \"-\"")]
    Name,
    /// The name is taken.
    #[error("another field of the form has this name")]
    NameTaken,
    /// A text that is empty, though it must not be, or too long.
    #[error("the {0} is empty or too long")]
    Text(&'static str),
    /// This host does not ask for this kind yet.
    #[error("this host does not support fields of the kind \"{0}\" yet")]
    Unsupported(&'static str),
    /// The lookup's name is no name.
    #[error("the lookup's name is not 1 to {MAX_NAME} lower-case letters, digits and \"-\"")]
    Lookup,
    /// The lower bound is above the upper one.
    #[error("min is above max")]
    Bounds,
    /// A bound that is no number or no day.
    #[error("a bound is no decimal number or no day that exists")]
    Bound,
    /// More than [`MAX_TEXT`].
    #[error("a length is above {MAX_TEXT}")]
    Length,
    /// More digits after the point than a number has.
    #[error("more than {MAX_DIGITS} places")]
    Places,
    /// Not a regular expression, or one that is too large.
    #[error("the pattern is too large or no regular expression of the accepted syntax")]
    Pattern,
    /// No such currency.
    #[error("ISO 4217 has no such currency")]
    Currency,
    /// No choice at all, or more than [`MAX_CHOICES`].
    #[error("not 1 to {MAX_CHOICES} choices")]
    ChoiceCount,
    /// A choice's value that no form can send back.
    #[error(
        "a choice's value is empty, longer than {MAX_VALUE} bytes, blank or has control characters"
    )]
    ChoiceValue,
    /// Two choices with one value.
    #[error("two choices have the same value")]
    ChoiceTaken,
    /// The condition names no field before this one.
    #[error("the condition names no earlier field of the form")]
    ConditionField,
    /// The condition can never hold: it names no answer that the earlier field can have.
    #[error("the condition names no answer, or one that the earlier field cannot have")]
    ConditionAnswer,
    /// More answers filled in than the field is asked for.
    #[error("more is filled in than is asked")]
    PrefilledCount,
    /// Filled in with something that the kind does not ask for.
    #[error("what is filled in is not an answer of the field's kind")]
    Prefilled,
}

pub(super) fn examine_field(
    field: &Field,
    step: &Step,
    earlier: &HashMap<&str, &Kind>,
) -> Result<(), Fault> {
    if !is_name(&field.name) {
        return Err(Fault::Name);
    }
    if !is_text(&field.label, MAX_LABEL) {
        return Err(Fault::Text("label"));
    }
    if field
        .hint
        .as_ref()
        .is_some_and(|hint| !is_text(hint, MAX_SENTENCE))
    {
        return Err(Fault::Text("hint"));
    }
    examine_kind(&field.kind)?;
    if let Some(condition) = &field.when {
        examine_condition(condition, earlier)?;
    }
    let most = step.repeat.as_ref().map_or(1, |repeat| repeat.max);
    if u32::try_from(field.prefilled.len()).map_or(true, |filled| filled > most) {
        return Err(Fault::PrefilledCount);
    }
    if field
        .prefilled
        .iter()
        .all(|answer| answers(answer, &field.kind))
    {
        Ok(())
    } else {
        Err(Fault::Prefilled)
    }
}

fn examine_kind(kind: &Kind) -> Result<(), Fault> {
    match kind {
        Kind::Text(rules) | Kind::LongText(rules) => examine_text(rules),
        Kind::Whole(rules) => {
            in_order(rules.min, rules.max).and(examine_unit(rules.unit.as_deref()))
        }
        Kind::Decimal(rules) => {
            let bound =
                |text: &Option<String>| text.as_deref().map(str::parse::<Exact>).transpose();
            let (Ok(min), Ok(max)) = (bound(&rules.min), bound(&rules.max)) else {
                return Err(Fault::Bound);
            };
            if usize::from(rules.places) > MAX_DIGITS {
                return Err(Fault::Places);
            }
            in_order(min, max).and(examine_unit(rules.unit.as_deref()))
        }
        Kind::Money(rules) => {
            currency::minor_digits(&rules.currency).ok_or(Fault::Currency)?;
            in_order(rules.min, rules.max)
        }
        Kind::Date(rules) => {
            if [rules.min, rules.max]
                .into_iter()
                .flatten()
                .any(|bound| !exists(bound))
            {
                return Err(Fault::Bound);
            }
            in_order(rules.min.map(key), rules.max.map(key))
        }
        Kind::Choice(offered) | Kind::Choices(offered) => examine_choices(offered),
        Kind::YesNo
        | Kind::Email
        | Kind::Phone
        | Kind::Nik
        | Kind::Location
        | Kind::Region(_)
        | Kind::Agreement(_) => Ok(()),
        Kind::Claim(name) if is_text(name, MAX_NAME) => Ok(()),
        Kind::Claim(_) => Err(Fault::Text("claim's name")),
        Kind::Lookup(name) if is_name(name) => Ok(()),
        Kind::Lookup(_) => Err(Fault::Lookup),
        Kind::Files(_) => Err(Fault::Unsupported("files")),
    }
}

fn examine_text(rules: &TextRules) -> Result<(), Fault> {
    if [rules.min_length, rules.max_length]
        .into_iter()
        .flatten()
        .any(|length| length > MAX_TEXT)
    {
        return Err(Fault::Length);
    }
    in_order(rules.min_length, rules.max_length)?;
    if rules
        .pattern_message
        .as_ref()
        .is_some_and(|message| !is_text(message, MAX_SENTENCE))
    {
        return Err(Fault::Text("pattern's message"));
    }
    match &rules.pattern {
        Some(text) => pattern(text).map(|_| ()),
        None => Ok(()),
    }
}

fn examine_unit(unit: Option<&str>) -> Result<(), Fault> {
    if unit.is_none_or(|unit| is_text(unit, MAX_LABEL)) {
        Ok(())
    } else {
        Err(Fault::Text("unit"))
    }
}

/// Whether a value comes back from the browser, through `Answers`, as the very same text.
fn comes_back(value: &str) -> bool {
    !text::is_blank(value)
        && !value.contains('\n')
        && text::kept(value, MAX_VALUE) == (value.to_owned(), false)
}

fn examine_choices(offered: &[Choice]) -> Result<(), Fault> {
    if !(1..=MAX_CHOICES).contains(&offered.len()) {
        return Err(Fault::ChoiceCount);
    }
    examine_offer(offered)
}

/// Whether these things can be offered to be chosen, however few they are.
///
/// # Errors
/// The first thing that is wrong with one of them.
pub fn examine_offer(offered: &[Choice]) -> Result<(), Fault> {
    let mut taken = HashSet::new();
    for choice in offered {
        let value = choice.value.as_str();
        if !comes_back(value) {
            return Err(Fault::ChoiceValue);
        }
        if !is_text(&choice.label, MAX_LABEL) {
            return Err(Fault::Text("choice's label"));
        }
        if choice
            .hint
            .as_ref()
            .is_some_and(|hint| !is_text(hint, MAX_SENTENCE))
        {
            return Err(Fault::Text("choice's hint"));
        }
        if !taken.insert(value) {
            return Err(Fault::ChoiceTaken);
        }
    }
    Ok(())
}

fn examine_condition(condition: &Condition, earlier: &HashMap<&str, &Kind>) -> Result<(), Fault> {
    let kind = earlier
        .get(condition.field.as_str())
        .ok_or(Fault::ConditionField)?;
    let possible = |answer: &String| match kind {
        Kind::Choice(offered) | Kind::Choices(offered) => {
            offered.iter().any(|choice| choice.value == *answer)
        }
        Kind::YesNo | Kind::Agreement(_) => matches!(answer.as_str(), "true" | "false"),
        _ => is_text(answer, MAX_LABEL),
    };
    let counted = (1..=MAX_CHOICES).contains(&condition.any_of.len());
    if counted && condition.any_of.iter().all(possible) {
        Ok(())
    } else {
        Err(Fault::ConditionAnswer)
    }
}

/// The pattern, to be matched by a whole text.
///
/// # Errors
/// Where it is too large or no regular expression by itself: "a)|(b" must not slip out of the anchors around it.
pub(in crate::form) fn pattern(text: &str) -> Result<Regex, Fault> {
    if text.len() > MAX_PATTERN || regex_syntax::parse(text).is_err() {
        return Err(Fault::Pattern);
    }
    RegexBuilder::new(&format!(r"\A(?:{text})\z"))
        .size_limit(MAX_COMPILED)
        .build()
        .map_err(|_| Fault::Pattern)
}

pub(super) fn has_pattern(kind: &Kind) -> bool {
    matches!(kind, Kind::Text(rules) | Kind::LongText(rules) if rules.pattern.is_some())
}

/// Whether an answer is of the case that the kind asks for, and can be shown. Its bounds are for the check to judge.
fn answers(answer: &Answer, kind: &Kind) -> bool {
    match (answer, kind) {
        (
            Answer::Text(text),
            Kind::Text(_) | Kind::LongText(_) | Kind::Email | Kind::Phone | Kind::Nik,
        ) => u32::try_from(text.chars().count()).is_ok_and(|length| length <= MAX_TEXT),
        (Answer::Whole(_), Kind::Whole(_))
        | (Answer::YesNo(_), Kind::YesNo | Kind::Agreement(_)) => true,
        (Answer::Decimal(number), Kind::Decimal(_)) => number.parse::<Exact>().is_ok(),
        (Answer::Money(money), Kind::Money(rules)) => money.currency == rules.currency,
        (Answer::Date(date), Kind::Date(_)) => exists(*date),
        (Answer::Chosen(values), Kind::Choice(offered)) => {
            values.len() == 1 && are_offered(values, offered)
        }
        (Answer::Chosen(values), Kind::Choices(offered)) => {
            values.len() <= offered.len() && are_offered(values, offered)
        }
        (Answer::Chosen(values), Kind::Lookup(_)) => {
            matches!(values.as_slice(), [one] if comes_back(one))
        }
        (Answer::Chosen(values), Kind::Region(level)) => {
            let codes = values.iter().map(|value| value.parse::<RegionCode>());
            values.len() == 1 && codes.flatten().all(|code| code.level() == *level)
        }
        _ => false,
    }
}

fn are_offered(values: &[String], offered: &[Choice]) -> bool {
    values
        .iter()
        .all(|value| offered.iter().any(|choice| choice.value == *value))
}

fn in_order<T: PartialOrd>(min: Option<T>, max: Option<T>) -> Result<(), Fault> {
    match (min, max) {
        (Some(min), Some(max)) if min > max => Err(Fault::Bounds),
        _ => Ok(()),
    }
}
