//! Verified attributes: read by a mini-app for a purpose, and entered in the citizen's own log before.

use contract::{Refusal, platform::claims::Claim};
use store::agency::{ClaimRow, ClaimsOfPerson};

use crate::{
    App, Caller, PersonId, Refused, Role, Unit, UnitError, access::Access, form::is_blank,
};

/// How long a purpose may be, in characters: it stands in the citizen's own log.
const LONGEST_PURPOSE: usize = 500;

/// Why claims were not read.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// Nobody is signed in.
    #[error("claims are read of somebody who is signed in")]
    SignInNeeded,
    /// A civil servant at work: claims are of citizens.
    #[error("claims: the visitor is not a citizen")]
    NotACitizen,
    /// The manifest does not name it.
    #[error("claim \"{0}\": the manifest does not name it")]
    NotInManifest(String),
    /// The citizen would not be told what for.
    #[error(
        "the purpose is empty or has more than {LONGEST_PURPOSE} characters; hint: say to the citizen what the claims \
             are for"
    )]
    NoPurpose,
    /// It is kept in a form that this version does not know.
    #[error("claim \"{0}\" is kept in a form that this version does not know")]
    Unreadable(String),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<ClaimError> for Refused {
    fn from(error: ClaimError) -> Self {
        Self::Answer(match error {
            ClaimError::SignInNeeded => Refusal::SignInNeeded,
            ClaimError::NotACitizen | ClaimError::NotInManifest(_) => {
                Refusal::NotGranted(error.to_string())
            }
            ClaimError::NoPurpose => Refusal::Invalid(error.to_string()),
            ClaimError::Unreadable(_) => Refusal::Fault(error.to_string()),
            ClaimError::Unit(error) => return error.into(),
        })
    }
}

impl App {
    /// The claims of these names that the citizen has, each once, by name.
    ///
    /// What was asked for is entered in the citizen's log, and that is committed first, apart from `unit`: the entry
    /// stays whatever becomes of the call. `purpose` is in the reader's language; in the others, the log has what the
    /// manifest says of the claim. An act that runs again is entered again, as it reads again. A claim that
    /// the person does not have is entered too: that it is missing is knowledge.
    pub async fn claim_read(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        names: &[String],
        purpose: &str,
    ) -> Result<Vec<Claim>, ClaimError> {
        let person = match caller.actor.role {
            Role::Anonymous => return Err(ClaimError::SignInNeeded),
            Role::Staff { .. } => return Err(ClaimError::NotACitizen),
            Role::Citizen(person) => person,
        };
        let purpose = purpose.trim();
        let uses = by_basis(caller, person, names, purpose)?;
        if is_blank(purpose) || purpose.chars().nth(LONGEST_PURPOSE).is_some() {
            return Err(ClaimError::NoPurpose);
        }
        if uses.is_empty() {
            return Ok(Vec::new());
        }
        self.access_enter(&caller.release, &uses).await?;
        unit.read(ClaimsOfPerson { person })
            .await?
            .into_iter()
            .filter(|row| names.contains(&row.name))
            .map(claim)
            .collect()
    }
}

/// One use for each legal basis on which the claims rest and each purpose that is stated of them.
fn by_basis(
    caller: &Caller,
    person: PersonId,
    names: &[String],
    purpose: &str,
) -> Result<Vec<Access>, ClaimError> {
    let mut uses: Vec<Access> = Vec::new();
    for name in names {
        let stated = caller
            .release
            .manifest
            .claim(name)
            .ok_or_else(|| ClaimError::NotInManifest(name.clone()))?;
        let told = caller.actor.reader.lang.tag();
        let mut purposes = stated.purpose.localised();
        purposes.retain(|(lang, _)| lang != told);
        purposes.push((told.to_owned(), purpose.to_owned()));
        match uses.iter_mut().find(|access| {
            (access.basis, &access.law, &access.purpose) == (stated.basis, &stated.law, &purposes)
        }) {
            Some(access) if access.fields.contains(name) => {}
            Some(access) => access.fields.push(name.clone()),
            None => uses.push(Access {
                person,
                // The citizen's own call: no civil servant reads.
                reader: String::new(),
                case_number: None,
                fields: vec![name.clone()],
                purpose: purposes,
                basis: stated.basis,
                law: stated.law.clone(),
            }),
        }
    }
    Ok(uses)
}

fn claim(row: ClaimRow) -> Result<Claim, ClaimError> {
    match serde_json::from_str(&row.value) {
        Ok(value) => Ok(Claim {
            name: row.name,
            value,
            source: row.source,
            verified_at: row.verified_at.0,
        }),
        Err(_) => Err(ClaimError::Unreadable(row.name)),
    }
}
