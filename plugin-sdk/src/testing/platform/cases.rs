//! What a citizen applied for, and its way through the agency.

use serde::de::IgnoredAny;

use super::{claims, now, said};
use crate::bindings::balai::platform::cases as generated;
use crate::bindings::balai::types::refusals::Refusal;
use crate::bindings::balai::types::values::{Date, Localised};
use crate::both;
use crate::mini_app::Result;
use crate::testing::{Call, asked, person::Role};

pub use generated::{Case, Decision, Entry, Handler, Head, Listing, NewCase, Query, State};

/// So many are listed at once.
const AT_ONCE: usize = 100;

stands_for!(cases: lodge, mine, get, find, assign, add, decide);

/// A case, with the citizen whose it is.
#[derive(Debug, Clone)]
pub struct Kept {
    citizen: String,
    anonymous: bool,
    /// Whole: with internal entries, and with claims where the citizen is anonymous to staff.
    pub(in crate::testing) case: Case,
}

/// Lodges a case for the citizen who asks.
pub fn lodge(new: &NewCase) -> Result<String> {
    asked("cases.lodge", |call| {
        let citizen = call.person.subject("cases")?;
        call.assert_writes()?;
        said("title", &new.title)?;
        if serde_json::from_str::<IgnoredAny>(&new.details).is_err() {
            return Err(Refusal::Invalid("details is not JSON".to_owned()));
        }
        let claims = claims::verified(call, &new.attach)?;
        let number = format!("UJI-{:07}", call.world.cases.len() + 1);
        let head = Head {
            number: number.clone(),
            kind: new.kind.clone(),
            title: new.title.clone(),
            state: State::Received,
            handler: new.handler.clone(),
            assignee: None,
            region: new.region.clone(),
            due: new.due,
            opened_at: now(call),
            version: 0,
        };
        call.world.cases.push(Kept {
            anonymous: new.anonymous,
            case: Case {
                head,
                subject: Some(citizen.clone()),
                claims,
                details: new.details.clone(),
                entries: Vec::new(),
            },
            citizen,
        });
        call.lodged.push(number.clone());
        let text = both!("Permohonan diterima.", "Application received.");
        enter(call, &number, Some(State::Received), text, false, None)?;
        Ok(number)
    })
}

/// The citizen's own cases, newest first.
pub fn mine(after: Option<&str>, limit: u32) -> Result<Listing> {
    asked("cases.mine", |call| {
        let citizen = call.person.subject("cases")?;
        let own = call
            .world
            .cases
            .iter()
            .rev()
            .filter(|kept| kept.citizen == citizen);
        Ok(part(
            own.map(|kept| kept.case.head.clone()).collect(),
            after,
            limit,
        ))
    })
}

/// A case: the citizen's own, or one that a unit of the civil servant's handles.
pub fn get(number: &str) -> Result<Case> {
    asked("cases.get", |call| {
        let at = visible(call, number)?;
        let kept = &call.world.cases[at];
        let is_citizen = matches!(call.person.role, Role::Citizen(_));
        let mut case = kept.case.clone();
        if is_citizen {
            case.entries.retain(|entry| !entry.internal);
        } else if kept.anonymous {
            case.subject = None;
            case.claims.clear();
        }
        Ok(case)
    })
}

/// For staff: cases that a unit of theirs handles, by due date.
pub fn find(query: &Query) -> Result<Listing> {
    asked("cases.find", |call| {
        call.person.staff_of("cases")?;
        let takes = |head: &&Head| {
            let is_due = |before: Date| head.due.is_some_and(|due| due <= before);
            (query.kinds.is_empty() || query.kinds.contains(&head.kind))
                && (query.states.is_empty() || query.states.contains(&head.state))
                && (query.assignee.is_none() || query.assignee == head.assignee)
                && (query.region.is_none() || query.region == head.region)
                && query.due_before.is_none_or(is_due)
        };
        let heads = call.world.cases.iter().map(|kept| &kept.case.head);
        let heads = heads.filter(|head| handles(call, head)).filter(takes);
        let mut heads: Vec<Head> = heads.cloned().collect();
        heads.sort_by_key(|head| {
            let due = head.due.map(|day| (day.year, day.month, day.day));
            (due.is_none(), due, head.number.clone())
        });
        Ok(part(heads, query.after.as_deref(), query.limit))
    })
}

/// For staff: hands a case to a unit, to a person, or back to its unit.
pub fn assign(
    number: &str,
    expected: Option<u64>,
    handler: Option<&Handler>,
    person: Option<&str>,
) -> Result<()> {
    asked("cases.assign", |call| {
        call.person.staff_of("cases")?;
        let at = written(call, number, expected)?;
        let head = &mut call.world.cases[at].case.head;
        if let Some(handler) = handler {
            head.handler = handler.clone();
        }
        head.assignee = person.map(str::to_owned);
        let to = person.unwrap_or(&head.handler.unit).to_owned();
        enter(
            call,
            number,
            None,
            both!("Diserahkan kepada {to}.", "Handed to {to}."),
            true,
            None,
        )
    })
}

