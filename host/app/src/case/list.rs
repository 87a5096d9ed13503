//! Lists of cases: heads only, which say nothing of a person, so that a list is no reading. They come in parts.

use contract::platform::cases::{Head, Listing, Query, State};
use jiff::{ToSpan as _, tz::TimeZone};
use store::{
    case::{
        CaseCountOfPerson, CaseCountOfUnits, CaseRow, CasesOfPerson, CasesOfUnits,
        CasesOfUnitsNumbered, NEVER, PersonCases, UnitCases,
    },
    column::Instant,
};

use super::{
    CaseError, citizen,
    rows::{day_text, head},
    staff, transition,
};
use crate::{
    Actor, App, Caller, MiniAppId, Unit, calendar,
    paging::{BETWEEN, Part, Turn},
    search::{LOOKED_AT, Sought},
};

/// So many are listed at once.
const AT_ONCE: u32 = 100;
/// Within so many days a deadline is near: a working week.
const NEAR_DAYS: i64 = 7;

/// Which cases of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseFilter {
    /// Every case.
    All,
    /// Those in which something still has to happen.
    Open,
    /// Those that nobody has begun with.
    Received,
    /// Those that are worked on.
    InProgress,
    /// Those in which the citizen is asked for something.
    Waiting,
    /// Those that are over.
    Ended,
}

impl CaseFilter {
    fn takes(self, state: State) -> bool {
        match self {
            Self::All => true,
            Self::Open => transition::is_open(state),
            Self::Received => state == State::Received,
            Self::InProgress => state == State::InProgress,
            Self::Waiting => state == State::WaitingForCitizen,
            Self::Ended => !transition::is_open(state),
        }
    }
}

/// The states of a filter, as a query takes them.
pub(super) fn states(of: CaseFilter) -> String {
    let taken = transition::STATES
        .into_iter()
        .filter(|state| of.takes(*state));
    lines(taken.map(transition::name))
}

/// A part of a list over all mini-apps.
#[derive(Debug, Clone)]
pub struct CaseList {
    /// In order.
    pub cases: Vec<ListedCase>,
    /// The place to ask for what stands before this part; none where it is the first.
    pub previous: Option<String>,
    /// The place to ask for what follows this part, and the `after` of it for a mini-app; none where it is the last.
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
        let which = PersonCases {
            person: citizen(&caller.actor)?,
            mini_app: caller.release.mini_app.to_string(),
            states: String::new(),
        };
        let turn = after.map_or(Turn::First, Turn::After);
        let list = of_citizen(unit, which, &turn, limit.min(AT_ONCE)).await?;
        Ok(list.into())
    }

    /// The citizen's own cases in all mini-apps, newest first; a part of them, so many at most.
    pub async fn cases_part(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        filter: CaseFilter,
        turn: &Turn<String>,
        limit: u32,
    ) -> Result<CaseList, CaseError> {
        let which = PersonCases {
            person: citizen(actor)?,
            mini_app: String::new(),
            states: states(filter),
        };
        of_citizen(unit, which, turn, limit).await
    }

    /// The citizen's cases that need a look: something is asked of them, or a deadline is near or has passed. What is
    /// asked of them stands first, and of each kind the newest.
    pub async fn cases_waiting(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<Vec<ListedCase>, CaseError> {
        let open = CaseFilter::Open;
        let list = self
            .cases_part(unit, actor, open, &Turn::First, AT_ONCE)
            .await?;
        let zone = TimeZone::get(&actor.reader.time_zone).unwrap_or(TimeZone::UTC);
        let today = zone.to_datetime(unit.now().timestamp()).date();
        let near = today.saturating_add(NEAR_DAYS.days());
        let is_asked = |case: &ListedCase| case.head.state == State::WaitingForCitizen;
        let is_near = |case: &ListedCase| {
            let day = case.head.due.and_then(|due| calendar::civil_day(due).ok());
            day.is_some_and(|day| day <= near)
        };
        let (mut waiting, others): (Vec<_>, Vec<_>) = list.cases.into_iter().partition(is_asked);
        waiting.extend(others.into_iter().filter(is_near));
        Ok(waiting)
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
        let turn = query.after.map_or(Turn::First, Turn::After);
        let list = of_units(unit, which, &turn, query.limit.min(AT_ONCE)).await?;
        Ok(list.into())
    }

    /// For staff: cases of their units, by due day, in all mini-apps; a part of them, so many at most.
    pub async fn unit_cases_part(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        filter: CaseFilter,
        turn: &Turn<String>,
        limit: u32,
    ) -> Result<CaseList, CaseError> {
        let which = UnitCases {
            person: staff(actor)?,
            mini_app: String::new(),
            kinds: String::new(),
            states: states(filter),
            assignee: None,
            region: String::new(),
            due_before: String::new(),
        };
        of_units(unit, which, turn, limit).await
    }

    /// For staff: cases of their units whose number begins with what was typed.
    pub async fn unit_cases_numbered(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        sought: &Sought,
    ) -> Result<Vec<ListedCase>, CaseError> {
        let rows = unit
            .read(CasesOfUnitsNumbered {
                person: staff(actor)?,
                begins: sought.typed().to_uppercase(),
                limit: i64::from(AT_ONCE),
            })
            .await?;
        rows.into_iter().map(listed).collect()
    }
}

