//! Pseudonyms: an agency knows a citizen by one that no agency of another sector can join on
//! (pairwise, OpenID Connect Core 1.0, section 8).
//!
//! They are random and kept in a table, not computed: there is no key with which they could all be told.
//!
//! A pseudonym outlives the act in which it is first needed, as a mini-app may have seen it although nothing was
//! committed. And a unit that may only read cannot make one. So whoever begins a call makes it beforehand, by
//! [`App::subject_ensure`], which commits on its own; within the call [`App::subject_of`] finds it.

use contract::Refusal;
use store::agency::{AgencyById, SubjectAdd, SubjectById, SubjectOfPerson};

use crate::{App, PersonId, Refused, TransactError, Unit, UnitError};

/// Why there is no pseudonym.
#[derive(Debug, thiserror::Error)]
pub enum SubjectError {
    /// There is no such agency, so there is no sector.
    #[error("there is no agency \"{0}\"")]
    NoSuchAgency(String),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<SubjectError> for Refused {
    fn from(error: SubjectError) -> Self {
        match error {
            SubjectError::NoSuchAgency(_) => Self::Answer(Refusal::Fault(error.to_string())),
            SubjectError::Unit(error) => error.into(),
        }
    }
}

impl From<TransactError<Self>> for SubjectError {
    fn from(error: TransactError<Self>) -> Self {
        match error {
            TransactError::Refused(error) => error,
            TransactError::Contended(name) => UnitError::Conflict(name).into(),
            TransactError::Store(error) => UnitError::Store(error).into(),
        }
    }
}

/// By which pseudonym an agency knows a person.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Asked {
    person: PersonId,
    agency: String,
}

impl App {
    /// The sector in which an agency's pseudonyms hold.
    pub async fn subject_sector(
        &self,
        unit: &mut Unit,
        agency: &str,
    ) -> Result<String, SubjectError> {
        unit.read(AgencyById {
            id: agency.to_owned(),
        })
        .await?
        .map(|row| row.sector)
        .ok_or_else(|| SubjectError::NoSuchAgency(agency.to_owned()))
    }

    /// The pseudonym of a person in a sector; staged where there is none yet. A unit that may only read refuses then.
    pub async fn subject_of(
        &self,
        unit: &mut Unit,
        person: PersonId,
        sector: &str,
    ) -> Result<String, SubjectError> {
        let known = unit
            .read(SubjectOfPerson {
                sector: sector.to_owned(),
                person,
            })
            .await?;
        if let Some(row) = known {
            return Ok(row.id);
        }
        // 128 bits: as hard to guess as to meet twice.
        let id = hex::encode(self.entropy().bytes::<16>());
        unit.write(SubjectAdd {
            id: id.clone(),
            sector: sector.to_owned(),
            person,
        })?;
        Ok(id)
    }

    /// The pseudonym by which an agency knows a person, committed: from then on every unit of work finds it.
    pub async fn subject_ensure(
        &self,
        person: PersonId,
        agency: &str,
    ) -> Result<String, SubjectError> {
        let kept = self.0.store.kept();
        let asked = Asked {
            person,
            agency: agency.to_owned(),
        };
        if let Some(id) = kept.find(&asked) {
            return Ok(id);
        }
        let commits = kept.commits();
        let mut reading = self.reading();
        let sector = self.subject_sector(&mut reading, agency).await?;
        let known = reading
            .read(SubjectOfPerson {
                sector: sector.clone(),
                person,
            })
            .await?;
        if let Some(row) = known {
            kept.keep(&asked, &row.id, commits);
            return Ok(row.id);
        }
        let sector = sector.as_str();
        let id = self
            .change(|mut unit| async move {
                let id = self.subject_of(&mut unit, person, sector).await;
                (unit, id)
            })
            .await?;
        Ok(id)
    }

    /// Whose pseudonym it is; none where it is of another sector or of nobody.
    pub async fn subject_person(
        &self,
        unit: &mut Unit,
        subject: &str,
        sector: &str,
    ) -> Result<Option<PersonId>, SubjectError> {
        let row = unit
            .read(SubjectById {
                sector: sector.to_owned(),
                id: subject.to_owned(),
            })
            .await?;
        Ok(row.map(|row| row.person))
    }
}
