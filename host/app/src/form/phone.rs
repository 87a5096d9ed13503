//! Telephone numbers as people in Indonesia type them, read to E.164.

/// The number in E.164 ("+62812…"), or `None` where it has not the form of one.
///
/// A number without a country is Indonesian: "0812…", "62812…" and "812…" (typed beside a printed +62) are the same.
pub(super) fn read(typed: &str) -> Option<String> {
    let separator = |character: char| {
        character.is_whitespace() || "-.()/\u{2010}\u{2011}\u{2013}".contains(character)
    };
    let compact: String = typed
        .chars()
        .filter(|character| !separator(*character))
        .collect();
    let (international, digits) = match compact
        .strip_prefix('+')
        .or_else(|| compact.strip_prefix("00"))
    {
        Some(digits) => (true, digits),
        None => (false, compact.as_str()),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Some(national) = digits
        .strip_prefix("62")
        .filter(|_| international || digits.len() > 9)
    {
        return indonesian(national);
    }
    if international {
        // E.164: at most fifteen digits, and no country code begins with 0.
        return ((8..=15).contains(&digits.len()) && !digits.starts_with('0'))
            .then(|| format!("+{digits}"));
    }
    (digits.starts_with('0') || digits.starts_with('8'))
        .then(|| indonesian(digits))
        .flatten()
}

/// The national number, with or without its trunk "0": an area code or mobile prefix (2 to 9) and the subscriber's.
fn indonesian(national: &str) -> Option<String> {
    let number = national.strip_prefix('0').unwrap_or(national);
    let begins = number.starts_with(|first: char| ('2'..='9').contains(&first));
    (begins && (7..=13).contains(&number.len())).then(|| format!("+62{number}"))
}
