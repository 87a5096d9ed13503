//! A citizen's cases.

use contract::platform::cases::State as Standing;
use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::content::Target;

/// A part of the list of one's cases, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Cases {
    /// In order.
    pub cases: Vec<CaseHead>,
    /// The `before` of the part that stands before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// The `after` of the part that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many there are in all parts.
    pub total: u64,
}

/// What stands of a case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseHead {
    /// What the citizen quotes.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Who works on it.
    pub agency: String,
    /// How it stands.
    pub state: State,
    /// When it was lodged.
    pub opened_at: Timestamp,
    /// The deadline of one that is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<civil::Date>,
    /// The deadline has passed, where the office is.
    pub overdue: bool,
}

/// How a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Lodged; nobody has looked at it.
    Received,
    /// Someone works on it.
    InProgress,
    /// A question to the citizen is open.
    WaitingForCitizen,
    /// Decided, for the citizen.
    Granted,
    /// Decided, against the citizen.
    Refused,
    /// The citizen took it back.
    Withdrawn,
    /// Ended without a decision.
    Closed,
}

/// A case, with what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Case {
    /// What stands of it in a list.
    #[serde(flatten)]
    pub head: CaseHead,
    /// "agency/name".
    pub mini_app: String,
    /// What that is called.
    pub mini_app_title: String,
    /// Its page in the mini-app.
    pub page: Target,
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// Whether a human looks again at what a rule decided.
    pub human: Human,
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// A civil servant's name and position; none where it was the citizen, or no human.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// No human did it.
    pub automated: bool,
    /// The state from here on, where it changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// What happened.
    pub text: String,
    /// The rules that led to a decision.
    pub rules: Vec<String>,
}

/// Whether a human looks again at what a rule decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Human {
    /// No rule decided.
    NotNeeded,
    /// The citizen may ask for one, on the page of the case.
    Offered,
    /// The citizen has asked.
    Asked,
}

impl From<Standing> for State {
    fn from(state: Standing) -> Self {
        match state {
            Standing::Received => Self::Received,
            Standing::InProgress => Self::InProgress,
            Standing::WaitingForCitizen => Self::WaitingForCitizen,
            Standing::Granted => Self::Granted,
            Standing::Refused => Self::Refused,
            Standing::Withdrawn => Self::Withdrawn,
            Standing::Closed => Self::Closed,
        }
    }
}
