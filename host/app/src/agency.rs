//! Agencies, their units and members: a directory that operators bring as a file, and bring again when it has changed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use serde::Deserialize;
use store::{
    agency::{
        AgencyById, AgencyPut, MemberRow, MembersOfAgency, MembershipPut, MembershipRemove,
        PersonByLogin, UnitPut,
    },
    is_label,
};

use crate::{
    App, Lang, PersonId, Reader, TransactError, Unit, UnitError,
    actor::is_role,
    person::{PersonError, SignIn},
};

/// Who there is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    /// Each with its units.
    #[serde(default)]
    pub agencies: Vec<Agency>,
    /// Who works where. Of the agencies above these are all: whoever is not here does not work there any more.
    #[serde(default)]
    pub members: Vec<Member>,
}

/// An organisation that ships mini-apps, or runs the platform.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Agency {
    /// Such as "kota-damai": lower-case letters, digits and "-".
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Agencies of one sector know a citizen by one pseudonym, and by another than those of others.
    pub sector: String,
    /// IANA.
    pub time_zone: String,
    /// Its parts.
    #[serde(default)]
    pub units: Vec<Office>,
}

/// A part of an agency.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Office {
    /// Such as "perizinan".
    pub code: String,
    /// What it is called.
    pub name: String,
    /// IANA.
    pub time_zone: String,
}

/// Somebody who works in one place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// By which the provider that signs people in knows them.
    pub login: String,
    /// What they are called; what the provider says, once they have signed in.
    pub name: String,
    /// Where.
    pub agency: String,
    /// The code of the unit; the agency as a whole where it is left out.
    #[serde(default)]
    pub unit: String,
    /// What they are there.
    pub position: String,
    /// By the agency's own names, and the platform's: "pengembang", "penerbit".
    pub roles: BTreeSet<String>,
}

/// What became of a directory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    /// So many agencies are as the file has them.
    pub agencies: usize,
    /// So many roles of people as well.
    pub roles: usize,
    /// So many roles were taken away.
    pub removed: usize,
}

