//! Cases: what citizens applied for. Who may see one, and what each of them sees.

mod change;
mod human;
mod number;
mod shell;
pub mod transition;

use contract::{
    Refusal,
    platform::{
        cases::{Case, Entry, Handler, Head, Listing, Query},
        claims::Claim,
    },
    values::Date,
};
use store::case::{
    CaseByNumber, CaseCountOfPerson, CaseCountOfUnits, CaseEntries, CaseEntryRow, CaseRow,
    CasesOfPerson, CasesOfUnits, UnitCases,
};

use crate::{
    Actor, App, Caller, ClaimError, PersonId, Refused, Role, SubjectError, Unit, UnitError,
    access::Access, calendar,
};

pub use shell::CaseView;

/// So many are listed at once.
const AT_ONCE: u32 = 100;

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
    /// The citizen's own cases in the caller's mini-app, newest first.
    pub async fn case_mine(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        after: Option<String>,
        limit: u32,
    ) -> Result<Listing, CaseError> {
        let person = citizen(&caller.actor)?;
        let mini_app = caller.release.mini_app.to_string();
        let total = unit
            .read(CaseCountOfPerson {
                person,
                mini_app: mini_app.clone(),
            })
            .await?;
        let limit = at_once(limit);
        let after = after.unwrap_or_default();
        let rows = unit
            .read(CasesOfPerson {
                person,
                mini_app,
                after,
                limit: i64::from(limit) + 1,
            })
            .await?;
        listing(rows, limit, total)
    }

    /// For staff: cases of the caller's mini-app that a unit of theirs handles, by due date.
    pub async fn case_find(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        query: Query,
    ) -> Result<Listing, CaseError> {
        let which = UnitCases {
            person: staff(&caller.actor)?,
            mini_app: caller.release.mini_app.to_string(),
            kinds: lines(query.kinds.iter().map(String::as_str)),
            states: lines(query.states.iter().map(|state| transition::name(*state))),
            assignee: query
                .assignee
                .map(|person| person.parse().map_err(|_| CaseError::NoSuch(person)))
                .transpose()?,
            region: query.region.unwrap_or_default(),
            due_before: query
                .due_before
                .map(day_text)
                .transpose()?
                .unwrap_or_default(),
        };
        let total = unit
            .read(CaseCountOfUnits {
                which: which.clone(),
            })
            .await?;
        let limit = at_once(query.limit);
        let after = query.after.unwrap_or_default();
        let rows = unit
            .read(CasesOfUnits {
                which,
                after,
                limit: i64::from(limit) + 1,
            })
            .await?;
        listing(rows, limit, total)
    }

    /// A case of the caller's mini-app. A reading by staff is entered in the citizen's log, and committed, first.
    pub async fn case_get(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        number: &str,
    ) -> Result<Case, CaseError> {
        let row = self.case_row(unit, caller, number).await?;
        if let Role::Staff { .. } = caller.actor.role {
            self.enter_reading(unit, caller, &row).await?;
        }
        let entries = unit
            .read(CaseEntries {
                number: row.number.clone(),
            })
            .await?;
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
            Role::Citizen(person) => self.owner(unit, &row).await? == Some(person),
            Role::Staff { .. } => actor.works_at(&row.agency, &row.unit, &row.role),
        };
        if visible {
            Ok(row)
        } else {
            Err(CaseError::NotFound)
        }
    }

    async fn owner(&self, unit: &mut Unit, row: &CaseRow) -> Result<Option<PersonId>, CaseError> {
        let sector = self.subject_sector(unit, row.mini_app.agency()).await?;
        Ok(self.subject_person(unit, &row.subject, &sector).await?)
    }

    async fn enter_reading(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        row: &CaseRow,
    ) -> Result<(), CaseError> {
        let Some(person) = self.owner(unit, row).await? else {
            return Ok(());
        };
        let manifest = &caller.release.manifest;
        let pages = manifest.cases.as_ref().ok_or(CaseError::Invalid {
            field: "miniapp.toml",
            problem: "has no [cases], so there is no legal basis on which staff may read one",
        })?;
        let mut fields = vec!["details".to_owned()];
        if !row.anonymous {
            fields.extend(claims(row)?.into_iter().map(|claim| claim.name));
        }
        let reading = Access {
            person,
            reader: caller.actor.signature(),
            case_number: Some(row.number.clone()),
            fields,
            purpose: manifest.title.id.clone(),
            basis: pages.basis,
            law: pages.law.clone(),
        };
        Ok(self.access_enter(&caller.release, &[reading]).await?)
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

fn at_once(limit: u32) -> u32 {
    limit.clamp(1, AT_ONCE)
}

/// Each on a line of its own with a break at both ends, or "" for none.
fn lines<'t>(of: impl Iterator<Item = &'t str>) -> String {
    let joined: String = of.map(|one| format!("{one}\n")).collect();
    if joined.is_empty() {
        joined
    } else {
        format!("\n{joined}")
    }
}

