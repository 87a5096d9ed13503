//! What happened and what comes.

use askama::Template;
use askama::filters::HtmlSafe;
use contract::page::{Milestone as Given, ProgressState};

use super::{PageContext, Reason};
use crate::view::format;
use crate::view::html::Text;
use crate::view::reader::Reader;
use crate::view::rich::RichView;
use crate::view::text::Phrase;
use crate::view::value::ValueView;

/// Milestones, of a mini-app or of a case.
#[derive(Template)]
#[template(path = "blocks/timeline.html")]
pub struct Timeline<'a> {
    /// For whom.
    pub reader: &'a Reader,
    /// In order.
    pub milestones: Vec<Milestone>,
}

/// One thing that happened, happens or will happen.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// What.
    pub title: Text,
    /// More about it.
    pub body: Option<RichView>,
    /// When.
    pub at: Option<ValueView>,
    /// Who did it, where that is worth saying.
    pub by: Option<Text>,
    /// How far along.
    pub state: ProgressState,
}

impl Milestone {
    /// Its sign and style.
    #[must_use]
    pub const fn state_name(&self) -> &'static str {
        match self.state {
            ProgressState::Done => "done",
            ProgressState::Current => "current",
            ProgressState::Upcoming => "upcoming",
            ProgressState::Failed => "failed",
        }
    }
}

impl<'a> Timeline<'a> {
    pub(super) fn of(milestones: Vec<Given>, context: &PageContext<'a>) -> Result<Self, Reason> {
        let reader = context.reader;
        let view = |given: Given| {
            let body = given
                .body
                .map(|body| RichView::of(reader, context.links, body))
                .transpose()?;
            let at = given.at.map(format::timestamp).transpose()?;
            Ok(Milestone {
                title: given.title.into(),
                body,
                at: at.map(|at| reader.moment(&at)),
                by: None,
                state: given.state,
            })
        };
        Ok(Self {
            reader,
            milestones: milestones
                .into_iter()
                .map(view)
                .collect::<Result<_, Reason>>()?,
        })
    }

    /// How far along, in a word: said aloud, as the sign is not.
    fn state(&self, milestone: &Milestone) -> Phrase {
        match milestone.state {
            ProgressState::Done => self.reader.say("milestone-done"),
            ProgressState::Current => self.reader.say("milestone-current"),
            ProgressState::Upcoming => self.reader.say("milestone-upcoming"),
            ProgressState::Failed => self.reader.say("milestone-failed"),
        }
    }
}

// Its `Display` is its own template.
impl HtmlSafe for Timeline<'_> {}
