//! The citizen's cases over all mini-apps.

use askama::Template;
use contract::platform::cases::State;
use contract::values::Tone;
use jiff::Timestamp;

use super::{Due, Filters, Paging};
use crate::view::reader::Reader;
use crate::view::shell::Shell;
use crate::view::value::StatusView;

/// My cases.
#[derive(Template)]
#[template(path = "cases.html")]
pub struct CasesPage {
    /// What stands around it.
    pub shell: Shell,
    /// Newest first.
    pub cases: Vec<CaseRow>,
    /// Which of them.
    pub filters: Filters,
    /// The parts before and after.
    pub paging: Paging,
}

/// A case in a list.
#[derive(Clone, Debug)]
pub struct CaseRow {
    /// What the citizen quotes.
    pub number: String,
    /// In the reader's language.
    pub title: String,
    /// The agency, in the reader's language.
    pub agency: String,
    /// Where it stands.
    pub state: CaseState,
    /// When it was lodged.
    pub opened_at: Timestamp,
    /// Until when something has to happen; none where it is over.
    pub due: Option<Due>,
    /// The case's page.
    pub href: String,
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseState(pub State);

impl CaseState {
    /// By word and sign.
    #[must_use]
    pub fn status(&self, reader: &Reader) -> StatusView {
        let (label, tone) = match self.0 {
            State::Received => (reader.say("case-received"), Tone::Info),
            State::InProgress => (reader.say("case-in-progress"), Tone::Info),
            State::WaitingForCitizen => (reader.say("case-waiting"), Tone::Attention),
            State::Granted => (reader.say("case-granted"), Tone::Positive),
            State::Refused => (reader.say("case-refused"), Tone::Critical),
            State::Withdrawn => (reader.say("case-withdrawn"), Tone::Neutral),
            State::Closed => (reader.say("case-closed"), Tone::Neutral),
        };
        StatusView {
            label: label.to_string().into(),
            tone,
        }
    }
}
