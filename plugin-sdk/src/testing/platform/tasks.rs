//! Work that waits for someone.

use super::{now, said};
use crate::bindings::balai::platform::tasks as generated;
use crate::bindings::balai::types::refusals::Refusal;
use crate::mini_app::Result;
use crate::testing::{Call, asked, person::Role};

pub use generated::{Assignee, Listing, NewTask, Task, UnitRole};

/// So many are listed at once.
const AT_ONCE: usize = 100;

stands_for!(tasks: put, complete, pending);

/// Gives out a task, or changes the one of this key.
pub fn put(task: &NewTask) -> Result<()> {
    asked("tasks.put", |call| {
        signed_in(call)?;
        call.assert_writes()?;
        said("title", &task.title)?;
        if !task.path.starts_with('/') {
            return Err(Refusal::Invalid(
                "path is none inside the mini-app".to_owned(),
            ));
        }
        call.world.tasks.retain(|known| known.key != task.key);
        call.world.tasks.push(Task {
            key: task.key.clone(),
            title: task.title.clone(),
            assignee: task.assignee.clone(),
            due: task.due,
            path: task.path.clone(),
            done_at: None,
        });
        Ok(())
    })
}

/// Ends a task.
pub fn complete(key: &str) -> Result<()> {
    asked("tasks.complete", |call| {
        signed_in(call)?;
        call.assert_writes()?;
        let at = now(call);
        let task = call.world.tasks.iter_mut().find(|task| task.key == key);
        let task = task.ok_or(Refusal::NotFound)?;
        task.done_at.get_or_insert(at);
        Ok(())
    })
}

/// Tasks that wait for the civil servant who asks, by due date.
pub fn pending(after: Option<&str>, limit: u32) -> Result<Listing> {
    asked("tasks.pending", |call| {
        let person = call.person.staff_of("tasks")?.person.clone();
        let waits = |task: &&Task| {
            let own = match &task.assignee {
                Assignee::Person(name) => *name == person,
                Assignee::Unit(unit) => call.person.works_at(None, unit, None),
                Assignee::UnitRole(to) => call.person.works_at(None, &to.unit, Some(&to.role)),
            };
            own && task.done_at.is_none()
        };
        let mut tasks: Vec<Task> = call.world.tasks.iter().filter(waits).cloned().collect();
        tasks.sort_by_key(|task| {
            let due = task.due.map(|day| (day.year, day.month, day.day));
            (due.is_none(), due, task.key.clone())
        });
        let begin = after.and_then(|after| tasks.iter().position(|task| task.key == after));
        let limit = usize::try_from(limit).unwrap_or(AT_ONCE).min(AT_ONCE);
        let rest = tasks.split_off(begin.map_or(0, |at| at + 1));
        let part: Vec<Task> = rest.iter().take(limit).cloned().collect();
        let next = part
            .last()
            .filter(|_| rest.len() > limit)
            .map(|last| last.key.clone());
        Ok(Listing { tasks: part, next })
    })
}

fn signed_in(call: &Call) -> Result<()> {
    if matches!(call.person.role, Role::Nobody) {
        Err(Refusal::SignInNeeded)
    } else {
        Ok(())
    }
}
