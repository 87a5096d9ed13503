//! How much of a known total is done.

use askama::Template;

use super::{PageContext, Reason};
use crate::view::format;
use crate::view::html::Text;
use crate::view::text::Phrase;

#[derive(Template)]
#[template(path = "blocks/gauge.html")]
pub(super) struct Gauge {
    label: Text,
    done: u64,
    total: u64,
    words: Phrase,
}

impl Gauge {
    pub(super) fn of(
        gauge: contract::page::Gauge,
        context: &PageContext<'_>,
    ) -> Result<Self, Reason> {
        let (done, total) = (gauge.done, gauge.total);
        if done > total || total == 0 {
            return Err(Reason::Gauge { done, total });
        }
        let [said_done, said_total] =
            [done, total].map(|count| format::whole(context.reader.lang, count));
        let words = context
            .reader
            .say("gauge")
            .with("done", said_done)
            .with("total", said_total);
        Ok(Self {
            label: gauge.label.into(),
            done,
            total,
            words,
        })
    }
}
