//! Texts that outlive the call in which a mini-app wrote them: how long they may be, and that they can be read.

use contract::values::Localised;

use crate::form::is_blank;

/// What a thing is called, in characters: it stands in lists over all mini-apps.
pub(crate) const LONGEST_TITLE: usize = 300;
/// What is said about it, in characters.
pub(crate) const LONGEST_TEXT: usize = 10_000;
/// In so many languages a text may be.
const MOST_LANGUAGES: usize = 20;
/// The longest name of a language, in bytes (RFC 5646, section 4.4.1).
const LONGEST_LANGUAGE: usize = 35;

/// Whether a text is there for everybody, and no longer than `most` characters in any language.
///
/// # Errors
/// What is wrong with it, as the end of a sentence.
pub(crate) fn check(text: &Localised, most: usize) -> Result<(), &'static str> {
    if !text
        .iter()
        .any(|(lang, text)| lang == "id" && !is_blank(text))
    {
        return Err("has no text in \"id\"");
    }
    fits(text, most)
}

/// Whether a text is no longer than `most` characters in any language; there need be none.
///
/// # Errors
/// What is wrong with it, as the end of a sentence.
pub(crate) fn fits(text: &Localised, most: usize) -> Result<(), &'static str> {
    if text.len() > MOST_LANGUAGES || text.iter().any(|(lang, _)| lang.len() > LONGEST_LANGUAGE) {
        return Err("is in too many languages, or in one that has no name");
    }
    if text
        .iter()
        .any(|(_, text)| text.chars().nth(most).is_some())
    {
        return Err("is too long");
    }
    Ok(())
}