fn day_text(day: Date) -> Result<String, CaseError> {
    calendar::civil_day(day)
        .map(|day| day.to_string())
        .map_err(|_| CaseError::Invalid {
            field: "due",
            problem: "is a day that does not exist",
        })
}

fn unreadable(what: impl ToString) -> CaseError {
    CaseError::Unreadable(what.to_string())
}

fn claims(row: &CaseRow) -> Result<Vec<Claim>, CaseError> {
    serde_json::from_str(&row.claims).map_err(unreadable)
}

fn head(row: CaseRow) -> Result<Head, CaseError> {
    let due = row
        .due
        .map(|due| due.parse::<jiff::civil::Date>().map(calendar::contract_day))
        .transpose();
    Ok(Head {
        title: serde_json::from_str(&row.title).map_err(unreadable)?,
        state: transition::state(&row.state).ok_or_else(|| unreadable(&row.state))?,
        handler: Handler {
            agency: row.agency,
            unit: row.unit,
            role: row.role,
        },
        assignee: row.assignee.map(|person| person.to_string()),
        due: due.map_err(unreadable)?,
        number: row.number,
        kind: row.kind,
        region: row.region,
        opened_at: row.opened_at.0,
        version: u64::try_from(row.version).unwrap_or_default(),
    })
}

fn entry(row: CaseEntryRow) -> Result<Entry, CaseError> {
    Ok(Entry {
        at: row.at.0,
        author: row.author,
        automated: row.automated,
        state: row
            .state
            .map(|name| transition::state(&name).ok_or_else(|| unreadable(name)))
            .transpose()?,
        text: serde_json::from_str(&row.text).map_err(unreadable)?,
        internal: row.internal,
        decision: row
            .decision
            .map(|json| serde_json::from_str(&json))
            .transpose()
            .map_err(unreadable)?,
    })
}

/// What this reader may see of it.
fn whole(row: CaseRow, entries: Vec<CaseEntryRow>, reader: &Actor) -> Result<Case, CaseError> {
    let is_citizen = matches!(reader.role, Role::Citizen(_));
    let hidden = row.anonymous && !is_citizen;
    Ok(Case {
        subject: (!hidden).then(|| row.subject.clone()),
        claims: if hidden { Vec::new() } else { claims(&row)? },
        details: row.details.clone(),
        entries: entries
            .into_iter()
            .filter(|entry| !(is_citizen && entry.internal))
            .map(entry)
            .collect::<Result<_, _>>()?,
        head: head(row)?,
    })
}

/// One row more than asked for says that there is a next part.
fn listing(mut rows: Vec<CaseRow>, limit: u32, total: i64) -> Result<Listing, CaseError> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().filter(|_| more).map(|row| row.number.clone());
    Ok(Listing {
        heads: rows.into_iter().map(head).collect::<Result<_, _>>()?,
        next,
        total: u64::try_from(total).unwrap_or_default(),
    })
}
