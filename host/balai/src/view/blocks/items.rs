//! A list of running text.

use askama::Template;

use super::{PageContext, Reason};
use crate::view::rich::RichView;

#[derive(Template)]
#[template(path = "blocks/items.html")]
pub(super) struct Items {
    ordered: bool,
    entries: Vec<RichView>,
}

impl Items {
    pub(super) fn of(
        items: contract::page::Items,
        context: &PageContext<'_>,
    ) -> Result<Self, Reason> {
        let entries = items
            .entries
            .into_iter()
            .map(|entry| RichView::of(context.reader, context.links, entry));
        Ok(Self {
            ordered: items.ordered,
            entries: entries.collect::<Result<_, _>>()?,
        })
    }
}
