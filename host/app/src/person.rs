//! People: what a sign-in says of them, where they work, and in which role they act.

use std::collections::BTreeSet;

use contract::{Refusal, values::Value};
use store::{
    agency::{
        ClaimPut, ClaimRemove, ClaimsOfPerson, MembershipsOfPerson, PersonById, PersonByLogin,
        PersonPut,
    },
    column::Instant,
};

use crate::{
    Actor, App, Membership, PersonId, Reader, Refused, Role, Unit, UnitError, preference::lang_of,
};

/// What an issuer says of somebody who signs in.
#[derive(Debug, Clone, PartialEq)]
pub struct SignIn {
    /// Who says it.
    pub issuer: String,
    /// As the issuer knows the person; never given to anybody else.
    pub login: String,
    /// What the person is called.
    pub name: String,
    /// How they read, until they choose otherwise: only taken at their first sign-in.
    pub reader: Reader,
    /// Everything that the issuer has verified of them.
    pub claims: Vec<Verified>,
}

/// A verified attribute. Its source is the issuer.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// Such as "name".
    pub name: String,
    /// What it is.
    pub value: Value,
    /// When it was verified.
    pub at: Instant,
}

/// In which role somebody chose to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capacity {
    /// As a citizen.
    Private,
    /// As a civil servant.
    AtWork,
}

/// Why nothing was done for a person.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// There is no such person.
    #[error("there is no such person")]
    NotFound,
    /// They work nowhere, so they cannot act as a civil servant.
    #[error("the person works at no agency")]
    WorksNowhere,
    /// The zone has no such name in the IANA database.
    #[error("there is no time zone {0:?}")]
    NoSuchTimeZone(String),
    /// A claim has no form in which it can be kept.
    #[error("the claim cannot be kept: {0}")]
    Unkeepable(#[from] serde_json::Error),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<PersonError> for Refused {
    fn from(error: PersonError) -> Self {
        Self::Answer(match error {
            PersonError::NotFound => Refusal::NotFound,
            PersonError::WorksNowhere => Refusal::NotGranted(error.to_string()),
            PersonError::NoSuchTimeZone(_) | PersonError::Unkeepable(_) => {
                Refusal::Fault(error.to_string())
            }
            PersonError::Unit(error) => return error.into(),
        })
    }
}

impl App {
    /// Takes over what an issuer says of somebody, who is new or known by issuer and login.
    ///
    /// What the issuer verified before and no longer says is removed; what another source verified stays.
    pub async fn person_sign_in(
        &self,
        unit: &mut Unit,
        sign_in: &SignIn,
    ) -> Result<PersonId, PersonError> {
        let known = unit
            .read(PersonByLogin {
                issuer: sign_in.issuer.clone(),
                login: sign_in.login.clone(),
            })
            .await?;
        let (id, locale, time_zone, region) = match known {
            Some(row) => (row.id, row.locale, row.time_zone, row.region),
            None => (
                PersonId(self.entropy().id(unit.now())),
                sign_in.reader.lang.tag().to_owned(),
                sign_in.reader.time_zone.clone(),
                sign_in.reader.region.clone(),
            ),
        };
        let held = unit.read(ClaimsOfPerson { person: id }).await?;
        unit.write(PersonPut {
            id,
            issuer: sign_in.issuer.clone(),
            login: sign_in.login.clone(),
            name: sign_in.name.clone(),
            locale,
            time_zone,
            region,
        })?;
        let said: BTreeSet<&str> = sign_in.claims.iter().map(|c| c.name.as_str()).collect();
        for gone in held
            .into_iter()
            .filter(|row| row.source == sign_in.issuer && !said.contains(row.name.as_str()))
        {
            unit.write(ClaimRemove {
                person: id,
                name: gone.name,
            })?;
        }
        for claim in &sign_in.claims {
            unit.write(ClaimPut {
                person: id,
                name: claim.name.clone(),
                value: serde_json::to_string(&claim.value)?,
                source: sign_in.issuer.clone(),
                verified_at: claim.at,
            })?;
        }
        Ok(id)
    }

    /// What somebody is called; none where there is nobody of this id.
    pub async fn person_name(
        &self,
        unit: &mut Unit,
        id: PersonId,
    ) -> Result<Option<String>, UnitError> {
        let row = unit.read(PersonById { id }).await?;
        Ok(row.map(|row| row.name))
    }

    /// Where a person works; a unit once, with every role that they have in it.
    pub async fn person_memberships(
        &self,
        unit: &mut Unit,
        person: PersonId,
    ) -> Result<Vec<Membership>, PersonError> {
        let mut memberships: Vec<Membership> = Vec::new();
        for row in unit.read(MembershipsOfPerson { person }).await? {
            let place = (!row.unit.is_empty()).then_some(row.unit);
            let position = (!row.position.is_empty()).then_some(row.position);
            // The rows of one unit stand together.
            match memberships.last_mut() {
                Some(last) if last.agency == row.agency && last.unit == place => {
                    last.roles.push(row.role);
                    last.position = last.position.take().or(position);
                }
                _ => memberships.push(Membership {
                    agency: row.agency,
                    unit: place,
                    position,
                    roles: vec![row.role],
                }),
            }
        }
        Ok(memberships)
    }

    /// The person as one who asks, in the role that they chose. A language that the platform does not speak reads
    /// Indonesian.
    pub async fn person_acting(
        &self,
        unit: &mut Unit,
        person: PersonId,
        capacity: Capacity,
    ) -> Result<Actor, PersonError> {
        let row = unit
            .read(PersonById { id: person })
            .await?
            .ok_or(PersonError::NotFound)?;
        let lang = lang_of(&row);
        let role = match capacity {
            Capacity::Private => Role::Citizen(person),
            Capacity::AtWork => {
                let memberships = self.person_memberships(unit, person).await?;
                if memberships.is_empty() {
                    return Err(PersonError::WorksNowhere);
                }
                Role::Staff {
                    person,
                    name: row.name,
                    memberships,
                }
            }
        };
        Ok(Actor {
            role,
            reader: Reader {
                lang,
                time_zone: row.time_zone,
                region: row.region,
            },
        })
    }
}
