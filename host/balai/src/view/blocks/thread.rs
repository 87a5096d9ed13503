//! A conversation.

use askama::Template;

use super::{PageContext, Reason};
use crate::view::format;
use crate::view::html::Text;
use crate::view::reader::Reader;
use crate::view::rich::RichView;
use crate::view::value::ValueView;

#[derive(Template)]
#[template(path = "blocks/thread.html")]
pub(super) struct Thread<'a> {
    reader: &'a Reader,
    messages: Vec<Message>,
}

struct Message {
    author: Text,
    at: ValueView,
    body: RichView,
    mine: bool,
}

impl<'a> Thread<'a> {
    pub(super) fn of(
        messages: Vec<contract::page::Message>,
        context: &PageContext<'a>,
    ) -> Result<Self, Reason> {
        let reader = context.reader;
        let messages = messages.into_iter().map(|message| {
            Ok(Message {
                author: message.author.into(),
                at: reader.moment(&format::timestamp(message.at)?),
                body: RichView::of(reader, context.links, message.body)?,
                mine: message.mine,
            })
        });
        Ok(Self {
            reader,
            messages: messages.collect::<Result<_, Reason>>()?,
        })
    }
}
