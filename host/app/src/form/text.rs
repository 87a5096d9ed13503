//! Text as it is kept and as it is judged: line endings, control characters, invisible characters, composition.

use unicode_normalization::UnicodeNormalization as _;

/// How `value` is kept: line endings as LF and no control characters, which cannot be typed or seen (and NUL, which
/// PostgreSQL cannot store). At most `cap` bytes; the flag says whether something was left out for that reason.
pub(super) fn kept(value: &str, cap: usize) -> (String, bool) {
    let mut text = String::with_capacity(value.len().min(cap));
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        let character = match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                '\n'
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\n' | '\t' => character,
            control if control.is_control() => continue,
            other => other,
        };
        if text.len() + character.len_utf8() > cap {
            return (text, true);
        }
        text.push(character);
    }
    (text, false)
}

/// Several lines: composed (NFC), so that length and pattern see what the person sees; nothing around it.
pub(super) fn lines(raw: &str) -> String {
    raw.nfc()
        .collect::<String>()
        .trim_matches(is_edge)
        .to_owned()
}

/// One line: as [`lines`], with line breaks and tabs as spaces.
pub(super) fn line(raw: &str) -> String {
    lines(raw).replace(['\n', '\t'], " ")
}

/// What was typed or pasted where only digits, Latin letters and signs count: without the invisible characters that
/// address books put around a number.
pub(super) fn bare(raw: &str) -> String {
    raw.chars()
        .filter(|character| !is_invisible(*character))
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Nothing that anyone could see.
#[must_use]
pub fn is_blank(raw: &str) -> bool {
    raw.chars()
        .all(|character| character.is_whitespace() || is_invisible(character))
}

fn is_edge(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200B}' | '\u{FEFF}')
}

/// Unicode's `Default_Ignorable_Code_Point` (DerivedCoreProperties). Inside a text they stay: names in Arabic,
/// Javanese or with emoji need joiners and directions.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}
