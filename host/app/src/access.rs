//! Who used whose data: entered, and committed, before the data is handed over.

use contract::{Refusal, values::Localised};
use jiff::{civil, tz::TimeZone};
use store::{
    access::{AccessAdd, AccessOfPerson, AccessRow},
    column::Json,
};
use uuid::Uuid;

use crate::{
    Actor, App, Instant, Lang, MiniAppId, PersonId, Refused, Release, Role, TransactError, Unit,
    UnitError, manifest::Basis,
};

/// So many entries are listed at once, alike ones together.
const AT_ONCE: usize = 100;

/// Why a log was not shown.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// Civil servants at work have no log: what is entered is the use of a citizen's data.
    #[error("uses of data: the visitor is not a citizen")]
    NotACitizen,
    /// It names no place in a log.
    #[error("uses of data: \"{0}\" is no `next` of a log")]
    NoSuchPlace(String),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<AccessError> for Refused {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::SignInNeeded => Self::Answer(Refusal::SignInNeeded),
            AccessError::NotACitizen => Self::Answer(Refusal::NotGranted(error.to_string())),
            AccessError::NoSuchPlace(_) => Self::Answer(Refusal::Invalid(error.to_string())),
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
    /// What for, in words for the citizen, by language.
    pub purpose: Localised,
    /// On which basis.
    pub basis: Basis,
    /// Where the basis stands.
    pub law: String,
}

/// A part of a citizen's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLog {
    /// By their newest moment, newest first.
    pub uses: Vec<DayOfUses>,
    /// The `after` of the part that follows.
    pub next: Option<String>,
}

/// The uses on one day that differ in nothing but when they were: a civil servant who works on a case reads it again
/// and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOfUses {
    /// In the citizen's own time zone.
    pub day: civil::Date,
    /// When each of them was, newest first; at least one.
    pub moments: Vec<Instant>,
    /// The civil servant's name and position; empty where a mini-app read in the citizen's own call.
    pub reader: String,
    /// Which mini-app.
    pub mini_app: MiniAppId,
    /// The case that was read; none where claims were.
    pub case_number: Option<String>,
    /// Which data, by name.
    pub fields: Vec<String>,
    /// What for, by language.
    pub purpose: Localised,
    /// The basis by its name in the manifest, ": ", and where it stands.
    pub basis: String,
}

impl DayOfUses {
    fn of(row: AccessRow, zone: &TimeZone) -> Self {
        Self {
            day: zone.to_datetime(row.at.timestamp()).date(),
            moments: vec![row.at],
            reader: row.reader,
            mini_app: row.mini_app,
            case_number: row.case_number,
            fields: row.fields.0,
            purpose: match row.purposes {
                Some(Json(purposes)) => purposes,
                None => vec![(Lang::Id.tag().to_owned(), row.purpose)],
            },
            basis: row.basis,
        }
    }

    /// All but the moments.
    fn kind(&self) -> impl PartialEq + '_ {
        let of = (self.day, &self.reader, &self.mini_app, &self.case_number);
        (of, &self.fields, &self.purpose, &self.basis)
    }
}

impl App {
    /// Who used the citizen's data, newest first; only the readings of one case, where it is named. `after` is the
    /// `next` of the part before.
    pub async fn accesses_of(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        case: Option<&str>,
        after: Option<&str>,
    ) -> Result<AccessLog, AccessError> {
        let person = match actor.role {
            Role::Anonymous => return Err(AccessError::SignInNeeded),
            Role::Staff { .. } => return Err(AccessError::NotACitizen),
            Role::Citizen(person) => person,
        };
        let query = AccessOfPerson {
            person,
            case_number: case.map(str::to_owned),
            after: after.map(place).transpose()?,
            limit: i64::try_from(AT_ONCE + 1).unwrap_or(i64::MAX),
        };
        let mut rows = unit.read(query).await?;
        // One more than is listed says that there is a next part.
        let more = rows.len() > AT_ONCE;
        rows.truncate(AT_ONCE);
        let next = rows.last().filter(|_| more);
        let next = next.map(|row| format!("{}{BETWEEN}{}", row.at.0, row.id));
        let zone = TimeZone::get(&actor.reader.time_zone).unwrap_or(TimeZone::UTC);
        let mut uses: Vec<DayOfUses> = Vec::new();
        for row in rows {
            let at = row.at;
            let one = DayOfUses::of(row, &zone);
            match uses.iter_mut().find(|day| day.kind() == one.kind()) {
                Some(day) => day.moments.push(at),
                None => uses.push(one),
            }
        }
        Ok(AccessLog { uses, next })
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
                    digest: by.digest.to_string(),
                    case_number: access.case_number.clone(),
                    fields: Json(access.fields.clone()),
                    purpose: Lang::Id.pick(&access.purpose).to_owned(),
                    purposes: Json(access.purpose.clone()),
                    basis: format!("{}: {}", access.basis.name(), access.law),
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

/// What stands between the two parts of an `after`: when the last one was entered, and its id.
const BETWEEN: char = '.';

fn place(after: &str) -> Result<(Instant, Uuid), AccessError> {
    after
        .split_once(BETWEEN)
        .and_then(|(at, id)| Some((Instant(at.parse().ok()?), id.parse().ok()?)))
        .ok_or_else(|| AccessError::NoSuchPlace(after.to_owned()))
}
