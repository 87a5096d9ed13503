//! One step of a form on a page of its own.

use askama::Template;
use contract::form::Form;

use super::MiniAppHead;
use crate::view::blocks::Reason;
use crate::view::form::{ErrorSummary, FormView, StepView};
use crate::view::paths;
use crate::view::shell::Shell;
use crate::view::text::Phrase;

/// One step of a form.
#[derive(Template)]
#[template(path = "form-step.html")]
pub struct FormStepPage {
    shell: Shell,
    app: MiniAppHead,
    title: String,
    draft: FormView,
    back: String,
    /// Where a draft is thrown away.
    discard: String,
    /// "Step 2 of 4", where there is more than one.
    progress: Option<Phrase>,
    step: StepView,
}

impl FormStepPage {
    /// `back` is the page before this one: the step before, or where the form stands.
    ///
    /// # Errors
    /// Where the form has no such step or holds what cannot be shown.
    pub fn of(
        shell: Shell,
        app: MiniAppHead,
        form: &Form,
        draft: FormView,
        back: String,
    ) -> Result<Self, Reason> {
        let step = StepView::of(form, &draft, &shell.reader, &app.links)?.alone(&draft);
        let position = usize::try_from(draft.step)
            .unwrap_or_default()
            .saturating_sub(1);
        let title = form
            .steps
            .get(position)
            .map(|step| step.title.clone())
            .unwrap_or_default();
        let progress = (draft.of > 1).then(|| {
            shell
                .say("form-progress")
                .with("position", draft.position)
                .with("of", draft.of)
        });
        let discard = paths::discard(&draft.draft);
        Ok(Self {
            shell,
            app,
            title,
            back,
            discard,
            progress,
            step,
            draft,
        })
    }

    fn errors(&self) -> Option<ErrorSummary<'_>> {
        ErrorSummary::of(&self.shell.reader, &self.draft.errors)
    }
}
