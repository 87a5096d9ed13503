//! Cases, as every mini-app shows them: words for their states, their history, what is kept with them.

use crate::bindings::balai::types::content::Span;
use crate::bindings::balai::types::refusals::Refusal;
use crate::bindings::balai::types::values::{Date, Localised, Status, Tone, Value};
use crate::bindings::balai::ui::page::{Milestone, ProgressState};
use crate::language::Written;
use crate::mini_app::Result;
use crate::platform::cases::{self, Case, Decision, Entry, Head, State};
use crate::t;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What is kept with a case or as a document, as the JSON that `lodge` and `put` take, and [`Case::details`] and
/// [`Document::read`](crate::platform::personal::Document::read) read.
///
/// # Errors
/// [`Refusal::Fault`] for what JSON has no form for, such as a map whose keys are no text.
pub fn details(kept: &impl Serialize) -> Result<String> {
    serde_json::to_string(kept)
        .map_err(|error| Refusal::Fault(format!("details are no JSON: {error}")))
}

/// An entry to be added to a case. Nothing happens before [`NewEntry::add_to`].
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct NewEntry {
    text: Localised,
    state: Option<State>,
    due: Option<Date>,
    internal: bool,
}

/// An entry that says this, to citizen and staff alike.
pub fn entry(text: Localised) -> NewEntry {
    NewEntry {
        text,
        state: None,
        due: None,
        internal: false,
    }
}

impl NewEntry {
    /// Moves the case to this state.
    pub fn moves_to(mut self, state: State) -> Self {
        self.state = Some(state);
        self
    }

    /// Moves the deadline to this day.
    pub fn due(mut self, due: Date) -> Self {
        self.due = Some(due);
        self
    }

    /// For staff alone.
    pub fn internal(mut self) -> Self {
        self.internal = true;
        self
    }

    /// Adds it. `seen`: the version that the person saw, so that nobody's change is overwritten unseen; none where
    /// the same act has changed the case before.
    ///
    /// # Errors
    /// What `cases.add` refuses: above all [`Refusal::Conflict`], and [`Refusal::Invalid`] for a step that the state
    /// does not allow.
    pub fn add_to(self, number: &str, seen: impl Into<Option<u64>>) -> Result<()> {
        cases::add(
            number,
            seen.into(),
            self.state,
            self.due,
            &self.text,
            self.internal,
        )
    }
}

impl State {
    /// The word for it, in the reader's language.
    #[must_use]
    pub fn status(self) -> Status {
        let (label, tone) = match self {
            Self::Received => (t!("Diterima", "Received"), Tone::Info),
            Self::InProgress => (t!("Sedang diproses", "In progress"), Tone::Info),
            Self::WaitingForCitizen => (
                t!("Menunggu jawaban pemohon", "Waiting for the applicant"),
                Tone::Attention,
            ),
            Self::Granted => (t!("Disetujui", "Granted"), Tone::Positive),
            Self::Refused => (t!("Ditolak", "Refused"), Tone::Critical),
            Self::Withdrawn => (t!("Ditarik kembali", "Withdrawn"), Tone::Neutral),
            Self::Closed => (t!("Ditutup", "Closed"), Tone::Neutral),
        };
        Status { label, tone }
    }

    /// Whether somebody still has to decide it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Received | Self::InProgress | Self::WaitingForCitizen
        )
    }
}

impl Head {
    /// The title, in the reader's language.
    #[must_use]
    pub fn title(&self) -> &str {
        self.title.read()
    }
}

impl Case {
    /// What was kept with it when it was lodged.
    ///
    /// # Errors
    /// [`Refusal::Fault`] where it is of another form: a release must read what the one before it wrote.
    pub fn details<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.details)
            .map_err(|error| Refusal::Fault(format!("details of {}: {error}", self.head.number)))
    }

    /// A claim that was attached when it was lodged, as verified then; none where the citizen is anonymous.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<Value> {
        self.claims
            .iter()
            .find(|claim| claim.name == name)
            .map(|claim| claim.value.clone())
    }

    /// The decision that stands, and the entry that it was made by: the last one, unless the case was withdrawn or
    /// closed since. While a human looks again, what was decided before holds.
    #[must_use]
    pub fn decision(&self) -> Option<(&Entry, &Decision)> {
        if matches!(self.head.state, State::Withdrawn | State::Closed) {
            return None;
        }
        self.entries
            .iter()
            .rev()
            .find_map(|entry| Some((entry, entry.decision.as_ref()?)))
    }

    /// What happened, oldest first.
    #[must_use]
    pub fn milestones(&self) -> Vec<Milestone> {
        let last = self.entries.len().saturating_sub(1);
        let open = self.head.state.is_open();
        self.entries
            .iter()
            .enumerate()
            .map(|(nth, entry)| entry.milestone(open && nth == last))
            .collect()
    }
}

impl Entry {
    fn milestone(&self, current: bool) -> Milestone {
        let refused = self.state == Some(State::Refused);
        let title = match self.state {
            Some(state) => state.status().label,
            None if self.internal => t!("Catatan internal", "Internal note"),
            None => t!("Keterangan", "Remark"),
        };
        let state = match (refused, current) {
            (true, _) => ProgressState::Failed,
            (false, true) => ProgressState::Current,
            (false, false) => ProgressState::Done,
        };
        Milestone {
            title,
            body: Some(self.body()),
            at: Some(self.at),
            state,
        }
    }

    fn body(&self) -> Vec<Span> {
        let mut body = vec![Span::Text(self.text.read().to_owned())];
        if let Some(decision) = &self.decision {
            if decision.reason != self.text {
                body.push(Span::Text(format!(" {}", decision.reason.read())));
            }
            let rules = decision.rules.join("; ");
            body.push(Span::Text(t!(" Dasar: {rules}.", " Based on: {rules}.")));
        }
        if self.automated && self.decision.is_some() {
            body.push(Span::Strong(t!(
                " Diputuskan otomatis oleh aturan.",
                " Decided automatically, by rules."
            )));
        } else if !self.author.is_empty() {
            body.push(Span::Text(format!(" — {}", self.author)));
        }
        body
    }
}
