//! Whether a text has the form of an e-mail address.

/// Longest path of RFC 5321, section 4.5.3.1.3, without its angle brackets.
const MAX_BYTES: usize = 254;

/// The address with its domain in lower case, or `None` where it has not the form of one.
///
/// Stricter than RFC 5322 (no quoted names, no address literals, a domain of two labels at least), since what people
/// mistype is more common than what they need; letters beyond ASCII are let through, for RFC 6531 addresses.
pub(super) fn read(typed: &str) -> Option<String> {
    let (name, domain) = typed.rsplit_once('@')?;
    if typed.len() > MAX_BYTES || !is_name(name) || !is_domain(domain) {
        return None;
    }
    Some(format!("{name}@{}", domain.to_lowercase()))
}

fn is_name(name: &str) -> bool {
    let allowed =
        |character: char| character.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(character);
    name.len() <= 64
        && name
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(allowed))
}

fn is_domain(domain: &str) -> bool {
    let allowed = |character: char| character.is_alphanumeric() || character == '-';
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(allowed)
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(is_label)
        && top.chars().count() >= 2
        && !top.chars().all(|character| character.is_ascii_digit())
}
