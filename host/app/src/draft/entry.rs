//! Filling in a draft, a step at a time.

use contract::form::Form;
use store::draft::DraftChange;

use super::{Draft, DraftError};
use crate::{
    Actor, App, DraftId, Instant, Unit,
    form::{Notation, Offered, Problem, ToResolve, check_step},
};

/// What was typed into one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The step's position in the form.
    pub step: usize,
    /// The inputs as they were sent; what is none of the step's is left aside.
    pub pairs: Vec<(String, String)>,
    /// How the reader writes numbers.
    pub notation: Notation,
    /// How often a repeated step is asked from now on; none: as often as before, or as something was sent for.
    pub times: Option<u32>,
    /// What else was pressed.
    pub pressed: Option<Pressed>,
    /// What the mini-app said of what is chosen in the lookups of the step: see [`Draft::to_resolve`].
    pub offered: Offered,
    /// When it was typed, where it comes late: what was changed since is not written over.
    pub typed_at: Option<Instant>,
}

/// A press that shows the step once more, before what is typed is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// To ask it once more.
    Add,
    /// To ask for this one, from 0, no more.
    Remove(u32),
    /// To see what is found by the words that were typed.
    Find,
}

/// What came of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// As it is now, with all that was typed.
    pub draft: Draft,
    /// What is wrong with the step; nothing where it is shown again for another reason.
    pub problems: Vec<Problem>,
    /// The position of the step to show: the same one where something is wrong. None: all are answered.
    pub next: Option<usize>,
}

impl Draft {
    /// What the mini-app is to be asked before an entry into this step is taken.
    pub fn to_resolve(&self, step: usize, pairs: &[(String, String)]) -> Vec<ToResolve> {
        let mut answers = self.answers.clone();
        // The notation is of numbers alone. What is too large is refused when it is taken.
        match answers.take(&self.form, step, Notation::English, pairs.iter().cloned()) {
            Ok(()) => answers.to_resolve(&self.form, Some(step)),
            Err(_) => Vec::new(),
        }
    }
}

impl App {
    /// Keeps what was typed into a step, whatever is wrong with it.
    ///
    /// Of a draft that was sent, nothing changes: the same entry again is told from another one.
    pub async fn draft_take(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: DraftId,
        entry: &Entry,
    ) -> Result<Taken, DraftError> {
        let mut row = self.draft_row(unit, actor, id).await?;
        let mut draft = self.draft_of(unit, actor, row.clone()).await?;
        let before = draft.steps();
        let is_shown_again = take(&mut draft, entry)?;
        let answers = serde_json::to_string(&draft.answers)?;
        if row.sent {
            let receipt = self.draft_receipt(unit, id).await?;
            return Err(if answers == row.answers {
                DraftError::AlreadySent(receipt)
            } else {
                DraftError::OtherAnswers(receipt)
            });
        }
        // The same once more is no change: the server had it, and the answer was lost.
        let is_late = entry.typed_at.is_some_and(|typed| typed < row.updated_at);
        if is_late && row.touched && answers != row.answers {
            return Err(DraftError::ChangedSince);
        }
        let problems = match is_shown_again {
            true => Vec::new(),
            false => check_step(&draft.form, entry.step, &draft.answers, &draft.claims)
                .err()
                .unwrap_or_default(),
        };
        let next = if is_shown_again || !problems.is_empty() {
            Some(entry.step)
        } else if draft.is_through {
            draft.steps().next_unseen(entry.step, &before)
        } else {
            draft.steps().next_after(entry.step)
        };
        draft.step = next;
        draft.is_through |= next.is_none();
        draft.is_touched = true;
        draft.moved = None;
        draft.updated_at = unit.now();
        draft.version += 1;
        row.answers = answers;
        row.step = position(&draft);
        row.touched = true;
        row.moved = None;
        // Typed into once more, it is what the person means, wherever its answers went before.
        row.moved_to = None;
        row.updated_at = draft.updated_at;
        row.version = draft.version;
        unit.write(DraftChange { row })?;
        Ok(Taken {
            draft,
            problems,
            next,
        })
    }
}

/// Takes an entry over; whether the step is to be shown again, whatever is wrong with it.
fn take(draft: &mut Draft, entry: &Entry) -> Result<bool, DraftError> {
    let Draft { form, answers, .. } = draft;
    let step = form
        .steps
        .get(entry.step)
        .ok_or(DraftError::NoSuchStep(entry.step))?;
    let before = answers.clone();
    if let Some(times) = entry.times {
        while answers.times(step) > times && answers.remove_repeat(step, answers.times(step) - 1) {}
    }
    answers.take(
        form,
        entry.step,
        entry.notation,
        entry.pairs.iter().cloned(),
    )?;
    answers.settle(form, Some(entry.step), &entry.offered);
    Ok(match entry.pressed {
        None => answers.settle_searches(form, entry.step, &before),
        Some(Pressed::Find) => true,
        Some(Pressed::Add) => {
            answers.add_repeat(step);
            true
        }
        Some(Pressed::Remove(nth)) => {
            answers.remove_repeat(step, nth);
            true
        }
    })
}

/// As the row has the step: the number of steps stands for "all answered". What is more than that, by so much and one
/// is the step where a draft goes on of which all was answered once.
fn position(draft: &Draft) -> i64 {
    let steps = draft.form.steps.len();
    let step = match draft.step {
        Some(step) if draft.is_through => steps.saturating_add(1).saturating_add(step),
        Some(step) => step,
        None => steps,
    };
    i64::try_from(step).unwrap_or_default()
}

/// Where a draft goes on, and whether all of it was answered once: what [`position`] wrote.
pub(super) fn goes_on(kept: i64, form: &Form) -> (Option<usize>, bool) {
    let kept = usize::try_from(kept).unwrap_or_default();
    match kept.checked_sub(form.steps.len()) {
        None => (Some(kept), false),
        Some(beyond) => (beyond.checked_sub(1), true),
    }
}
