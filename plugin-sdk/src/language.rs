//! Text in both languages of the platform: of a page, picked for the reader at once; and text that outlives the call,
//! which is kept in both, as its reader is not known yet.

use crate::bindings::balai::types::values::Localised;
use core::fmt;

/// A language of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Bahasa Indonesia.
    Indonesian,
    /// English.
    English,
}

impl Language {
    /// The reader's; Indonesian where a test calls no mini-app.
    #[must_use]
    pub fn of_the_reader() -> Self {
        reader()
    }
}

#[cfg(target_arch = "wasm32")]
fn reader() -> Language {
    // An instance serves one reader: one question is enough, however many texts the page has.
    static READER: std::sync::OnceLock<Language> = std::sync::OnceLock::new();
    *READER.get_or_init(|| {
        let locale = crate::platform::session::locale();
        let english = locale.split('-').next() == Some("en");
        if english {
            Language::English
        } else {
            Language::Indonesian
        }
    })
}

#[cfg(not(target_arch = "wasm32"))]
use crate::testing::reader;

/// A fixed text in both languages, for tables of rules and other constants. Shown, it is in the reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// Bahasa Indonesia.
    pub id: &'static str,
    /// English.
    pub en: &'static str,
}

impl Text {
    /// A text in both languages.
    #[must_use]
    pub const fn new(id: &'static str, en: &'static str) -> Self {
        Self { id, en }
    }

    /// In the reader's language.
    #[must_use]
    pub fn read(self) -> &'static str {
        match Language::of_the_reader() {
            Language::Indonesian => self.id,
            Language::English => self.en,
        }
    }

    /// In both, for text that outlives the call.
    #[must_use]
    pub fn both(self) -> Localised {
        vec![
            ("id".to_owned(), self.id.to_owned()),
            ("en".to_owned(), self.en.to_owned()),
        ]
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.read())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.read().to_owned()
    }
}

/// Reads text that is kept in several languages.
pub trait Written {
    /// In the reader's language; where it is not written in that, in Indonesian.
    fn read(&self) -> &str;
}

impl Written for [(String, String)] {
    fn read(&self) -> &str {
        let in_language = |code: &str| {
            self.iter()
                .find(|(language, _)| language == code)
                .map(|(_, text)| text.as_str())
        };
        let text = match Language::of_the_reader() {
            Language::Indonesian => None,
            Language::English => in_language("en"),
        };
        text.or_else(|| in_language("id")).unwrap_or_default()
    }
}

/// What a person wrote, in whichever language they wrote it: shown alike to every reader.
#[must_use]
pub fn as_written(text: &str) -> Localised {
    vec![("id".to_owned(), text.to_owned())]
}

/// Text of the page, in the reader's language: first Indonesian, then English. Variables are named in braces.
#[macro_export]
macro_rules! t {
    ($id:literal, $en:literal $(, $($argument:tt)*)?) => {
        match $crate::Language::of_the_reader() {
            $crate::Language::Indonesian => $crate::macros::format!($id $(, $($argument)*)?),
            $crate::Language::English => $crate::macros::format!($en $(, $($argument)*)?),
        }
    };
}

/// Text that outlives the call, in both languages: first Indonesian, then English. Variables are named in braces.
#[macro_export]
macro_rules! both {
    ($id:literal, $en:literal $(, $($argument:tt)*)?) => {
        $crate::macros::vec![
            ($crate::macros::String::from("id"), $crate::macros::format!($id $(, $($argument)*)?)),
            ($crate::macros::String::from("en"), $crate::macros::format!($en $(, $($argument)*)?)),
        ]
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_outlives_the_call_is_in_both_languages() {
        let number = "17";
        let text = both!("Permohonan {number}", "Application {number}");
        assert_eq!(
            text,
            [
                ("id".into(), "Permohonan 17".into()),
                ("en".into(), "Application 17".into())
            ]
        );
        assert_eq!(text.read(), "Permohonan 17");
    }
}
