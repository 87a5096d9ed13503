//! Who used whose data: entered, and committed, before the data is handed over.

use contract::Refusal;
use store::{
    access::{AccessAdd, AccessOfCase, AccessOfPerson, AccessRow},
    column::Json,
};

use crate::{
    Actor, App, PersonId, Refused, Release, Role, TransactError, Unit, UnitError, manifest::Basis,
};

/// So many uses are listed, the newest.
const LISTED: i64 = 200;

/// Why a log was not shown.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// Civil servants at work have no log: what is entered is the use of a citizen's data.
    #[error("uses of data: the visitor is not a citizen")]
    NotACitizen,
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<AccessError> for Refused {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::SignInNeeded => Self::Answer(Refusal::SignInNeeded),
            AccessError::NotACitizen => Self::Answer(Refusal::NotGranted(error.to_string())),
            AccessError::Unit(error) => error.into(),
        }
    }
}

/// One use of a citizen's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// Whose data.
    pub person: PersonId,
    /// The civil servant's name and position; empty where a mini-app read in the citizen's own call.
    pub reader: String,
    /// The case that was read; none where claims were.
    pub case_number: Option<String>,
    /// Which data, by name.
    pub fields: Vec<String>,
    /// What for, in words for the citizen.
    pub purpose: String,
    /// On which basis.
    pub basis: Basis,
    /// Where the basis stands.
    pub law: String,
}

impl App {
    /// Who used the citizen's data, newest first; only the readings of one case, where it is named.
    pub async fn accesses_of(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        case: Option<&str>,
    ) -> Result<Vec<AccessRow>, AccessError> {
        let person = match actor.role {
            Role::Anonymous => return Err(AccessError::SignInNeeded),
            Role::Staff { .. } => return Err(AccessError::NotACitizen),
            Role::Citizen(person) => person,
        };
        let limit = LISTED;
        Ok(match case {
            None => unit.read(AccessOfPerson { person, limit }).await?,
            Some(number) => {
                let case_number = number.to_owned();
                let query = AccessOfCase {
                    person,
                    case_number,
                    limit,
                };
                unit.read(query).await?
            }
        })
    }

    /// Enters uses by a release in the citizens' logs, all or none, and commits them apart from every other unit of
    /// work: they stay whatever becomes of the call. Only when this has succeeded may the data be handed over.
    pub async fn access_enter(&self, by: &Release, uses: &[Access]) -> Result<(), UnitError> {
        self.change(|mut unit| async move {
            let entered = uses.iter().try_for_each(|access| {
                unit.write(AccessAdd {
                    id: self.entropy().id(unit.now()),
                    person: access.person,
                    at: unit.now(),
                    reader: access.reader.clone(),
                    mini_app: by.mini_app.clone(),
                    digest: by.digest.clone(),
                    case_number: access.case_number.clone(),
                    fields: Json(access.fields.clone()),
                    purpose: access.purpose.clone(),
                    basis: format!("{}: {}", name(access.basis), access.law),
                })
            });
            (unit, entered)
        })
        .await
        .map_err(|error| match error {
            TransactError::Refused(error) => error,
            TransactError::Contended(name) => UnitError::Conflict(name),
            TransactError::Store(error) => UnitError::Store(error),
        })
    }
}

/// As the manifest writes it.
fn name(basis: Basis) -> &'static str {
    match basis {
        Basis::Consent => "consent",
        Basis::Contract => "contract",
        Basis::LegalObligation => "legal-obligation",
        Basis::VitalInterest => "vital-interest",
        Basis::PublicTask => "public-task",
        Basis::LegitimateInterest => "legitimate-interest",
    }
}
