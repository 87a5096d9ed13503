//! Something that the reader must not miss.

use askama::Template;
use contract::values::Tone;

use super::{PageContext, Reason};
use crate::view::html::Text;
use crate::view::rich::RichView;

#[derive(Template)]
#[template(path = "blocks/notice.html")]
pub(super) struct Notice {
    tone: Tone,
    title: Text,
    body: RichView,
    heading: u8,
}

impl Notice {
    pub(super) fn of(
        notice: contract::page::Notice,
        context: &PageContext<'_>,
        heading: u8,
    ) -> Result<Self, Reason> {
        let body = RichView::of(context.reader, context.links, notice.body)?;
        Ok(Self {
            tone: notice.tone,
            title: notice.title.into(),
            body,
            heading,
        })
    }
}