/// Why a directory was not taken over, or not all of it.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// It is not what a directory is. The text names the line.
    #[error("{0}")]
    Unreadable(#[from] toml::de::Error),
    /// Something in it makes no sense.
    #[error("{what} \"{name}\" {problem}")]
    Invalid {
        /// What kind of thing.
        what: &'static str,
        /// Which.
        name: String,
        /// What is wrong, and how to mend it.
        problem: &'static str,
    },
    /// A person could not be kept.
    #[error(transparent)]
    Person(#[from] PersonError),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<TransactError<Self>> for DirectoryError {
    fn from(error: TransactError<Self>) -> Self {
        match error {
            TransactError::Refused(error) => error,
            TransactError::Contended(name) => UnitError::Conflict(name).into(),
            TransactError::Store(error) => UnitError::Store(error).into(),
        }
    }
}

impl Directory {
    /// Reads a directory, and checks what its types do not say.
    pub fn parse(text: &str) -> Result<Self, DirectoryError> {
        let directory: Self = toml::from_str(text)?;
        let invalid = |what, name: &str, problem| {
            Err(DirectoryError::Invalid {
                what,
                name: name.to_owned(),
                problem,
            })
        };
        for agency in &directory.agencies {
            let name = &agency.id;
            if !is_label(name) {
                return invalid("agency", name, IS_LABEL);
            }
            if agency.name.trim().is_empty() || !is_label(&agency.sector) {
                return invalid(
                    "agency",
                    name,
                    "needs a name, and a sector such as \"daerah\"",
                );
            }
            let zones = agency.units.iter().map(|office| &office.time_zone);
            for zone in zones.chain([&agency.time_zone]) {
                if TimeZone::get(zone).is_err() {
                    return invalid("time zone", zone, "is none; hint: such as Asia/Jakarta");
                }
            }
            if let Some(office) = agency.units.iter().find(|office| !is_label(&office.code)) {
                return invalid("unit", &office.code, IS_LABEL);
            }
        }
        for member in &directory.members {
            let name = &member.login;
            if name.trim().is_empty() || member.name.trim().is_empty() {
                return invalid("member", name, "needs a login and a name");
            }
            if member.roles.is_empty() || !member.roles.iter().all(|role| is_role(role)) {
                return invalid("member", name, "needs roles, such as [\"penerbit\"]");
            }
            let agency = directory
                .agencies
                .iter()
                .find(|one| one.id == member.agency);
            let Some(agency) = agency else {
                return invalid(
                    "agency",
                    &member.agency,
                    "is not in this file; hint: list it with all its members",
                );
            };
            let is_there = |office: &Office| office.code == member.unit;
            if !member.unit.is_empty() && !agency.units.iter().any(is_there) {
                return invalid("unit", &member.unit, "is not among the units of its agency");
            }
        }
        Ok(directory)
    }
}

const IS_LABEL: &str =
    "is none; hint: lower-case letters, digits and \"-\" inside, such as kota-damai";

impl App {
    /// Takes a directory over: its agencies, and who works there. `issuer` is the one that signs the members in. Done
    /// again, it changes nothing; each member by itself, so that what was begun can be gone on with.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn directory_apply(
        &self,
        issuer: &str,
        directory: &Directory,
    ) -> Result<Applied, DirectoryError> {
        let mut applied = Applied::default();
        for agency in &directory.agencies {
            let done = self.change(|mut unit| async move {
                let put = put_agency(&mut unit, agency);
                (unit, put.map_err(DirectoryError::from))
            });
            done.await?;
            applied.agencies += 1;
        }
        // Who works in an agency of the file, with each of their roles there.
        let mut wanted: BTreeMap<&str, BTreeSet<(PersonId, String, String)>> = BTreeMap::new();
        for member in &directory.members {
            let person = self
                .change(|mut unit| async move {
                    let done = self.put_member(&mut unit, issuer, member).await;
                    (unit, done)
                })
                .await?;
            let roles = member.roles.iter();
            let roles = roles.map(|role| (person, member.unit.clone(), role.clone()));
            wanted.entry(&member.agency).or_default().extend(roles);
            applied.roles += member.roles.len();
        }
        for agency in &directory.agencies {
            let wanted = wanted.remove(agency.id.as_str()).unwrap_or_default();
            for row in self.members_of(&agency.id).await? {
                if !wanted.contains(&(row.person, row.unit.clone(), row.role.clone())) {
                    self.remove(&row).await?;
                    applied.removed += 1;
                }
            }
        }
        Ok(applied)
    }

    /// Sees to it that there is an agency of this name, with no unit and nobody in it: where a mini-app is tried out whose
    /// agency nobody has brought.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn agency_invent(&self, id: &str) -> Result<(), DirectoryError> {
        let invented = &Agency {
            id: id.to_owned(),
            name: id.to_owned(),
            sector: id.to_owned(),
            time_zone: "Asia/Jakarta".to_owned(),
            units: Vec::new(),
        };
        let done = self.change(|mut unit| async move {
            let id = invented.id.clone();
            let put = match unit.read(AgencyById { id }).await {
                Ok(Some(_)) => Ok(()),
                Ok(None) => put_agency(&mut unit, invented),
                Err(error) => Err(error),
            };
            (unit, put.map_err(DirectoryError::from))
        });
        Ok(done.await?)
    }

    /// Everybody who works in an agency, a row for each of their roles.
    ///
    /// # Errors
    /// Where there is no such agency, or the database fails.
    pub async fn members_of(&self, agency: &str) -> Result<Vec<MemberRow>, DirectoryError> {
        let mut unit = self.reading();
        let id = agency.to_owned();
        let known = unit.read(AgencyById { id: id.clone() }).await?;
        if known.is_none() {
            return Err(DirectoryError::Invalid {
                what: "agency",
                name: id,
                problem: "is not known",
            });
        }
        Ok(unit.read(MembersOfAgency { agency: id }).await?)
    }

    async fn put_member(
        &self,
        unit: &mut Unit,
        issuer: &str,
        member: &Member,
    ) -> Result<PersonId, DirectoryError> {
        let by_login = PersonByLogin {
            issuer: issuer.to_owned(),
            login: member.login.clone(),
        };
        let person = match unit.read(by_login).await? {
            Some(row) => row.id,
            // Who has never signed in: nothing is verified of them yet.
            None => {
                let unverified = SignIn {
                    issuer: issuer.to_owned(),
                    login: member.login.clone(),
                    name: member.name.clone(),
                    reader: Reader {
                        lang: Lang::Id,
                        time_zone: "Asia/Jakarta".to_owned(),
                        region: None,
                    },
                    claims: Vec::new(),
                };
                self.person_sign_in(unit, &unverified).await?
            }
        };
        for role in &member.roles {
            unit.write(MembershipPut {
                person,
                agency: member.agency.clone(),
                unit: member.unit.clone(),
                role: role.clone(),
                position: member.position.clone(),
            })?;
        }
        Ok(person)
    }

    async fn remove(&self, row: &MemberRow) -> Result<(), DirectoryError> {
        let done = self.change(|mut unit| async move {
            let removed = unit.write(MembershipRemove {
                person: row.person,
                agency: row.agency.clone(),
                unit: row.unit.clone(),
                role: row.role.clone(),
            });
            (unit, removed.map_err(DirectoryError::from))
        });
        Ok(done.await?)
    }
}

/// Stages an agency with its units.
pub(crate) fn put_agency(unit: &mut Unit, agency: &Agency) -> Result<(), UnitError> {
    unit.write(AgencyPut {
        id: agency.id.clone(),
        name: agency.name.clone(),
        sector: agency.sector.clone(),
        time_zone: agency.time_zone.clone(),
    })?;
    for office in &agency.units {
        unit.write(UnitPut {
            agency: agency.id.clone(),
            code: office.code.clone(),
            name: office.name.clone(),
            time_zone: office.time_zone.clone(),
        })?;
    }
    Ok(())
}
