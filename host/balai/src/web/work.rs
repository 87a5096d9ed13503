//! What waits for a civil servant: tasks, and the cases of their units.

use app::{
    case::{CaseFilter, ListedCase, transition},
    task::{Pending, TaskError},
};
use axum::{
    Extension,
    extract::{Query, State},
};
use contract::platform::tasks::Assignee;

use super::{
    Web, WebError,
    names::{Names, links},
    paged::{self, Asked},
    visitor::Visitor,
};
use crate::view::{
    Place,
    pages::{CaseState, Paging, Problem, TaskRow, TasksPage, UnitCaseRow, UnitCasesPage, When},
    paths,
};

/// Of which cases a civil servant may look at, the open ones first.
const SHOWN: &[CaseFilter] = &[
    CaseFilter::Open,
    CaseFilter::Received,
    CaseFilter::InProgress,
    CaseFilter::Waiting,
    CaseFilter::Ended,
];

/// GET: tasks over all mini-apps, the most urgent first.
pub async fn tasks(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<TasksPage, WebError> {
    let app = web.app();
    let (mut unit, turn) = (app.reading(), asked.turn());
    let part = app
        .tasks_part(&mut unit, &visitor.actor, &turn, paged::AT_ONCE)
        .await?;
    let mut names = Names::of(app);
    let mut tasks = Vec::new();
    for task in part.items {
        tasks.push(task_row(task, &mut names, &visitor).await?.1);
    }
    let (previous, next) = (part.previous.as_deref(), part.next.as_deref());
    Ok(TasksPage {
        shell: visitor.shell(Place::Tasks, asked.here(paths::TASKS)),
        tasks,
        paging: asked.paging(paths::TASKS, previous, next),
    })
}

/// A task in a list, and how soon it is due.
pub async fn task_row(
    pending: Pending,
    names: &mut Names<'_>,
    visitor: &Visitor,
) -> Result<(When, TaskRow), WebError> {
    let (mini_app, task) = (pending.mini_app, pending.task);
    let agency = mini_app.agency();
    let (assignee, office) = match task.assignee {
        // Only one's own tasks are listed.
        Assignee::Person(_) => (visitor.name().to_owned(), String::new()),
        Assignee::Unit(code) => (names.office(agency, &code).await?, code),
        Assignee::UnitRole(to) => (names.office(agency, &to.unit).await?, to.unit),
    };
    let (when, due) = match task.due {
        Some(day) => (
            names.when(day, agency, &office).await?,
            Some(names.due(day, agency, &office).await?),
        ),
        None => (When::Undated, None),
    };
    let links = links(&mini_app);
    let row = TaskRow {
        title: visitor.pick_of(&task.title),
        app: names.title(&mini_app, visitor).await?,
        assignee,
        due,
        href: links
            .here(&task.path)
            .unwrap_or_else(|_| links.first_page()),
    };
    Ok((when, row))
}

/// GET: cases of one's units, by due date; the open ones where nothing else is asked. A list is no reading of a case.
pub async fn unit_cases(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<UnitCasesPage, WebError> {
    let app = web.app();
    let filter = asked.filter(SHOWN)?;
    let (mut unit, turn) = (app.reading(), asked.turn());
    let listed = app
        .unit_cases_part(&mut unit, &visitor.actor, filter, &turn, paged::AT_ONCE)
        .await?;
    let mut names = Names::of(app);
    let mut rows = Vec::new();
    for case in listed.cases {
        rows.push(unit_case_row(case, &mut names, &visitor).await?);
    }
    let (previous, next) = (listed.previous.as_deref(), listed.next.as_deref());
    Ok(UnitCasesPage {
        shell: visitor.shell(Place::UnitCases, asked.here(paths::UNIT_CASES)),
        cases: rows,
        filters: paged::filters(paths::UNIT_CASES, SHOWN, filter, &visitor),
        paging: Paging {
            total: Some(listed.total),
            ..asked.paging(paths::UNIT_CASES, previous, next)
        },
    })
}

/// A case in the list of a unit.
pub async fn unit_case_row(
    ListedCase { mini_app, head }: ListedCase,
    names: &mut Names<'_>,
    visitor: &Visitor,
) -> Result<UnitCaseRow, WebError> {
    let release = names.live(&mini_app, visitor).await?;
    let links = links(&mini_app);
    let page = release
        .as_ref()
        .and_then(|release| release.manifest.cases.as_ref())
        .and_then(|cases| {
            links
                .here(&cases.page.replace("{number}", &head.number))
                .ok()
        });
    let assignee = head.assignee.as_deref().and_then(|id| id.parse().ok());
    let assignee = match assignee {
        Some(id) => names.person(id).await?,
        None => None,
    };
    let (agency, office) = (&head.handler.agency, &head.handler.unit);
    let due = match head.due {
        Some(day) if transition::is_open(head.state) => Some(names.due(day, agency, office).await?),
        _ => None,
    };
    Ok(UnitCaseRow {
        title: visitor.pick_of(&head.title),
        unit: names.office(agency, office).await?,
        assignee,
        state: CaseState(head.state),
        due,
        href: page.unwrap_or_else(|| links.first_page()),
        number: head.number,
    })
}

impl From<TaskError> for WebError {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::NotFound => Self::not_found(),
            TaskError::SignInNeeded => Self::of(Problem::SessionEnded),
            TaskError::NotStaff => Self::of(Problem::NotAllowed),
            TaskError::Unit(error) => error.into(),
            // The place in a list that an address names.
            TaskError::Invalid { field: "after", .. } => Self::not_found(),
            TaskError::Invalid { .. } | TaskError::Unreadable(_) => {
                Self::of(Problem::Failed).because(error)
            }
        }
    }
}
