//! What may stand in a page: markup, because a template wrote it, and text, which is escaped.

use std::borrow::Cow;
use std::fmt;

use askama::filters::{self, Escaper as _, HtmlSafe};
use askama::{FastWritable, Template, Values};
use memchr::memchr_iter;

/// The most that one part of a page may become, in bytes: a mini-app's text can stand in its markup many times over.
pub const MOST_HTML: usize = 1 << 20;

/// Room for a page from the beginning, in bytes: most take less.
const PAGE: usize = 16 << 10;

/// Markup. There is no other way to get some than to render a template, so text can never pass for markup.
#[derive(Clone, Debug, Default)]
pub struct Html(String);

impl Html {
    /// Renders a part of a page.
    ///
    /// # Errors
    /// As [`Html::add`].
    pub fn of(template: &impl Template) -> Result<Self, askama::Error> {
        let mut html = Self::default();
        html.add(template)?;
        Ok(html)
    }

    /// Nothing yet, with room for so many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Renders a part of a page behind what is here, on a line of its own.
    ///
    /// # Errors
    /// `Fmt` where all becomes more than [`MOST_HTML`]; else where the template itself fails, as one does whose values
    /// cannot be written.
    pub fn add(&mut self, template: &impl Template) -> Result<(), askama::Error> {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        template.render_into(&mut Bounded(&mut self.0))
    }

    /// How much it is, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// Text as somebody wrote it. It writes itself into a page escaped, by the template engine's own escaper, and at once what
/// there is nothing to escape in: the engine looks at one byte after another, and a page is mostly text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, without a copy.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    fn write(&self, mut into: impl fmt::Write) -> fmt::Result {
        let mut rest = self.0.as_str();
        while let Some(at) = markup(rest) {
            let (plain, marked) = rest.split_at(at);
            let (sign, after) = marked.split_at(1);
            into.write_str(plain)?;
            filters::Html.write_escaped_str(&mut into, sign)?;
            rest = after;
        }
        into.write_str(rest)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Escaped: [`Text::as_str`] is what was written.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl FastWritable for Text {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(self.write(dest)?)
    }
}

impl HtmlSafe for Text {}

/// Where the first byte is that HTML takes for more than itself. Most text has none, which is seen without looking at each
/// byte by itself.
fn markup(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let any = in_blocks::<32>(bytes)
        .or_else(|| in_blocks::<16>(bytes))
        .or_else(|| in_blocks::<8>(bytes));
    match any {
        Some(false) => None,
        Some(true) | None => bytes.iter().position(|byte| is_markup(*byte)),
    }
}

const fn is_markup(byte: u8) -> bool {
    (byte == b'"') | (byte == b'&') | (byte == b'\'') | (byte == b'<') | (byte == b'>')
}

/// Whether there is markup among bytes that are at least one block; the last block is looked at once more where they do not
/// come out even.
fn in_blocks<const BYTES: usize>(bytes: &[u8]) -> Option<bool> {
    // As numbers and without a way out in between, a block takes a few instructions; as truth values it takes ten times more.
    let any = |block: &[u8; BYTES]| {
        let found = |found, byte: &u8| found | u8::from(is_markup(*byte));
        block.iter().fold(0, found) != 0
    };
    let last = bytes.last_chunk()?;
    Some(bytes.as_chunks().0.iter().any(any) || any(last))
}

struct Bounded<'a>(&'a mut String);

impl fmt::Write for Bounded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > MOST_HTML {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// Renders a whole page, without the signs that turn the direction of text: a mini-app's title must not be able to make
/// the platform's own words beside it read backwards. Both languages run from left to right; marks of direction, which
/// turn nothing that follows them, stay.
///
/// # Errors
/// Where the template itself fails.
pub fn whole(page: &impl Template) -> Result<String, askama::Error> {
    let mut html = String::with_capacity(PAGE);
    page.render_into(&mut html)?;
    Ok(match unturned(&html) {
        Cow::Owned(unturned) => unturned,
        Cow::Borrowed(_) => html,
    })
}

/// Without embeddings, overrides and isolates (Unicode Standard Annex 9, section 2).
fn unturned(html: &str) -> Cow<'_, str> {
    let turns = |sign: char| matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // All of them begin with this byte in UTF-8, as do few others.
    let mut starts = memchr_iter(0xe2, html.as_bytes());
    if starts.any(|at| html[at..].starts_with(turns)) {
        Cow::Owned(html.replace(turns, ""))
    } else {
        Cow::Borrowed(html)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Wherever in it there is something to escape, if anywhere.
        #[test]
        fn text_is_written_as_the_template_engine_writes_it(text in "[a-zé ]{0,40}[\"&'<>]{0,2}[a-zé ]{0,40}") {
            #[derive(Template)]
            #[template(source = "{{ text }}", ext = "html")]
            struct Engine<'a> {
                text: &'a str,
            }
            #[derive(Template)]
            #[template(source = "{{ text }}", ext = "html")]
            struct Own {
                text: Text,
            }
            let engine = Engine { text: &text }.render().unwrap();
            let own = Own { text: text.as_str().into() };
            prop_assert_eq!(own.text.to_string(), engine.as_str());
            prop_assert_eq!(own.render().unwrap(), engine);
        }
    }

    #[test]
    fn signs_that_turn_text_are_left_out_and_nothing_else_is() {
        let plain = "“Rp1 – 2…” \u{200f}\u{200b}é";
        assert!(matches!(unturned(plain), Cow::Borrowed(same) if same == plain));
        assert_eq!(unturned("…a\u{202e}b\u{2066}c\u{2069}"), "…abc");
    }
}
