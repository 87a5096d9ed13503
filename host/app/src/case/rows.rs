//! Cases as the store keeps them, and as the contract has them: what a reader may see of a row.

use contract::{
    platform::{
        cases::{Case, Entry, Handler, Head, State},
        claims::Claim,
    },
    values::Date,
};
use store::case::{CaseEntryRow, CaseRow};

use super::{CaseError, transition};
use crate::{Actor, Role, calendar};

pub(super) fn day_text(day: Date) -> Result<String, CaseError> {
    calendar::civil_day(day)
        .map(|day| day.to_string())
        .map_err(|_| CaseError::Invalid {
            field: "due",
            problem: "is a day that does not exist",
        })
}

pub(super) fn unreadable(what: impl ToString) -> CaseError {
    CaseError::Unreadable(what.to_string())
}

pub(super) fn claims(row: &CaseRow) -> Result<Vec<Claim>, CaseError> {
    serde_json::from_str(&row.claims).map_err(unreadable)
}

pub(super) fn head(row: CaseRow) -> Result<Head, CaseError> {
    let state = state(&row)?;
    let due = row
        .due
        .map(|due| due.parse::<jiff::civil::Date>().map(calendar::contract_day))
        .transpose();
    Ok(Head {
        title: serde_json::from_str(&row.title).map_err(unreadable)?,
        state,
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
pub(super) fn whole(
    row: CaseRow,
    entries: Vec<CaseEntryRow>,
    reader: &Actor,
) -> Result<Case, CaseError> {
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

pub(super) fn state(row: &CaseRow) -> Result<State, CaseError> {
    transition::state(&row.state).ok_or_else(|| unreadable(&row.state))
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, CaseError> {
    serde_json::to_string(value).map_err(unreadable)
}