/// Adds an entry, and moves the case or its deadline.
pub fn add(
    number: &str,
    expected: Option<u64>,
    state: Option<State>,
    due: Option<Date>,
    text: &[(String, String)],
    internal: bool,
) -> Result<()> {
    asked("cases.add", |call| {
        let at = written(call, number, expected)?;
        let is_staff = matches!(call.person.role, Role::Staff(_));
        let from = call.world.cases[at].case.head.state;
        let may = match state {
            None => is_staff || from == State::WaitingForCitizen,
            Some(to) if is_staff => {
                leads(from, to) && !matches!(to, State::Granted | State::Refused | State::Withdrawn)
            }
            Some(State::Withdrawn) => leads(from, State::Withdrawn),
            Some(to) => from == State::WaitingForCitizen && to == State::InProgress,
        };
        if !may {
            return Err(Refusal::Invalid(format!(
                "a case that is {from:?} cannot become {state:?} here"
            )));
        }
        if internal && !is_staff {
            return Err(Refusal::Invalid(
                "internal is for civil servants".to_owned(),
            ));
        }
        if state.is_none() {
            said("text", text)?;
        }
        if due.is_some() {
            call.world.cases[at].case.head.due = due;
        }
        enter(call, number, state, text.to_vec(), internal, None)
    })
}

/// Decides a case: by staff, or by rules in the act that lodged it.
pub fn decide(number: &str, expected: Option<u64>, decision: &Decision) -> Result<()> {
    asked("cases.decide", |call| {
        let at = written(call, number, expected)?;
        if !matches!(call.person.role, Role::Staff(_))
            && !call.lodged.iter().any(|lodged| lodged == number)
        {
            return Err(Refusal::NotGranted(
                "cases: rules decide only in the act that lodged the case".to_owned(),
            ));
        }
        if decision.rules.iter().all(|rule| rule.trim().is_empty()) {
            return Err(Refusal::Invalid("rules names no rule".to_owned()));
        }
        said("reason", &decision.reason)?;
        let from = call.world.cases[at].case.head.state;
        let to = if decision.granted {
            State::Granted
        } else {
            State::Refused
        };
        if !leads(from, to) {
            return Err(Refusal::Invalid(format!(
                "a case that is {from:?} cannot become {to:?} here"
            )));
        }
        enter(
            call,
            number,
            Some(to),
            decision.reason.clone(),
            false,
            Some(decision.clone()),
        )
    })
}

/// The steps that the contract allows.
fn leads(from: State, to: State) -> bool {
    match from {
        State::Received | State::InProgress => to != State::Received,
        State::WaitingForCitizen => {
            matches!(to, State::InProgress | State::Withdrawn | State::Closed)
        }
        State::Granted | State::Refused => to == State::InProgress,
        State::Withdrawn | State::Closed => false,
    }
}

fn handles(call: &Call, head: &Head) -> bool {
    let Handler { agency, unit, role } = &head.handler;
    call.person.works_at(Some(agency), unit, Some(role))
}

/// Where a case is, for whoever may know of it.
fn visible(call: &Call, number: &str) -> Result<usize> {
    let found = call
        .world
        .cases
        .iter()
        .position(|kept| kept.case.head.number == number);
    let may = |at: &usize| {
        let kept = &call.world.cases[*at];
        match &call.person.role {
            Role::Nobody => false,
            Role::Citizen(subject) => kept.citizen == *subject,
            Role::Staff(_) => handles(call, &kept.case.head),
        }
    };
    match call.person.role {
        Role::Nobody => Err(Refusal::SignInNeeded),
        _ => found.filter(may).ok_or(Refusal::NotFound),
    }
}

/// Where a case is, for whoever may change it and has seen its latest version.
fn written(call: &Call, number: &str, expected: Option<u64>) -> Result<usize> {
    let at = visible(call, number)?;
    call.assert_writes()?;
    let there = call.world.cases[at].case.head.version;
    if expected.is_none_or(|expected| expected == there) {
        Ok(at)
    } else {
        Err(Refusal::Conflict)
    }
}

/// Adds an entry: the next version of the case.
fn enter(
    call: &mut Call,
    number: &str,
    state: Option<State>,
    text: Localised,
    internal: bool,
    decision: Option<Decision>,
) -> Result<()> {
    let at = visible(call, number)?;
    let (author, automated) = match &call.person.role {
        Role::Staff(staff) => (staff.name.clone(), false),
        _ => (String::new(), decision.is_some()),
    };
    let entry = Entry {
        at: now(call),
        author,
        automated,
        state,
        text,
        internal,
        decision,
    };
    let case = &mut call.world.cases[at].case;
    case.head.version += 1;
    case.head.state = state.unwrap_or(case.head.state);
    case.entries.push(entry);
    Ok(())
}

fn part(mut heads: Vec<Head>, after: Option<&str>, limit: u32) -> Listing {
    let total = heads.len() as u64;
    let begin = after.and_then(|after| heads.iter().position(|head| head.number == after));
    let limit = usize::try_from(limit).unwrap_or(AT_ONCE).min(AT_ONCE);
    let rest = heads.split_off(begin.map_or(0, |at| at + 1));
    let heads: Vec<Head> = rest.iter().take(limit).cloned().collect();
    let next = heads
        .last()
        .filter(|_| rest.len() > limit)
        .map(|last| last.number.clone());
    Listing { heads, next, total }
}
