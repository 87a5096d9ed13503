//! What is found: services, and what is one's own in the role in which one looks.

use app::{
    receipt::ReceiptError,
    search::{Found, SearchError, Sought},
};
use axum::{
    Extension,
    extract::{Query, State},
};
use serde::Deserialize;

use super::{
    Web, WebError, cases,
    catalogue::{Cards, audience, spoken},
    drafts, inbox,
    names::Names,
    receipts,
    visitor::Visitor,
    work,
};
use crate::view::{
    Place,
    pages::{Hit, HitGroup, SearchPage},
    paths,
};

/// What is looked for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// GET.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<SearchPage, WebError> {
    let app = web.app();
    let sought = Sought::parse(&asked.q);
    let typed = sought.as_ref().map_or("", Sought::typed);
    let here = paths::asking(paths::SEARCH, &[("q", sought.as_ref().map(Sought::typed))]);
    let mut page = SearchPage {
        shell: visitor.shell(Place::Elsewhere, here),
        asked: typed.to_owned(),
        apps: Vec::new(),
        own: Vec::new(),
    };
    if let Some(sought) = &sought {
        let found = app
            .find_mini_apps(sought, &visitor.actor, audience(&visitor), spoken)
            .await?;
        let mut cards = Cards::of(&web, &visitor).await?;
        for release in found {
            page.apps.push(cards.card(&release).await?);
        }
        let own = app
            .find_own(&mut app.reading(), &visitor.actor, sought)
            .await?;
        page.own = groups(&web, &visitor, own).await?;
    }
    Ok(page)
}

async fn groups(web: &Web, visitor: &Visitor, own: Found) -> Result<Vec<HitGroup>, WebError> {
    let mut names = Names::of(web.app());
    let (mut tasks, mut cases, mut drafts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut receipts, mut messages) = (Vec::new(), Vec::new());
    for task in own.tasks {
        let (_, task) = work::task_row(task, &mut names, visitor).await?;
        tasks.push(Hit {
            hint: format!("{} · {}", task.app, task.assignee),
            title: task.title,
            href: task.href,
        });
    }
    for case in own.cases {
        cases.push(self::case(case, &mut names, visitor).await?);
    }
    for draft in own.drafts {
        let row = drafts::row(draft, &mut names, visitor).await?;
        drafts.push(Hit {
            title: row.title,
            hint: format!("{} · {}", row.app, row.agency),
            href: row.href,
        });
    }
    for receipt in own.receipts {
        let app = names.title(&receipt.mini_app, visitor).await?;
        receipts.push(Hit {
            title: receipt.title,
            hint: format!("{} · {app}", receipt.number),
            href: receipts::path(&receipt.number),
        });
    }
    for message in own.messages {
        let row = inbox::row(message, &mut names, visitor).await?;
        messages.push(Hit {
            title: row.title,
            hint: row.from,
            href: row
                .leads_to
                .filter(|to| !to.away)
                .map_or_else(|| paths::INBOX.to_owned(), |to| to.address.into_string()),
        });
    }
    let cases_title = if visitor.is_at_work() {
        visitor.reader.say("nav-unit-cases")
    } else {
        visitor.reader.say("cases-title")
    };
    let kinds = [
        (visitor.reader.say("tasks-title"), tasks),
        (cases_title, cases),
        (visitor.reader.say("drafts-title"), drafts),
        (visitor.reader.say("search-receipts"), receipts),
        (visitor.reader.say("nav-inbox"), messages),
    ];
    let kinds = kinds.into_iter().filter(|(_, hits)| !hits.is_empty());
    Ok(kinds
        .map(|(title, hits)| HitGroup {
            title: title.to_string(),
            hits,
        })
        .collect())
}

async fn case(
    case: app::case::ListedCase,
    names: &mut Names<'_>,
    visitor: &Visitor,
) -> Result<Hit, WebError> {
    if visitor.is_at_work() {
        let row = work::unit_case_row(case, names, visitor).await?;
        return Ok(Hit {
            title: row.title,
            hint: format!("{} · {}", row.number, row.unit),
            href: row.href,
        });
    }
    let row = cases::row(case.head, names, visitor).await?;
    Ok(Hit {
        title: row.title,
        hint: format!("{} · {}", row.number, row.agency),
        href: row.href,
    })
}

impl From<SearchError> for WebError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Case(error) => error.into(),
            SearchError::Task(error) => error.into(),
            SearchError::Draft(error) => error.into(),
            SearchError::Receipt(ReceiptError::Unit(error)) => error.into(),
            SearchError::Receipt(error) => Self::unreadable(error),
            SearchError::Message(error) => error.into(),
        }
    }
}
