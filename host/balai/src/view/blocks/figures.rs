//! Numbers worth knowing.

use askama::Template;
use contract::values::Tone;

use super::{PageContext, Reason};
use crate::view::html::Text;
use crate::view::value::ValueView;

#[derive(Template)]
#[template(path = "blocks/figures.html")]
pub(super) struct Figures {
    figures: Vec<Figure>,
}

struct Figure {
    label: Text,
    value: ValueView,
    change: Option<String>,
    tone: Tone,
}

impl Figures {
    pub(super) fn of(
        figures: Vec<contract::page::Figure>,
        context: &PageContext<'_>,
    ) -> Result<Self, Reason> {
        let figures = figures.into_iter().map(|figure| {
            Ok(Figure {
                label: figure.label.into(),
                value: context.reader.value(figure.value)?,
                change: figure.change,
                tone: figure.tone,
            })
        });
        Ok(Self {
            figures: figures.collect::<Result<_, Reason>>()?,
        })
    }
}
