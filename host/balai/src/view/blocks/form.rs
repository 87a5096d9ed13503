//! A form on a page: its first step, or the way back into a draft that is under way.

use askama::Template;
use contract::form::Form;

use super::{PageContext, Reason, Slot};
use crate::view::form::StepView;
use crate::view::paths;
use crate::view::reader::Reader;

#[derive(Template)]
#[template(path = "blocks/form.html")]
pub(super) struct Entry<'a> {
    reader: &'a Reader,
    heading: u8,
    title: String,
    state: State,
}

enum State {
    /// Nobody is signed in: where to.
    SignIn(String),
    /// The first step, here.
    First(Box<StepView>),
    /// A later step, or the check: where the draft goes on, and where one begins anew.
    UnderWay { next: String, start_again: String },
}

impl<'a> Entry<'a> {
    pub(super) fn of(
        form: &Form,
        slot: Option<Slot>,
        context: &PageContext<'a>,
        heading: u8,
    ) -> Result<Self, Reason> {
        let no_step = || Reason::NoSuchStep {
            form: form.id.clone(),
            step: 1,
        };
        let first = form.steps.first().ok_or_else(no_step)?;
        let state = match slot.and_then(|slot| context.drafts.get(&slot)) {
            None => State::SignIn(context.sign_in.clone()),
            Some(draft) if draft.step > 1 => State::UnderWay {
                next: paths::step(&draft.draft, draft.step),
                start_again: paths::start_again(&draft.draft),
            },
            Some(draft) => State::First(Box::new(StepView::of(
                form,
                draft,
                context.reader,
                context.links,
            )?)),
        };
        Ok(Self {
            reader: context.reader,
            heading,
            title: first.title.clone(),
            state,
        })
    }
}
