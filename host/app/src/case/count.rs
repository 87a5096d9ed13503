//! How many cases wait in the units of a civil servant.

use std::collections::BTreeMap;

use contract::platform::cases::State;
use jiff::{
    Timestamp, civil,
    tz::{Offset, TimeZone},
};
use store::{
    agency::UnitByCode,
    case::{CaseCountRow, CaseCountsOfUnits},
};

use super::{
    CaseError,
    list::{CaseFilter, states},
    rows::unreadable,
    staff, transition,
};
use crate::{Actor, App, Unit};

/// How many open cases wait in the units of a civil servant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenCases {
    /// By state, in the order of a case's life; every open state is named.
    pub by_state: Vec<(State, u64)>,
    /// Those whose day has passed, each where its office is.
    pub overdue: u64,
}

impl App {
    /// Open cases of a civil servant's units, counted.
    pub async fn unit_counts(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<OpenCases, CaseError> {
        let now = unit.now().timestamp();
        // It is one of these days, wherever an office is (UTC-12 to UTC+14).
        let (first, last) = (day_at(now, -12), day_at(now, 14));
        let query = CaseCountsOfUnits {
            person: staff(actor)?,
            states: states(CaseFilter::Open),
            before: first.yesterday().unwrap_or(first).to_string(),
            first: first.to_string(),
            last: last.to_string(),
        };
        let mut counted = OpenCases {
            by_state: transition::STATES
                .into_iter()
                .filter(|state| transition::is_open(*state))
                .map(|state| (state, 0))
                .collect(),
            overdue: 0,
        };
        let mut todays: BTreeMap<(String, String), String> = BTreeMap::new();
        for row in unit.read(query).await? {
            let count = u64::try_from(row.count).unwrap_or_default();
            let state = transition::state(&row.state).ok_or_else(|| unreadable(&row.state))?;
            for (of, sum) in &mut counted.by_state {
                *sum += if *of == state { count } else { 0 };
            }
            if row.due.is_empty() {
                continue;
            }
            let office = (row.agency.clone(), row.unit.clone());
            let today = match todays.get(&office) {
                Some(today) => today.clone(),
                None => {
                    let today = today_at(unit, now, &row).await?;
                    todays.insert(office, today.clone());
                    today
                }
            };
            counted.overdue += if row.due < today { count } else { 0 };
        }
        Ok(counted)
    }
}

fn day_at(now: Timestamp, hours: i8) -> civil::Date {
    Offset::constant(hours).to_datetime(now).date()
}

/// ISO 8601, which sorts.
async fn today_at(unit: &mut Unit, now: Timestamp, at: &CaseCountRow) -> Result<String, CaseError> {
    let office = UnitByCode {
        agency: at.agency.clone(),
        code: at.unit.clone(),
    };
    let row = unit.read(office).await?;
    let zone = row.and_then(|row| TimeZone::get(&row.time_zone).ok());
    let zone = zone.unwrap_or(TimeZone::UTC);
    Ok(zone.to_datetime(now).date().to_string())
}
