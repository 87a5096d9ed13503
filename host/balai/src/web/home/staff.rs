//! A civil servant's first page.

use app::{case::CaseFilter, paging::Turn};
use contract::platform::cases::State;

use super::citizen::unread;
use crate::view::{
    Place,
    pages::{CaseCount, CaseState, StaffHomePage, TaskGroup},
    paths,
};
use crate::web::{
    Web, WebError, catalogue::Catalogue, names::Names, paged, registry, visitor::Visitor, work,
};

/// So many tasks are shown.
const TASKS: u32 = 15;

/// All of it.
pub async fn page(web: &Web, visitor: &Visitor) -> Result<StaffHomePage, WebError> {
    let (tasks, more_tasks) = tasks(web, visitor).await?;
    let catalogue = Catalogue::of(web, visitor).await?;
    Ok(StaffHomePage {
        shell: visitor.shell(Place::Home, paths::HOME),
        tasks,
        more_tasks,
        counts: counts(web, visitor).await?,
        releases: registry::waiting(web, visitor).await?,
        messages: unread(web, visitor).await?,
        favourites: catalogue.favourites,
        groups: catalogue.groups,
    })
}

/// The most urgent tasks by how soon they are due, and whether there are more.
async fn tasks(web: &Web, visitor: &Visitor) -> Result<(Vec<TaskGroup>, bool), WebError> {
    let app = web.app();
    let part = app
        .tasks_part(&mut app.reading(), &visitor.actor, &Turn::First, TASKS)
        .await?;
    let mut names = Names::of(app);
    let mut rows = Vec::new();
    for task in part.items {
        rows.push(work::task_row(task, &mut names, visitor).await?);
    }
    // Offices in different zones may disagree on what day it is.
    rows.sort_by_key(|(when, _)| *when);
    let mut groups: Vec<TaskGroup> = Vec::new();
    for (when, task) in rows {
        match groups.last_mut() {
            Some(group) if group.when == when => group.tasks.push(task),
            _ => groups.push(TaskGroup {
                when,
                tasks: vec![task],
            }),
        }
    }
    Ok((groups, part.next.is_some()))
}

async fn counts(web: &Web, visitor: &Visitor) -> Result<Vec<CaseCount>, WebError> {
    let app = web.app();
    let open = app.unit_counts(&mut app.reading(), &visitor.actor).await?;
    let overdue = CaseCount {
        label: visitor.reader.say("overdue").to_string(),
        count: open.overdue,
        // By due day: what is overdue stands first.
        href: paths::UNIT_CASES.to_owned(),
        urgent: open.overdue > 0,
    };
    let of_state = |(state, count)| {
        let filter = match state {
            State::Received => CaseFilter::Received,
            State::InProgress => CaseFilter::InProgress,
            State::WaitingForCitizen => CaseFilter::Waiting,
            _ => CaseFilter::Open,
        };
        let label = match state {
            State::WaitingForCitizen => visitor.reader.say("filter-waiting").to_string(),
            state => CaseState(state).status(&visitor.reader).label.into_string(),
        };
        CaseCount {
            label,
            count,
            href: paged::showing(paths::UNIT_CASES, filter),
            urgent: false,
        }
    };
    let states = open.by_state.into_iter().map(of_state);
    Ok([overdue].into_iter().chain(states).collect())
}
