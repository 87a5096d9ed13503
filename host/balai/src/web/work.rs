//! What waits for a civil servant: tasks, and the cases of their units.

use app::{
    case::{ListedCase, transition},
    task::TaskError,
};
use axum::{Extension, extract::State};
use contract::platform::tasks::Assignee;
use store::agency::PersonById;

use super::{
    Web, WebError,
    names::{Names, links},
    visitor::Visitor,
};
use crate::view::{
    Place,
    pages::{CaseState, Problem, TaskRow, TasksPage, UnitCaseRow, UnitCasesPage},
    paths,
};

/// GET: tasks over all mini-apps, the most urgent first.
pub async fn tasks(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<TasksPage, WebError> {
    let app = web.app();
    let pending = app.tasks_of(&mut app.reading(), &visitor.actor).await?;
    let mut names = Names::of(app);
    let mut tasks = Vec::new();
    for one in pending {
        let (mini_app, task) = (one.mini_app, one.task);
        let agency = mini_app.agency();
        let (assignee, office) = match task.assignee {
            // Only one's own tasks are listed.
            Assignee::Person(_) => (visitor.name().to_owned(), String::new()),
            Assignee::Unit(code) => (names.office(agency, &code).await?, code),
            Assignee::UnitRole(to) => (names.office(agency, &to.unit).await?, to.unit),
        };
        let due = match task.due {
            Some(day) => Some(names.due(day, agency, &office).await?),
            None => None,
        };
        let links = links(&mini_app);
        tasks.push(TaskRow {
            title: visitor.pick_of(&task.title),
            app: names.title(&mini_app, &visitor).await?,
            assignee,
            due,
            href: links
                .here(&task.path)
                .unwrap_or_else(|_| links.first_page()),
        });
    }
    Ok(TasksPage {
        shell: visitor.shell(Place::Tasks, paths::TASKS),
        tasks,
    })
}

/// GET: open cases of one's units, by due date. A list is no reading of a case.
pub async fn unit_cases(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<UnitCasesPage, WebError> {
    let app = web.app();
    let mut unit = app.reading();
    let listed = app.unit_cases(&mut unit, &visitor.actor, None).await?;
    let mut names = Names::of(app);
    let mut rows = Vec::new();
    for ListedCase { mini_app, head } in listed.cases {
        let release = names.live(&mini_app).await?;
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
            Some(id) => unit.read(PersonById { id }).await?.map(|row| row.name),
            None => None,
        };
        let due = match head.due {
            Some(day) if transition::is_open(head.state) => {
                let (agency, office) = (&head.handler.agency, &head.handler.unit);
                Some(names.due(day, agency, office).await?)
            }
            _ => None,
        };
        rows.push(UnitCaseRow {
            title: visitor.pick_of(&head.title),
            unit: names
                .office(&head.handler.agency, &head.handler.unit)
                .await?,
            assignee,
            state: CaseState(head.state),
            due,
            href: page.unwrap_or_else(|| links.first_page()),
            number: head.number,
        });
    }
    Ok(UnitCasesPage {
        shell: visitor.shell(Place::UnitCases, paths::UNIT_CASES),
        cases: rows,
    })
}

impl From<TaskError> for WebError {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::NotFound => Self::not_found(),
            TaskError::SignInNeeded => Self::of(Problem::SessionEnded),
            TaskError::NotStaff => Self::of(Problem::NotAllowed),
            TaskError::Unit(error) => error.into(),
            TaskError::Invalid { .. } | TaskError::Unreadable(_) => {
                Self::of(Problem::Failed).because(error)
            }
        }
    }
}
