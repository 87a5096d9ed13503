//! Cases: what citizens applied for. Who may see one, and what each of them sees.

mod change;
mod count;
mod human;
mod list;
mod lodge;
mod number;
mod rows;
mod shell;
pub mod transition;

use contract::{Refusal, platform::cases::Case};
use store::case::{CaseByNumber, CaseEntries, CaseOwner, CaseRow};

use self::rows::{claims, unreadable, whole};
use crate::{
    Actor, App, Caller, ClaimError, Mode, PersonId, Refused, Release, Role, SubjectError, Unit,
    UnitError, access::Access, message::MessageError, task::TaskError,
};

pub use count::OpenCases;
pub use human::Review;
pub use list::{CaseFilter, CaseList, ListedCase};
pub use shell::CaseView;

/// Why a case was not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// There is none, or this person may not know of it.
    #[error("there is no such case")]
    NotFound,
    /// Only citizens do this.
    #[error("cases: the visitor is not a citizen")]
    NotACitizen,
    /// Only civil servants do this.
    #[error("cases: the visitor is not a civil servant")]
    NotStaff,
    /// Another agency's unit.
    #[error("cases: a handler is a unit of one's own agency")]
    OtherAgency,
    /// A decision without a civil servant, outside the act that lodged the case.
    #[error("cases: rules decide only in the act that lodged the case")]
    NotLodgedHere,
    /// Another version is there than the one expected.
    #[error("the case has another version")]
    OtherVersion,
    /// The state does not allow it.
    #[error("a case that is {from} cannot become {to} here")]
    NoSuchStep {
        /// Where it stands.
        from: &'static str,
        /// Where it was to go.
        to: &'static str,
    },
    /// No such unit or person there.
    #[error("there is no {0}")]
    NoSuch(String),
    /// A field that makes no sense.
    #[error("{field} {problem}")]
    Invalid {
        /// Which.
        field: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// Larger than may be.
    #[error("details are larger than {0} bytes")]
    TooLarge(usize),
    /// A row that this version cannot read.
    #[error("the case is kept in a form that this version does not know: {0}")]
    Unreadable(String),
    /// A claim that was to be attached.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The pseudonym.
    #[error(transparent)]
    Subject(#[from] SubjectError),
    /// The unit's task, where a human is asked for.
    #[error(transparent)]
    Task(#[from] TaskError),
    /// The message to the citizen who asked for a human.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<CaseError> for Refused {
    fn from(error: CaseError) -> Self {
        Self::Answer(match error {
            CaseError::Unit(error) => return error.into(),
            CaseError::Claim(error) => return error.into(),
            CaseError::Subject(error) => return error.into(),
            CaseError::Task(error) => return error.into(),
            CaseError::Message(error) => return error.into(),
            CaseError::SignInNeeded => Refusal::SignInNeeded,
            CaseError::NotFound => Refusal::NotFound,
            CaseError::OtherVersion => Refusal::Conflict,
            CaseError::TooLarge(most) => {
                Refusal::OverLimit(("case-details-bytes".to_owned(), most as u64))
            }
            CaseError::Unreadable(_) => Refusal::Fault(error.to_string()),
            CaseError::NotACitizen
            | CaseError::NotStaff
            | CaseError::OtherAgency
            | CaseError::NotLodgedHere => Refusal::NotGranted(error.to_string()),
            CaseError::NoSuchStep { .. } | CaseError::NoSuch(_) | CaseError::Invalid { .. } => {
                Refusal::Invalid(error.to_string())
            }
        })
    }
}

impl App {
    /// A case of the caller's mini-app. A reading by staff is entered in the citizen's log, and committed, first.
    pub async fn case_get(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        number: &str,
    ) -> Result<Case, CaseError> {
        let row = self.case_row(unit, caller, number).await?;
        if let Role::Staff { .. } = caller.actor.role {
            self.enter_reading(unit, &caller.actor, &caller.release, &row)
                .await?;
        }
        let number = row.number.clone();
        let entries = unit.read(CaseEntries { number }).await?;
        whole(row, entries, &caller.actor)
    }

    /// The row, where this visitor may know of it.
    async fn case_row(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        number: &str,
    ) -> Result<CaseRow, CaseError> {
        let row = self.case_visible(unit, &caller.actor, number).await?;
        if row.mini_app == caller.release.mini_app {
            Ok(row)
        } else {
            Err(CaseError::NotFound)
        }
    }

    async fn case_visible(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        number: &str,
    ) -> Result<CaseRow, CaseError> {
        if actor.person().is_none() {
            return Err(CaseError::SignInNeeded);
        }
        let row = unit
            .read(CaseByNumber {
                number: number.to_owned(),
            })
            .await?
            .ok_or(CaseError::NotFound)?;
        let visible = match actor.role {
            Role::Anonymous => false,
            Role::Citizen(person) => owner(unit, &row).await? == person,
            Role::Staff { .. } => actor.works_at(&row.agency, &row.unit, &row.role),
        };
        if visible {
            Ok(row)
        } else {
            Err(CaseError::NotFound)
        }
    }

    /// Enters a reading by staff in the citizen's log, and commits it: only then may the case be handed over.
    async fn enter_reading(
        &self,
        unit: &mut Unit,
        reader: &Actor,
        release: &Release,
        row: &CaseRow,
    ) -> Result<(), CaseError> {
        let manifest = &release.manifest;
        let pages = manifest.cases.as_ref().ok_or(NO_PAGES)?;
        let mut fields = vec!["details".to_owned()];
        if !row.anonymous {
            fields.extend(claims(row)?.into_iter().map(|claim| claim.name));
        }
        let reading = Access {
            person: owner(unit, row).await?,
            reader: reader.signature(),
            case_number: Some(row.number.clone()),
            fields,
            purpose: manifest.title.localised(),
            basis: pages.basis,
            law: pages.law.clone(),
        };
        Ok(self.access_enter(release, &[reading]).await?)
    }
}

/// A mini-app's manifest says nothing of cases.
const NO_PAGES: CaseError = CaseError::Invalid {
    field: "miniapp.toml",
    problem: "has no [cases]: neither a page for them nor a legal basis on which staff read them",
};

/// Whose case it is, under whichever pseudonym it was lodged: sectors are merged and renamed.
async fn owner(unit: &mut Unit, row: &CaseRow) -> Result<PersonId, CaseError> {
    let number = row.number.clone();
    unit.read(CaseOwner { number })
        .await?
        .ok_or_else(|| unreadable("a subject that nobody has"))
}

/// Nobody who is not signed in writes, and nobody in a unit that may only read: said before anything else is looked at.
fn assert_may_write(unit: &Unit, actor: &Actor) -> Result<(), CaseError> {
    if actor.person().is_none() {
        return Err(CaseError::SignInNeeded);
    }
    match unit.mode() {
        Mode::Write => Ok(()),
        Mode::Read => Err(UnitError::ReadOnly.into()),
    }
}

fn citizen(actor: &Actor) -> Result<PersonId, CaseError> {
    match actor.role {
        Role::Anonymous => Err(CaseError::SignInNeeded),
        Role::Staff { .. } => Err(CaseError::NotACitizen),
        Role::Citizen(person) => Ok(person),
    }
}

fn staff(actor: &Actor) -> Result<PersonId, CaseError> {
    match actor.role {
        Role::Anonymous => Err(CaseError::SignInNeeded),
        Role::Citizen(_) => Err(CaseError::NotStaff),
        Role::Staff { person, .. } => Ok(person),
    }
}
