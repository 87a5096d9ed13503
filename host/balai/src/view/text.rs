//! The words of the shell, in the reader's language; they stand in `locales/`.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, Mutex, PoisonError};

use askama::filters::HtmlSafe;
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
            args: None,
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

/// Words about to be said: `Display` gives them as they are, a template writes them escaped.
#[derive(Clone, Debug)]
pub struct Phrase {
    lang: Lang,
    key: &'static str,
    /// Most have none, and take no room for them.
    args: Option<Box<Arguments>>,
}

type Arguments = HashMap<Cow<'static, str>, FluentValue<'static>>;

impl Phrase {
    /// Fills in `{ $name }`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Argument) -> Self {
        let args = self.args.get_or_insert_default();
        args.insert(Cow::Borrowed(name), value.argument());
        self
    }

    /// With what was filled in.
    fn filled(&self, args: &Arguments) -> String {
        LOCALES.lookup_with_args(self.lang.identifier(), self.key, args)
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.args {
            None => f.write_str(always(self.lang, self.key).plain),
            Some(args) => f.write_str(&self.filled(args)),
        }
    }
}

impl FastWritable for Phrase {
    fn write_into(&self, dest: &mut dyn fmt::Write, values: &dyn Values) -> askama::Result<()> {
        match &self.args {
            None => Ok(dest.write_str(always(self.lang, self.key).html)?),
            Some(args) => Text::from(self.filled(args)).write_into(dest, values),
        }
    }
}

// By `write_into`, which is how a template writes it. Filters that write by `Display` would let markup through: a test sees to
// it that templates have no filters.
impl HtmlSafe for Phrase {}

/// What a key without arguments says.
#[derive(Clone, Copy)]
struct Words {
    plain: &'static str,
    /// Escaped.
    html: &'static str,
}

/// Looked up once by each thread, as the frame of every page has dozens of them, and a lock would be taken for each. Keys are
/// literal (a test sees to it), so there are no more of these than there are words.
fn always(lang: Lang, key: &'static str) -> Words {
    thread_local! {
        static KNOWN: RefCell<Known<(Lang, usize, usize)>> = RefCell::default();
    }
    // By where the key stands, which is quicker to compare than what it says: what is literal stays where it is.
    let place = (lang, key.as_ptr().addr(), key.len());
    KNOWN.with_borrow_mut(|known| *known.entry(place).or_insert_with(|| kept(lang, key)))
}

/// The same, kept for good, by all threads together.
fn kept(lang: Lang, key: &'static str) -> Words {
    static KEPT: LazyLock<Mutex<Known<(Lang, &'static str)>>> = LazyLock::new(Mutex::default);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    *kept.entry((lang, key)).or_insert_with(|| {
        let plain = LOCALES.lookup(lang.identifier(), key).leak();
        let html = Text::from(&*plain).to_string().leak();
        Words { plain, html }
    })
}

type Known<Key> = FxHashMap<Key, Words>;

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

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;

    #[test]
    fn a_page_escapes_words_and_what_is_filled_into_them() {
        #[derive(Template)]
        #[template(
            source = "{{ said }}{% if let Some(said) = maybe %}{{ said }}{% endif %}{% let said = &said %}{{ said }}",
            ext = "html"
        )]
        struct Page {
            said: Phrase,
            maybe: Option<Phrase>,
        }
        for said in [
            Lang::En.say("role-staff").with("post", "<b>"),
            Lang::Id.say("footer-about"),
            Lang::En.say("script-lost"),
        ] {
            let escaped = Text::from(said.to_string()).to_string();
            let maybe = Some(said.clone());
            let page = Page { said, maybe }.render().unwrap();
            assert_eq!(page, escaped.repeat(3));
        }
    }
}
