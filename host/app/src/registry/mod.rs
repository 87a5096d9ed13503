//! The registry: releases from the moment they are sent in until nobody gets them any more.
//!
//! Each function asks the policy first, then the table of states, then enters what happens into the log, whose own rules
//! check the signatures. All of it is one unit of work: what is recorded and what the log says cannot differ.

pub mod health;
mod keys;
mod list;
mod plan;
mod review;
mod rollout;
mod state;
mod stop;
mod upload;
mod watch;

use jiff::Timestamp;
use store::registry::{CandidateById, CandidateByVersion, CandidateRow, CandidateState};
use trust::{Digest, EnvelopeError, KeyId};

pub use keys::{KeyRequest, KeyView};
pub use list::{Candidate, ReleaseFilter};
pub use plan::{NewPlan, Next, Plan};
pub use review::{Recorded, ToCheck, assert_reasoned};
pub(crate) use rollout::release_for;
pub use rollout::{Back, NewStep, NoStep, Step, goes_back_to};
pub use state::{Change, NoSuchChange, State};
pub use upload::NewRelease;
pub use watch::{Compared, Counted, Point};

use crate::{
    Actor, App, MiniAppId, PersonId, ReleaseId, SubjectError, TransactError, Unit, UnitError,
    log::LogError,
    manifest::ManifestError,
    policy::{self, Action, NotAllowed, PLATFORM, Thing},
    release::ReleaseError,
};

/// The sector in which the people of the log have their pseudonyms.
const SECTOR: &str = "registry";

/// Why the registry did not do it.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Who asks may not.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// There is no such release, key or rollout; or not for who asks.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The release stands otherwise.
    #[error(transparent)]
    State(#[from] NoSuchChange),
    /// A name of a state that this version does not know.
    #[error("the release is kept in a state that this version does not know: {0}")]
    UnknownState(String),
    /// The manifest does not hold.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The agency is not known.
    #[error(
        "the agency \"{0}\" is not known; hint: the part of the id before \"/\" names the agency"
    )]
    NoSuchAgency(String),
    /// What was signed is about something else.
    #[error(
        "what was signed says {what} {signed}, and the component {found}; hint: sign this file"
    )]
    Mismatch {
        /// Which part of it.
        what: &'static str,
        /// As it was signed.
        signed: String,
        /// As it is.
        found: String,
    },
    /// A key would sign for too long, or not at all.
    #[error("a key signs until {latest} at most, and until later than now; hint: --days")]
    Until {
        /// The latest end.
        latest: Timestamp,
    },
    /// A registrar signed another enrolment than was asked for.
    #[error(
        "key {0} was asked for with another holder, person or end; hint: `balai keys waiting` has what was asked for"
    )]
    OtherEnrolment(KeyId),
    /// Somebody uses another person's key.
    #[error(
        "the key is not yours: it was enrolled for another person; hint: sign with a key of your own"
    )]
    NotYourKey,
    /// What was sent is no signed statement.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// A step of a rollout that makes no sense.
    #[error(transparent)]
    NoStep(#[from] NoStep),
    /// A refusal says why.
    #[error("the reason is missing; hint: say why, for those whom it concerns")]
    NoReason,
    /// A decision that refuses names the rule on which it rests.
    #[error("the rule is missing; hint: name the rule on which the decision rests")]
    NoRule,
    /// The log refuses.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A release that is kept cannot be read.
    #[error(transparent)]
    Release(#[from] ReleaseError),
    /// What is to be said to people has no form in which it can be kept.
    #[error("it cannot be kept: {0}")]
    Unwritable(#[from] serde_json::Error),
    /// The pseudonym.
    #[error(transparent)]
    Subject(#[from] SubjectError),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<TransactError<Self>> for RegistryError {
    fn from(error: TransactError<Self>) -> Self {
        match error {
            TransactError::Refused(error) => error,
            TransactError::Contended(name) => UnitError::Conflict(name).into(),
            TransactError::Store(error) => UnitError::Store(error).into(),
        }
    }
}

impl App {
    /// By which the log knows who asks.
    ///
    /// # Errors
    /// Where they may not ask, or the unit may only read and there is none yet.
    pub async fn registry_name(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<String, RegistryError> {
        let person = actor.person().ok_or(NotAllowed(Action::See))?;
        Ok(self.subject_of(unit, person, SECTOR).await?)
    }

    /// A release that who asks may do something to. Where they may not even see it, there is none.
    pub(crate) async fn candidate(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        action: Action,
        id: ReleaseId,
    ) -> Result<(CandidateRow, State), RegistryError> {
        let row = unit.read(CandidateById { id }).await?;
        let row = row.ok_or(RegistryError::NotFound("release"))?;
        let thing = thing(&row);
        if policy::may(actor, Action::See, &thing).is_err() {
            return Err(RegistryError::NotFound("release"));
        }
        policy::may(actor, action, &thing)?;
        let state = state_of(&row)?;
        Ok((row, state))
    }

    /// The release of a version, by its id.
    ///
    /// # Errors
    /// Where there is none, or the database fails.
    pub async fn release_of_version(
        &self,
        unit: &mut Unit,
        mini_app: &MiniAppId,
        version: &str,
    ) -> Result<ReleaseId, RegistryError> {
        let row = unit
            .read(CandidateByVersion {
                mini_app: mini_app.clone(),
                version: version.to_owned(),
            })
            .await?;
        Ok(row.ok_or(RegistryError::NotFound("release"))?.id)
    }

    fn change_state(
        &self,
        unit: &mut Unit,
        id: ReleaseId,
        from: State,
        change: Change,
    ) -> Result<State, RegistryError> {
        let state = from.after(change)?;
        unit.write(CandidateState {
            id,
            state: state.name().to_owned(),
            at: unit.now(),
        })?;
        Ok(state)
    }
}

fn state_of(row: &CandidateRow) -> Result<State, RegistryError> {
    State::of(&row.state).ok_or_else(|| RegistryError::UnknownState(row.state.clone()))
}

fn thing(row: &CandidateRow) -> Thing {
    Thing {
        agency: row.mini_app.agency().to_owned(),
        uploader: row.uploaded_by,
    }
}

fn platform() -> Thing {
    Thing::of(PLATFORM)
}

fn digest_of(row: &CandidateRow) -> Result<Digest, RegistryError> {
    row.digest
        .parse()
        .map_err(|_| RegistryError::NotFound("release"))
}

/// The person who acts; they were let through by the policy, so there is one.
fn acting(actor: &Actor, action: Action) -> Result<PersonId, RegistryError> {
    Ok(actor.person().ok_or(NotAllowed(action))?)
}
