//! A statement that must be agreed to.

use askama::Template;
use contract::content::Span;

use super::{FieldContext, Question};
use crate::view::blocks::Reason;
use crate::view::rich::RichView;

#[derive(Template)]
#[template(path = "fields/agreement.html")]
pub(super) struct Agreement {
    question: Question,
    statement: RichView,
    agreed: bool,
}

impl Agreement {
    pub(super) fn of(
        question: Question,
        value: &str,
        statement: &[Span],
        context: &FieldContext<'_>,
    ) -> Result<Self, Reason> {
        let statement = RichView::of(context.reader, context.links, statement.to_vec())?;
        Ok(Self {
            question,
            statement,
            agreed: value == "true",
        })
    }
}
