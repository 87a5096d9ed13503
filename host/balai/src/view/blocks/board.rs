//! Things sorted into lanes, by how far they are.

use askama::Template;

use super::cards::Cards;
use super::{PageContext, Reason};
use crate::view::format;
use crate::view::html::Text;

#[derive(Template)]
#[template(path = "blocks/board.html")]
pub(super) struct Board {
    lanes: Vec<Lane>,
    heading: u8,
    empty: String,
}

struct Lane {
    title: Text,
    count: String,
    cards: Cards,
}

impl Board {
    pub(super) fn of(
        lanes: Vec<contract::page::Lane>,
        context: &PageContext<'_>,
        heading: u8,
    ) -> Result<Self, Reason> {
        let reader = context.reader;
        let lanes = lanes.into_iter().map(|lane| {
            let count = u64::try_from(lane.cards.len()).unwrap_or(u64::MAX);
            Ok(Lane {
                title: lane.title.into(),
                count: format::whole(reader.lang, count),
                cards: Cards::of(lane.cards, context, heading + 1)?,
            })
        });
        Ok(Self {
            lanes: lanes.collect::<Result<_, Reason>>()?,
            heading,
            empty: reader.say("board-empty").to_string(),
        })
    }
}
