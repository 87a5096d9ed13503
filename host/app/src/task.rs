//! Work that waits for civil servants.

use contract::{
    Refusal,
    platform::tasks::{Assignee, Listing, NewTask, Task, UnitRole},
    values::Localised,
};
use store::{
    agency::{MembershipsOfPerson, UnitByCode},
    case::NEVER,
    task::{TaskByKey, TaskPut, TaskRow, TasksPending},
};

use crate::{
    Actor, App, Caller, MiniAppId, PersonId, Refused, Role, Unit, UnitError,
    actor::is_role,
    calendar, localised,
    paging::{BETWEEN, Part, Turn},
    place::inside,
};

/// So many are listed at once.
const AT_ONCE: u32 = 100;
/// The longest key, in characters.
const LONGEST_KEY: usize = 200;

/// Why a task was not given, ended or listed.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// Only civil servants have tasks.
    #[error("tasks: the visitor is not a civil servant")]
    NotStaff,
    /// There is none of this key.
    #[error("there is no such task")]
    NotFound,
    /// A field that makes no sense.
    #[error("{field} {problem}")]
    Invalid {
        /// Which.
        field: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// A row that this version cannot read.
    #[error("the task is kept in a form that this version does not know: {0}")]
    Unreadable(String),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<TaskError> for Refused {
    fn from(error: TaskError) -> Self {
        Self::Answer(match error {
            TaskError::Unit(error) => return error.into(),
            TaskError::SignInNeeded => Refusal::SignInNeeded,
            TaskError::NotStaff => Refusal::NotGranted(error.to_string()),
            TaskError::NotFound => Refusal::NotFound,
            TaskError::Invalid { .. } => Refusal::Invalid(error.to_string()),
            TaskError::Unreadable(_) => Refusal::Fault(error.to_string()),
        })
    }
}

/// A task on the platform's own list, and the mini-app where it is done.
#[derive(Debug, Clone)]
pub struct Pending {
    /// Where it is done.
    pub mini_app: MiniAppId,
    /// What to do.
    pub task: Task,
}

impl App {
    /// Gives out a task, or changes the one of this key.
    pub async fn task_put(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        task: NewTask,
    ) -> Result<(), TaskError> {
        signed_in(&caller.actor)?;
        let invalid = |field, problem| Err(TaskError::Invalid { field, problem });
        if task.key.is_empty()
            || task.key.chars().count() > LONGEST_KEY
            || task.key.chars().any(char::is_control)
        {
            return invalid("key", "has not 1 to 200 characters, or control characters");
        }
        if let Err(problem) = localised::check(&task.title, localised::LONGEST_TITLE) {
            return invalid("title", problem);
        }
        if inside(&task.path).is_err() {
            return invalid("path", "is none inside the mini-app");
        }
        let due = match task.due {
            None => None,
            Some(due) => match calendar::civil_day(due) {
                Ok(day) => Some(day.to_string()),
                Err(_) => return invalid("due", "is a day that does not exist"),
            },
        };
        let agency = caller.release.mini_app.agency().to_owned();
        let (of_unit, role, person) = self.assignee(unit, &agency, task.assignee).await?;
        unit.write(TaskPut {
            row: TaskRow {
                mini_app: caller.release.mini_app.clone(),
                key: task.key,
                title: serde_json::to_string(&task.title).map_err(unreadable)?,
                agency,
                unit: of_unit,
                role,
                person,
                due,
                path: task.path,
                done_at: None,
            },
        })?;
        Ok(())
    }

    /// Ends a task.
    pub async fn task_complete(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        key: &str,
    ) -> Result<(), TaskError> {
        signed_in(&caller.actor)?;
        let query = TaskByKey {
            mini_app: caller.release.mini_app.clone(),
            key: key.to_owned(),
        };
        let row = unit.read(query).await?.ok_or(TaskError::NotFound)?;
        let done_at = row.done_at.or(Some(unit.now()));
        unit.write(TaskPut {
            row: TaskRow { done_at, ..row },
        })?;
        Ok(())
    }

    /// Tasks of the caller's mini-app that wait for the civil servant who asks.
    pub async fn task_pending(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        after: Option<String>,
        limit: u32,
    ) -> Result<Listing, TaskError> {
        let mini_app = caller.release.mini_app.to_string();
        let limit = limit.clamp(1, AT_ONCE);
        let turn = after.map_or(Turn::First, Turn::After);
        let part = pending_part(unit, &caller.actor, mini_app, &turn, limit).await?;
        Ok(Listing {
            tasks: part.items.into_iter().map(|pending| pending.task).collect(),
            next: part.next,
        })
    }

    /// Tasks that wait for a civil servant, over all mini-apps, by due day; 100 at most.
    pub async fn tasks_of(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<Vec<Pending>, TaskError> {
        let first = self.tasks_part(unit, actor, &Turn::First, AT_ONCE).await?;
        Ok(first.items)
    }

    /// A part of these, so many at most.
    pub async fn tasks_part(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        turn: &Turn<String>,
        limit: u32,
    ) -> Result<Part<Pending>, TaskError> {
        pending_part(unit, actor, String::new(), turn, limit).await
    }

    async fn assignee(
        &self,
        unit: &mut Unit,
        agency: &str,
        assignee: Assignee,
    ) -> Result<(String, String, Option<PersonId>), TaskError> {
        let invalid = |field, problem| Err(TaskError::Invalid { field, problem });
        let (code, role) = match assignee {
            Assignee::Person(person) => {
                let Ok(id) = person.parse::<PersonId>() else {
                    return invalid("assignee", "is no person");
                };
                let works = unit.read(MembershipsOfPerson { person: id }).await?;
                if !works.iter().any(|membership| membership.agency == agency) {
                    return invalid("assignee", "is a person who does not work at this agency");
                }
                return Ok((String::new(), String::new(), Some(id)));
            }
            Assignee::Unit(code) => (code, String::new()),
            Assignee::UnitRole(UnitRole { role, .. }) if !is_role(&role) => {
                return invalid("assignee", "is a role without a name");
            }
            Assignee::UnitRole(UnitRole { unit, role }) => (unit, role),
        };
        if unit
            .read(UnitByCode {
                agency: agency.to_owned(),
                code: code.clone(),
            })
            .await?
            .is_none()
        {
            return invalid("assignee", "is a unit that this agency does not have");
        }
        Ok((code, role, None))
    }
}

fn signed_in(actor: &Actor) -> Result<(), TaskError> {
    actor.person().map(drop).ok_or(TaskError::SignInNeeded)
}

async fn pending_part(
    unit: &mut Unit,
    actor: &Actor,
    mini_app: String,
    turn: &Turn<String>,
    limit: u32,
) -> Result<Part<Pending>, TaskError> {
    signed_in(actor)?;
    let Role::Staff { person, .. } = actor.role else {
        return Err(TaskError::NotStaff);
    };
    let query = TasksPending {
        person,
        mini_app,
        turn: turn.read(|text| key(text)).ok_or(TaskError::Invalid {
            field: "after",
            problem: "is no `next` of a list",
        })?,
        limit: i64::from(limit) + 1,
    };
    let rows = unit.read(query).await?;
    Part::of(rows, limit, turn, place).try_map(pending)
}

/// Where a task stands in a list: its day, its mini-app, and its key, which alone may have a dot in it.
fn place(of: &TaskRow) -> String {
    let due = of.due.as_deref().unwrap_or(NEVER);
    format!("{due}{BETWEEN}{}{BETWEEN}{}", of.mini_app, of.key)
}

fn key(place: &str) -> Option<(String, String, String)> {
    let (due, rest) = place.split_once(BETWEEN)?;
    let (mini_app, key) = rest.split_once(BETWEEN)?;
    Some((due.to_owned(), key.to_owned(), mini_app.to_owned()))
}

fn unreadable(what: impl ToString) -> TaskError {
    TaskError::Unreadable(what.to_string())
}

fn pending(row: TaskRow) -> Result<Pending, TaskError> {
    let title: Localised = serde_json::from_str(&row.title).map_err(unreadable)?;
    let due = row
        .due
        .map(|due| due.parse::<jiff::civil::Date>().map(calendar::contract_day))
        .transpose();
    let assignee = match row.person {
        Some(person) => Assignee::Person(person.to_string()),
        None if row.role.is_empty() => Assignee::Unit(row.unit),
        None => Assignee::UnitRole(UnitRole {
            unit: row.unit,
            role: row.role,
        }),
    };
    Ok(Pending {
        mini_app: row.mini_app,
        task: Task {
            key: row.key,
            title,
            assignee,
            due: due.map_err(unreadable)?,
            path: row.path,
            done_at: row.done_at.map(|at| at.0),
        },
    })
}
