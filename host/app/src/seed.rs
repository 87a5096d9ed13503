//! Invented agencies, people and days off, for trying the platform out and for journeys. Never for production.

use std::collections::BTreeMap;

use contract::values::Value;
use serde::Deserialize;
use store::{
    agency::MembershipPut,
    holiday::{HolidayEditionPut, HolidayPut},
};

use crate::{
    App, Instant, Lang, Reader, TransactError, Unit, UnitError,
    agency::{Agency, put_agency},
    manifest::Bilingual,
    person::{PersonError, SignIn, Verified},
};

const DEMO: &str = include_str!("../data/demo.toml");
const HOLIDAYS: [&str; 2] = [
    include_str!("../data/holidays-2026.toml"),
    include_str!("../data/holidays-2027.toml"),
];

/// Why nothing was seeded.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// A file under data/ is not what this module reads; its tests see to that.
    #[error("data/: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A person could not be kept.
    #[error(transparent)]
    Person(#[from] PersonError),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<TransactError<Self>> for SeedError {
    fn from(error: TransactError<Self>) -> Self {
        match error {
            TransactError::Refused(error) => error,
            TransactError::Contended(name) => UnitError::Conflict(name).into(),
            TransactError::Store(error) => UnitError::Store(error).into(),
        }
    }
}

/// An invented person whom the development provider lets sign in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Persona {
    /// By which the provider knows them.
    pub login: String,
    /// What they are called.
    pub name: String,
    /// The code of their region.
    pub region: String,
    /// IANA.
    pub time_zone: String,
    /// What they are, in a few words.
    pub about: Bilingual,
    /// Where they work.
    #[serde(default)]
    pub works: Vec<Work>,
}

/// Where somebody works.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// Such as "kota-damai".
    pub agency: String,
    /// The code of the unit.
    pub unit: String,
    /// What they are there.
    pub position: String,
    /// By the agency's own names.
    pub roles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Demo {
    agencies: Vec<Agency>,
    people: Vec<Persona>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holidays {
    year: i64,
    edition: String,
    /// Names by day.
    days: BTreeMap<String, String>,
}

/// Who can be chosen to sign in.
///
/// # Errors
/// Where data/ cannot be read.
pub fn personas() -> Result<Vec<Persona>, SeedError> {
    Ok(toml::from_str::<Demo>(DEMO)?.people)
}

impl App {
    /// Puts the invented agencies, people and days off into the database. Done again, it changes nothing. `issuer` is
    /// the one that will sign the people in.
    pub async fn seed_demo(&self, issuer: &str) -> Result<(), SeedError> {
        let demo: &Demo = &toml::from_str(DEMO)?;
        let years: Vec<Holidays> = HOLIDAYS
            .iter()
            .map(|text| toml::from_str(text))
            .collect::<Result<_, _>>()?;
        let years = &years;
        self.change(|mut unit| async move {
            let mut agencies = demo.agencies.iter();
            let done = agencies
                .try_for_each(|agency| put_agency(&mut unit, agency))
                .map_err(SeedError::from)
                .and_then(|()| put_holidays(&mut unit, years));
            (unit, done)
        })
        .await?;
        for persona in &demo.people {
            self.change(|mut unit| async move {
                let done = self.seed_person(&mut unit, persona, issuer).await;
                (unit, done)
            })
            .await?;
        }
        Ok(())
    }

    async fn seed_person(
        &self,
        unit: &mut Unit,
        persona: &Persona,
        issuer: &str,
    ) -> Result<(), SeedError> {
        let person = self
            .person_sign_in(unit, &persona.sign_in(issuer, unit.now()))
            .await?;
        for work in &persona.works {
            for role in &work.roles {
                unit.write(MembershipPut {
                    person,
                    agency: work.agency.clone(),
                    unit: work.unit.clone(),
                    role: role.clone(),
                    position: work.position.clone(),
                })?;
            }
        }
        Ok(())
    }
}

impl Persona {
    /// What the development provider says when they sign in.
    pub fn sign_in(&self, issuer: &str, now: Instant) -> SignIn {
        SignIn {
            issuer: issuer.to_owned(),
            login: self.login.clone(),
            name: self.name.clone(),
            reader: Reader {
                lang: Lang::Id,
                time_zone: self.time_zone.clone(),
                region: Some(self.region.clone()),
            },
            claims: vec![Verified {
                name: "name".to_owned(),
                value: Value::Text(self.name.clone()),
                at: now,
            }],
        }
    }
}

fn put_holidays(unit: &mut Unit, years: &[Holidays]) -> Result<(), SeedError> {
    for year in years {
        unit.write(HolidayEditionPut {
            year: year.year,
            edition: year.edition.clone(),
        })?;
        for (day, name) in &year.days {
            unit.write(HolidayPut {
                day: day.clone(),
                // Of the whole nation.
                scope: String::new(),
                name: name.clone(),
            })?;
        }
    }
    Ok(())
}
