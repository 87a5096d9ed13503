//! What a broken rule of a form says to the person who broke it: what to do, not what went wrong.

use contract::values::Value;

use super::format::FormatError;
use super::reader::Reader;
use super::text::Phrase;

/// The sentence for a rule of the form engine, by its stable name and its arguments. A rule without a sentence of its
/// own, as a newer engine may have, says that the answer cannot be accepted.
///
/// # Errors
/// Where an argument is not what its type promises.
pub fn message(
    reader: &Reader,
    label: &str,
    rule: &str,
    args: &[(&'static str, Value)],
) -> Result<String, FormatError> {
    if let ("pattern", [(_, Value::Text(said))]) = (rule, args) {
        return Ok(said.clone());
    }
    let mut phrase = sentence(reader, rule).with("label", label);
    for (name, value) in args {
        phrase = match value {
            // As a number, so that it chooses the plural.
            Value::Whole(count) if (0..1000).contains(count) => {
                phrase.with(name, count.unsigned_abs())
            }
            value => phrase.with(name, reader.value(value.clone())?.plain()),
        };
    }
    Ok(phrase.to_string())
}

fn sentence(reader: &Reader, rule: &str) -> Phrase {
    match rule {
        "required" => reader.say("rule-required"),
        "required-choice" => reader.say("rule-required-choice"),
        "must-agree" => reader.say("rule-must-agree"),
        "claim-missing" => reader.say("rule-claim-missing"),
        "too-short" => reader.say("rule-too-short"),
        "too-long" => reader.say("rule-too-long"),
        "pattern" => reader.say("rule-pattern"),
        "not-a-number" => reader.say("rule-not-a-number"),
        "not-whole" => reader.say("rule-not-whole"),
        "too-many-digits" => reader.say("rule-too-many-digits"),
        "no-places" => reader.say("rule-not-whole"),
        "too-many-places" => reader.say("rule-too-many-places"),
        "too-small" => reader.say("rule-too-small"),
        "too-large" => reader.say("rule-too-large"),
        "day-missing" => reader.say("rule-day-missing"),
        "month-missing" => reader.say("rule-month-missing"),
        "year-missing" => reader.say("rule-year-missing"),
        "not-a-date" => reader.say("rule-not-a-date"),
        "too-early" => reader.say("rule-too-early"),
        "too-late" => reader.say("rule-too-late"),
        "not-offered" => reader.say("rule-not-offered"),
        "not-chosen" => reader.say("rule-not-chosen"),
        "not-verified" => reader.say("rule-not-verified"),
        "no-such-region" => reader.say("rule-no-such-region"),
        "other-region-level" => reader.say("rule-other-region-level"),
        "retired-region" => reader.say("rule-retired-region"),
        "not-an-email" => reader.say("rule-not-an-email"),
        "not-a-phone" => reader.say("rule-not-a-phone"),
        "not-a-place" => reader.say("rule-not-a-place"),
        "nik-digits" => reader.say("rule-nik-digits"),
        "nik-structure" => reader.say("rule-nik-structure"),
        "too-many-repeats" => reader.say("rule-too-many-repeats"),
        _ => reader.say("rule-not-accepted"),
    }
}
