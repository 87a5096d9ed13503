//! Days that offices work: Monday to Friday (Perpres 21/2023), without the days off of the government's yearly list
//! and those of the office. The lists are data; a year without one is never guessed.

use std::collections::BTreeSet;

use contract::{Refusal, values::Date};
use jiff::{
    civil::{self, Weekday},
    tz::TimeZone,
};
use store::{
    agency::{UnitByCode, UnitRow},
    holiday::{HolidayEdition, HolidaysInRange},
};

use crate::{App, Caller, Refused, Unit, UnitError};

/// So many working days are added at most.
pub const MOST_WORKING_DAYS: u32 = 1000;

/// Why there is no day to give.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// The agency has no such unit.
    #[error("the agency has no unit \"{0}\"")]
    NoSuchUnit(String),
    /// The day does not exist, or lies beyond the year 9999.
    #[error("there is no day {year}-{month}-{day}", year = .0.year, month = .0.month, day = .0.day)]
    NoSuchDay(Date),
    /// More than [`MOST_WORKING_DAYS`] were to be added.
    #[error("more than {MOST_WORKING_DAYS} working days")]
    TooManyDays,
    /// The list of holidays of that year is not known yet.
    #[error("the holidays of {0} are not known yet")]
    YearUnknown(i16),
    /// The unit or the person has a time zone that the platform does not know.
    #[error("the time zone \"{0}\" is not known")]
    TimeZoneUnknown(String),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<CalendarError> for Refused {
    fn from(error: CalendarError) -> Self {
        Self::Answer(match error {
            CalendarError::NoSuchUnit(_) | CalendarError::NoSuchDay(_) => {
                Refusal::Invalid(error.to_string())
            }
            CalendarError::TooManyDays => {
                Refusal::OverLimit(("working-days".to_owned(), MOST_WORKING_DAYS.into()))
            }
            CalendarError::YearUnknown(_) => Refusal::Unavailable(error.to_string()),
            CalendarError::TimeZoneUnknown(_) => Refusal::Fault(error.to_string()),
            CalendarError::Unit(error) => return error.into(),
        })
    }
}

impl App {
    /// The day that it is now, where the office is. No list of holidays is asked.
    /// `office`: the code of a unit of the caller's agency; none: where the person is.
    pub async fn calendar_today(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        office: Option<&str>,
    ) -> Result<Date, CalendarError> {
        let name = match office_row(unit, caller, office).await? {
            Some(row) => row.time_zone,
            None => caller.actor.reader.time_zone.clone(),
        };
        let zone = TimeZone::get(&name).map_err(|_| CalendarError::TimeZoneUnknown(name))?;
        Ok(contract_day(unit.now().timestamp().to_zoned(zone).date()))
    }

    /// The day that is so many working days after `start`, which is not counted. 0 gives `start`, or the first working
    /// day after it. `office` as in [`App::calendar_today`].
    pub async fn calendar_add_working_days(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        office: Option<&str>,
        start: Date,
        days: u32,
    ) -> Result<Date, CalendarError> {
        if days > MOST_WORKING_DAYS {
            return Err(CalendarError::TooManyDays);
        }
        let mut calendar = Calendar::of(office_row(unit, caller, office).await?);
        let day = calendar.after(unit, civil_day(start)?, days).await?;
        Ok(contract_day(day))
    }

    /// How many working days there are after `start`, up to and including `end`; 0 where `end` is not after `start`.
    /// `office` as in [`App::calendar_today`].
    pub async fn calendar_working_days_between(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        office: Option<&str>,
        start: Date,
        end: Date,
    ) -> Result<u32, CalendarError> {
        let mut calendar = Calendar::of(office_row(unit, caller, office).await?);
        let (mut day, end) = (civil_day(start)?, civil_day(end)?);
        let mut count = 0;
        while day < end {
            day = next(day)?;
            if calendar.is_working_day(unit, day).await? {
                count += 1;
            }
        }
        Ok(count)
    }
}

/// The day that is so many working days after another, by the national list alone.
pub(crate) async fn working_days_after(
    unit: &mut Unit,
    start: civil::Date,
    days: u32,
) -> Result<civil::Date, CalendarError> {
    Calendar::of(None).after(unit, start, days).await
}

/// The days off of one office, read year by year as they are needed.
struct Calendar {
    /// As days off are scoped: "agency" and "agency/unit"; both empty where only national ones count.
    agency: String,
    unit: String,
    read: BTreeSet<i16>,
    off: BTreeSet<String>,
}

impl Calendar {
    fn of(office: Option<UnitRow>) -> Self {
        let (agency, unit) = match office {
            Some(row) => (row.agency.clone(), format!("{}/{}", row.agency, row.code)),
            None => (String::new(), String::new()),
        };
        Self {
            agency,
            unit,
            read: BTreeSet::new(),
            off: BTreeSet::new(),
        }
    }

    /// The day that is so many working days after another; that day or the first working day after it, for 0.
    async fn after(
        &mut self,
        unit: &mut Unit,
        start: civil::Date,
        days: u32,
    ) -> Result<civil::Date, CalendarError> {
        let mut day = start;
        if days == 0 {
            while !self.is_working_day(unit, day).await? {
                day = next(day)?;
            }
        }
        let mut left = days;
        while left > 0 {
            day = next(day)?;
            if self.is_working_day(unit, day).await? {
                left -= 1;
            }
        }
        Ok(day)
    }

    /// Asks for the year's list even on a Sunday, so that the answer does not depend on the weekday.
    async fn is_working_day(
        &mut self,
        unit: &mut Unit,
        day: civil::Date,
    ) -> Result<bool, CalendarError> {
        let year = day.year();
        if self.read.insert(year) {
            unit.read(HolidayEdition { year: year.into() })
                .await?
                .ok_or(CalendarError::YearUnknown(year))?;
            let off = unit
                .read(HolidaysInRange {
                    from: day.first_of_year().to_string(),
                    until: day.last_of_year().to_string(),
                    agency: self.agency.clone(),
                    unit: self.unit.clone(),
                })
                .await?;
            self.off.extend(off);
        }
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(!weekend && !self.off.contains(&day.to_string()))
    }
}

async fn office_row(
    unit: &mut Unit,
    caller: &Caller,
    office: Option<&str>,
) -> Result<Option<UnitRow>, CalendarError> {
    let Some(code) = office else {
        return Ok(None);
    };
    let row = unit
        .read(UnitByCode {
            agency: caller.release.mini_app.agency().to_owned(),
            code: code.to_owned(),
        })
        .await?;
    row.map(Some)
        .ok_or_else(|| CalendarError::NoSuchUnit(code.to_owned()))
}

pub(crate) fn civil_day(date: Date) -> Result<civil::Date, CalendarError> {
    let parts = (
        i16::try_from(date.year),
        i8::try_from(date.month),
        i8::try_from(date.day),
    );
    match parts {
        (Ok(year @ 1..=9999), Ok(month), Ok(day)) => civil::Date::new(year, month, day).ok(),
        _ => None,
    }
    .ok_or(CalendarError::NoSuchDay(date))
}

pub(crate) fn contract_day(day: civil::Date) -> Date {
    Date {
        year: day.year().into(),
        month: day.month().unsigned_abs(),
        day: day.day().unsigned_abs(),
    }
}

fn next(day: civil::Date) -> Result<civil::Date, CalendarError> {
    day.tomorrow()
        .map_err(|_| CalendarError::NoSuchDay(contract_day(day)))
}
