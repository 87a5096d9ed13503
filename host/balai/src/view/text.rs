//! The words of the shell, in the reader's language; they stand in `locales/`.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, Mutex, PoisonError};

use askama::{FastWritable, Values};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader};
use rustc_hash::FxHashMap;

use super::html::Text;

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "id",
        // Both languages run from left to right, and the marks would end up in what people copy.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static ID: LanguageIdentifier = fluent_templates::langid!("id");
static EN: LanguageIdentifier = fluent_templates::langid!("en");

/// A language that the shell speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Indonesian: what is spoken where nothing was chosen.
    #[default]
    Id,
    /// English.
    En,
}

impl Lang {
    /// Every language, the first by default.
    pub const ALL: [Self; 2] = [Self::Id, Self::En];

    /// BCP 47, as in `<html lang>` and in `session.locale`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// The language of a BCP 47 code, whatever its region: "en-US" is English. `None` for any other language.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let language = code.split('-').next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|lang| lang.code().eq_ignore_ascii_case(language))
    }

    /// What a reader says of the language, in the language itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Id => "Indonesia",
            Self::En => "English",
        }
    }

    /// The language that the switch offers.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Id => Self::En,
            Self::En => Self::Id,
        }
    }

    /// The words of a key of `locales/`. A test finds every key that is named here, so name it literally.
    #[must_use]
    pub fn say(self, key: &'static str) -> Phrase {
        Phrase {
            lang: self,
            key,
            args: HashMap::new(),
        }
    }

    /// What is said in this language, or in Indonesian where it is not: texts that outlive a call come in several.
    #[must_use]
    pub fn of_several(self, texts: &[(String, String)]) -> &str {
        let find = |code: &str| texts.iter().find(|(language, _)| language == code);
        find(self.code())
            .or_else(|| find("id"))
            .map_or("", |(_, text)| text)
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::Id => &ID,
            Self::En => &EN,
        }
    }
}

/// Words about to be said: write it out with `Display`.
#[derive(Clone, Debug)]
pub struct Phrase {
    lang: Lang,
    key: &'static str,
    args: HashMap<Cow<'static, str>, FluentValue<'static>>,
}

impl Phrase {
    /// Fills in `{ $name }`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Argument) -> Self {
        self.args.insert(Cow::Borrowed(name), value.argument());
        self
    }

    fn said(&self) -> Cow<'static, str> {
        if self.args.is_empty() {
            return Cow::Borrowed(always(self.lang, self.key));
        }
        Cow::Owned(LOCALES.lookup_with_args(self.lang.identifier(), self.key, &self.args))
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said())
    }
}

impl FastWritable for Phrase {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.said())?)
    }
}

/// What a key without arguments says: looked up once by each thread, as the frame of every page has dozens of them, and a
/// lock would be taken for each. Keys are literal (a test sees to it), so there are no more of these than there are words.
fn always(lang: Lang, key: &'static str) -> &'static str {
    thread_local! {
        static KNOWN: RefCell<Known> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| *known.entry((lang, key)).or_insert_with(|| kept(lang, key)))
}

/// The same, kept for good, by all threads together.
fn kept(lang: Lang, key: &'static str) -> &'static str {
    static KEPT: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.entry((lang, key))
        .or_insert_with(|| LOCALES.lookup(lang.identifier(), key).leak())
}

type Known = FxHashMap<(Lang, &'static str), &'static str>;

/// What can be filled into a phrase. Numbers choose the plural.
pub trait Argument {
    /// As Fluent takes it.
    fn argument(&self) -> FluentValue<'static>;
}

impl Argument for str {
    fn argument(&self) -> FluentValue<'static> {
        FluentValue::from(self.to_owned())
    }
}

impl Argument for String {
    fn argument(&self) -> FluentValue<'static> {
        self.as_str().argument()
    }
}

impl Argument for Text {
    fn argument(&self) -> FluentValue<'static> {
        self.as_str().argument()
    }
}

impl Argument for Phrase {
    fn argument(&self) -> FluentValue<'static> {
        FluentValue::from(self.to_string())
    }
}

macro_rules! counts {
    ($($number:ty),*) => {$(
        impl Argument for $number {
            fn argument(&self) -> FluentValue<'static> {
                FluentValue::from(*self)
            }
        }
    )*};
}
counts!(u32, u64, usize);

impl<T: Argument + ?Sized> Argument for &T {
    fn argument(&self) -> FluentValue<'static> {
        (**self).argument()
    }
}
