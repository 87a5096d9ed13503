//! Lists of cases: heads only, which say nothing of a person, so that a list is no reading. They come in parts.

use contract::platform::cases::{Head, Listing, Query};
use store::{
    case::{
        CaseCountOfPerson, CaseCountOfUnits, CaseRow, CasesOfPerson, CasesOfUnits, NEVER, UnitCases,
    },
    column::Instant,
};

use super::{
    CaseError, citizen,
    rows::{day_text, head},
    staff, transition,
};
use crate::{Actor, App, Caller, MiniAppId, Unit};

/// So many are listed at once.
const AT_ONCE: u32 = 100;

/// What stands between the two parts of an `after`: where the last one stood in the order, and its number.
///
/// The place itself, and not the number alone: a case that moved meanwhile loses nobody their place, and the number of
/// somebody else's case finds out nothing.
const BETWEEN: char = '.';

/// A part of a list over all mini-apps.
#[derive(Debug, Clone)]
pub struct CaseList {
    /// In order.
    pub cases: Vec<ListedCase>,
    /// The `after` of the part that follows.
    pub next: Option<String>,
    /// How many there are in all parts.
    pub total: u64,
}

/// A case in a list.
#[derive(Debug, Clone)]
pub struct ListedCase {
    /// Whose case, and where it has its page.
    pub mini_app: MiniAppId,
    /// Nothing personal.
    pub head: Head,
}

impl From<CaseList> for Listing {
    fn from(list: CaseList) -> Self {
        Self {
            heads: list.cases.into_iter().map(|case| case.head).collect(),
            next: list.next,
            total: list.total,
        }
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
        let mini_app = caller.release.mini_app.to_string();
        let list = of_citizen(unit, &caller.actor, mini_app, after, limit).await?;
        Ok(list.into())
    }

    /// The citizen's own cases in all mini-apps, newest first.
    pub async fn cases_of(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        after: Option<String>,
    ) -> Result<CaseList, CaseError> {
        of_citizen(unit, actor, String::new(), after, AT_ONCE).await
    }

    /// For staff: cases of the caller's mini-app that a unit of theirs handles, by due date.
    pub async fn case_find(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        query: Query,
    ) -> Result<Listing, CaseError> {
        let assignee = query
            .assignee
            .map(|person| person.parse().map_err(|_| CaseError::NoSuch(person)))
            .transpose();
        let which = UnitCases {
            person: staff(&caller.actor)?,
            mini_app: caller.release.mini_app.to_string(),
            kinds: lines(query.kinds.iter().map(String::as_str)),
            states: lines(query.states.iter().map(|state| transition::name(*state))),
            assignee: assignee?,
            region: query.region.unwrap_or_default(),
            due_before: query
                .due_before
                .map(day_text)
                .transpose()?
                .unwrap_or_default(),
        };
        let list = of_units(unit, which, query.after, query.limit).await?;
        Ok(list.into())
    }

    /// For staff: cases that wait in their units, by due day, in all mini-apps.
    pub async fn unit_cases(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        after: Option<String>,
    ) -> Result<CaseList, CaseError> {
        let open = transition::STATES
            .into_iter()
            .filter(|state| transition::is_open(*state))
            .map(transition::name);
        let which = UnitCases {
            person: staff(actor)?,
            mini_app: String::new(),
            kinds: String::new(),
            states: lines(open),
            assignee: None,
            region: String::new(),
            due_before: String::new(),
        };
        of_units(unit, which, after, AT_ONCE).await
    }
}

async fn of_citizen(
    unit: &mut Unit,
    actor: &Actor,
    mini_app: String,
    after: Option<String>,
    limit: u32,
) -> Result<CaseList, CaseError> {
    let person = citizen(actor)?;
    let limit = limit.clamp(1, AT_ONCE);
    let query = CasesOfPerson {
        person,
        mini_app: mini_app.clone(),
        after: place(after, |at| at.parse().ok().map(Instant))?,
        limit: i64::from(limit) + 1,
    };
    let total = unit.read(CaseCountOfPerson { person, mini_app }).await?;
    let rows = unit.read(query).await?;
    list(rows, limit, total, |row| row.opened_at.0.to_string())
}

async fn of_units(
    unit: &mut Unit,
    which: UnitCases,
    after: Option<String>,
    limit: u32,
) -> Result<CaseList, CaseError> {
    let limit = limit.clamp(1, AT_ONCE);
    let query = CasesOfUnits {
        which: which.clone(),
        after: place(after, |due| Some(due.to_owned()))?,
        limit: i64::from(limit) + 1,
    };
    let total = unit.read(CaseCountOfUnits { which }).await?;
    let rows = unit.read(query).await?;
    list(rows, limit, total, |row| {
        row.due.clone().unwrap_or_else(|| NEVER.to_owned())
    })
}

/// The place that an `after` names.
fn place<K>(
    after: Option<String>,
    key: impl Fn(&str) -> Option<K>,
) -> Result<Option<(K, String)>, CaseError> {
    let Some(after) = after else {
        return Ok(None);
    };
    after
        .split_once(BETWEEN)
        .and_then(|(at, number)| Some((key(at)?, number.to_owned())))
        .map(Some)
        .ok_or(CaseError::Invalid {
            field: "after",
            problem: "is no `next` of a list",
        })
}

/// One row more than asked for says that there is a next part. `key`: by what the list is sorted.
fn list(
    mut rows: Vec<CaseRow>,
    limit: u32,
    total: i64,
    key: impl Fn(&CaseRow) -> String,
) -> Result<CaseList, CaseError> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let next = rows
        .last()
        .filter(|_| more)
        .map(|row| format!("{}{BETWEEN}{}", key(row), row.number));
    Ok(CaseList {
        cases: rows.into_iter().map(listed).collect::<Result<_, _>>()?,
        next,
        total: u64::try_from(total).unwrap_or_default(),
    })
}

fn listed(row: CaseRow) -> Result<ListedCase, CaseError> {
    Ok(ListedCase {
        mini_app: row.mini_app.clone(),
        head: head(row)?,
    })
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
