//! Things that can be opened.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{PageContext, Reason};
use crate::view::html::Text;
use crate::view::links::Href;
use crate::view::rich::RichView;
use crate::view::value::StatusView;

#[derive(Template)]
#[template(path = "blocks/cards.html")]
pub(super) struct Cards {
    cards: Vec<Card>,
    heading: u8,
}

struct Card {
    title: Text,
    body: Option<RichView>,
    status: Option<StatusView>,
    leads_to: Option<Href>,
}

impl Cards {
    pub(super) fn of(
        cards: Vec<contract::page::Card>,
        context: &PageContext<'_>,
        heading: u8,
    ) -> Result<Self, Reason> {
        let cards = cards.into_iter().map(|card| {
            let body = card
                .body
                .map(|body| RichView::of(context.reader, context.links, body));
            Ok(Card {
                title: card.title.into(),
                body: body.transpose()?,
                status: card.status.map(StatusView::of),
                leads_to: card
                    .leads_to
                    .map(|target| context.links.href(target))
                    .transpose()?,
            })
        });
        Ok(Self {
            cards: cards.collect::<Result<_, Reason>>()?,
            heading,
        })
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }
}

// Its `Display` is its own template.
impl HtmlSafe for Cards {}
