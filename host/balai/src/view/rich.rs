//! Running text: `templates/parts/rich.html`.

use askama::Template;
use askama::filters::HtmlSafe;
use contract::content::Span;

use super::blocks::Reason;
use super::html::Text;
use super::links::{LinkView, Links};
use super::reader::Reader;
use super::text::Lang;
use super::value::ValueView;

/// A stretch of running text, ready to be shown.
#[derive(Clone, Debug)]
pub enum SpanView {
    /// As it stands.
    Text(Text),
    /// Of strong importance.
    Strong(Text),
    /// Formatted for the reader.
    Value(ValueView),
    /// A link that stays on the platform, checked.
    Link(LinkView),
    /// One that leads away from it; the page says so, in this language.
    Away(LinkView, Lang),
}

/// One paragraph.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/rich.html")]
pub struct RichView {
    spans: Vec<SpanView>,
}

impl RichView {
    /// # Errors
    /// Where a value or a target is not what it promises.
    pub fn of(reader: &Reader, links: &Links, rich: Vec<Span>) -> Result<Self, Reason> {
        let spans = rich.into_iter().map(|span| {
            Ok(match span {
                Span::Text(text) => SpanView::Text(text.into()),
                Span::Strong(text) => SpanView::Strong(text.into()),
                Span::Value(value) => SpanView::Value(reader.value(value)?),
                Span::Link(link) => match links.link(link)? {
                    link if link.href.away => SpanView::Away(link, reader.lang),
                    link => SpanView::Link(link),
                },
            })
        });
        Ok(Self {
            spans: spans.collect::<Result<_, Reason>>()?,
        })
    }

    /// Text of the shell's own, as a paragraph.
    #[must_use]
    pub fn plain(text: String) -> Self {
        Self {
            spans: vec![SpanView::Text(text.into())],
        }
    }
}

// Its `Display` is its own template.
impl HtmlSafe for RichView {}