async fn of_citizen(
    unit: &mut Unit,
    which: PersonCases,
    turn: &Turn<String>,
    limit: u32,
) -> Result<CaseList, CaseError> {
    let limit = limit.clamp(1, LOOKED_AT);
    let query = CasesOfPerson {
        which: which.clone(),
        turn: place(turn, |at| at.parse().ok().map(Instant))?,
        limit: i64::from(limit) + 1,
    };
    let total = unit.read(CaseCountOfPerson { which }).await?;
    let rows = unit.read(query).await?;
    list(rows, turn, limit, total, |row| row.opened_at.0.to_string())
}

async fn of_units(
    unit: &mut Unit,
    which: UnitCases,
    turn: &Turn<String>,
    limit: u32,
) -> Result<CaseList, CaseError> {
    let limit = limit.clamp(1, LOOKED_AT);
    let query = CasesOfUnits {
        which: which.clone(),
        turn: place(turn, |due| Some(due.to_owned()))?,
        limit: i64::from(limit) + 1,
    };
    let total = unit.read(CaseCountOfUnits { which }).await?;
    let rows = unit.read(query).await?;
    list(rows, turn, limit, total, |row| {
        row.due.clone().unwrap_or_else(|| NEVER.to_owned())
    })
}

/// The place that a turn names: where an entry stands in the order, and its number.
///
/// The place itself, and not the number alone: a case that moved meanwhile loses nobody their place, and the number of
/// somebody else's case finds out nothing.
fn place<K>(
    turn: &Turn<String>,
    key: impl Fn(&str) -> Option<K>,
) -> Result<Turn<(K, String)>, CaseError> {
    let read = |text: &String| {
        let (at, number) = text.split_once(BETWEEN)?;
        Some((key(at)?, number.to_owned()))
    };
    turn.read(read).ok_or(CaseError::Invalid {
        field: "after",
        problem: "is no `next` of a list",
    })
}

/// `key`: by what the list is sorted.
fn list(
    rows: Vec<CaseRow>,
    turn: &Turn<String>,
    limit: u32,
    total: i64,
    key: impl Fn(&CaseRow) -> String,
) -> Result<CaseList, CaseError> {
    let place = |row: &CaseRow| format!("{}{BETWEEN}{}", key(row), row.number);
    let part = Part::of(rows, limit, turn, place).try_map(listed)?;
    Ok(CaseList {
        cases: part.items,
        previous: part.previous,
        next: part.next,
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
