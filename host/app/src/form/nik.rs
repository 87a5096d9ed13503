//! The citizen number (NIK): its structure, and how it is shown.

use super::rule::Rule;

const DIGITS: usize = 16;

/// The sixteen digits, of the structure `PPKKCC DDMMYY NNNN`: a region of first registration, a birth date with 40
/// added to a woman's day, and a serial number from 0001.
///
/// Nothing else about it is judged: the region is for life, the date may differ from the true one and is not
/// corrected, and the century is not in it, so 29 February is let through in every year.
pub(super) fn read(typed: &str) -> Result<String, Rule> {
    let number: String = typed
        .chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '.' | '-'))
        .collect();
    if number.len() != DIGITS || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Rule::NikDigits);
    }
    let part = |from: usize, to: usize| {
        number
            .get(from..to)
            .and_then(|digits| digits.parse::<u16>().ok())
            .unwrap_or(0)
    };
    let region = part(0, 2) >= 11 && part(2, 4) >= 1 && part(4, 6) >= 1;
    let day = matches!(part(6, 8), 1..=31 | 41..=71);
    let month = matches!(part(8, 10), 1..=12);
    if region && day && month && part(12, 16) >= 1 {
        Ok(number)
    } else {
        Err(Rule::NikStructure)
    }
}

/// The end of a citizen number, which is all that is ever shown of it: "•••• •••• •••• 1234".
#[must_use]
pub fn masked(number: &str) -> String {
    let shown: Vec<char> = number.chars().rev().take(4).collect();
    format!(
        "•••• •••• •••• {}",
        shown.into_iter().rev().collect::<String>()
    )
}
