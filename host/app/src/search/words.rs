//! Words as they are compared: without case and accents.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// So many words are looked for; who types more is not looking for more.
const MOST: usize = 8;
/// The longest word that is looked for, in characters.
const LONGEST: usize = 40;

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<String> {
    let plain: String = text
        // Twice: a letter in a circle has a small form only as the letter that it is, and that may carry an accent.
        .nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .collect();
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What somebody looks for: at least one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    words: Vec<String>,
    typed: String,
}

impl Sought {
    /// What was typed; none where there is no word in it.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let start: String = typed.chars().take(MOST * LONGEST).collect();
        let mut words = words(&start);
        words.truncate(MOST);
        for word in &mut words {
            *word = word.chars().take(LONGEST).collect();
        }
        (!words.is_empty()).then_some(Self {
            words,
            typed: start,
        })
    }

    /// The words, as they are compared.
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// As it was typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether each word is the beginning of a word of these texts.
    pub(super) fn is_in<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> bool {
        let there: Vec<String> = texts.into_iter().flat_map(words).collect();
        let begins = |word: &String| there.iter().any(|one| one.starts_with(word));
        self.words.iter().all(begins)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_accents_and_punctuation_make_no_difference() {
        let found = |typed: &str, text: &str| Sought::parse(typed).unwrap().is_in([text]);
        assert!(found("IZIN us", "Izin usaha: Warung Bu Sari"));
        assert!(found("sate", "Saté Pak Joko"));
        assert!(found("kd-2345", "KD-2345678-9"));
        assert!(found("\u{1D540}ZIN", "izin"), "letters of other looks");
        assert!(!found("saha", "Izin usaha"), "not inside a word");
        assert!(!found("izin paspor", "Izin usaha"), "every word counts");
        assert_eq!(Sought::parse(" -- \u{301} "), None);
    }

    proptest! {
        #[test]
        fn any_word_of_a_text_is_found_by_its_beginning(text in "\\PC{0,60}", cut in 1_usize..5) {
            for word in words(&text) {
                let start: String = word.chars().take(cut).collect();
                let sought = Sought::parse(&start);
                prop_assert!(sought.is_none_or(|sought| sought.is_in([text.as_str()])), "{start}");
            }
        }
    }
}
