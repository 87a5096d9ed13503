//! Nothing to show: why, and what to do next.

use askama::Template;

use super::{PageContext, Reason};
use crate::view::html::Text;
use crate::view::links::LinkView;
use crate::view::rich::RichView;

#[derive(Template)]
#[template(path = "blocks/empty.html")]
pub(super) struct Empty {
    title: Text,
    body: RichView,
    next: Option<LinkView>,
    heading: u8,
}

impl Empty {
    pub(super) fn of(
        empty: contract::page::Empty,
        context: &PageContext<'_>,
        heading: u8,
    ) -> Result<Self, Reason> {
        Ok(Self {
            title: empty.title.into(),
            body: RichView::of(context.reader, context.links, empty.body)?,
            next: empty
                .next
                .map(|link| context.links.link(link))
                .transpose()?,
            heading,
        })
    }
}
