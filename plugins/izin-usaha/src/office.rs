//! The office that handles the cases: its unit, its deadlines, its tasks, and how it writes to citizens.

use balai_sdk::prelude::*;
use platform::calendar;
use platform::cases::{Case, Handler};
use platform::inbox::{self, Message, Recipient};
use platform::tasks::{self, Assignee, NewTask, UnitRole};

const AGENCY: &str = "kota-damai";
const UNIT: &str = "perizinan";
const ROLE: &str = "verifikator";

/// Of the agency's own naming.
pub const KIND: &str = "izin-usaha";

/// Where a case is shown.
pub fn case_path(number: &str) -> String {
    format!("/permohonan/{number}")
}

/// Where the document of a case is shown.
pub fn document_path(number: &str) -> String {
    format!("/dokumen/{number}")
}

/// Who handles the cases.
pub fn handler() -> Handler {
    Handler { agency: AGENCY.to_owned(), unit: UNIT.to_owned(), role: ROLE.to_owned() }
}

/// The day that it is at the office.
pub fn today() -> Result<Date> {
    calendar::today(Some(UNIT))
}

/// The day so many working days of the office from now.
pub fn due_in(working_days: u32) -> Result<Date> {
    calendar::add_working_days(Some(UNIT), today()?, working_days)
}

/// Gives the case as a task to whoever has taken it, or else to everyone in the unit who may. The key is the number of
/// the case, as it is for the platform's own task when a citizen asks for a human: one case, one task.
pub fn give_out(number: &str, title: Localised, taken_by: Option<String>, due: Option<Date>) -> Result<()> {
    let unit = || Assignee::UnitRole(UnitRole { unit: UNIT.to_owned(), role: ROLE.to_owned() });
    tasks::put(&NewTask {
        key: number.to_owned(),
        title,
        assignee: taken_by.map_or_else(unit, Assignee::Person),
        due,
        path: case_path(number),
    })
}

/// Ends the task of a case; a case that a rule decided never had one.
pub fn done(number: &str) -> Result<()> {
    match tasks::complete(number) {
        Err(Refusal::NotFound) => Ok(()),
        ended => ended,
    }
}

/// Writes to the citizen whose case it is.
pub fn write_to_applicant(case: &Case, title: Localised, body: Localised) -> Result<()> {
    match &case.subject {
        Some(subject) => write(&Recipient::Subject(subject.clone()), &case.head.number, title, body),
        None => Ok(()),
    }
}

/// Writes to the citizen who asks.
pub fn write_to_visitor(number: &str, title: Localised, body: Localised) -> Result<()> {
    write(&Recipient::Visitor, number, title, body)
}

fn write(to: &Recipient, number: &str, title: Localised, body: Localised) -> Result<()> {
    inbox::send(to, &Message { title, body, leads_to: Some(here(case_path(number))) })
}
