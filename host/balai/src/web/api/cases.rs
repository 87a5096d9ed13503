//! A citizen's own cases.

use app::case::Review;
use axum::{
    Extension, Json,
    extract::{Path, Query, State},
};
use contract::platform::cases::Entry as Happened;

use crate::{
    api::{
        case::{Case, CaseHead, Cases, Entry, Human},
        content::Target,
    },
    view::pages::CaseRow,
    web::{
        Web, WebError, cases,
        names::Names,
        paged::{self, Asked},
        visitor::Visitor,
    },
};

/// One's own cases, the newest first.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", operation_id = "list_cases",
    params(
        ("after" = Option<String>, Query, description = "The `next` of the part before."),
        ("before" = Option<String>, Query, description = "The `previous` of the part after."),
        ("show" = Option<String>, Query, description = "\"all\", \"open\", \"waiting\" or \"ended\"."),
    ),
    responses((status = 200, body = Cases, description = "A part of the list.")))]
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Json<Cases>, WebError> {
    let app = web.app();
    let filter = asked.filter(cases::SHOWN)?;
    let (mut unit, turn) = (app.reading(), asked.turn());
    let listed = app
        .cases_part(&mut unit, &visitor.actor, filter, &turn, paged::AT_ONCE)
        .await?;
    let mut names = Names::of(app);
    let mut cases = Vec::new();
    for case in listed.cases {
        cases.push(head(cases::row(case.head, &mut names, &visitor).await?));
    }
    Ok(Json(Cases {
        cases,
        previous: listed.previous,
        next: listed.next,
        total: listed.total,
    }))
}

/// One's own case, with what happened.
#[utoipa::path(get, path = "/api/v1/cases/{number}", tag = "cases", operation_id = "show_case",
    params(("number" = String, Path, description = "What the citizen quotes.")),
    responses((status = 200, body = Case, description = "The case.")))]
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
) -> Result<Json<Case>, WebError> {
    let app = web.app();
    let view = app
        .case_open(&mut app.reading(), &visitor.actor, &number)
        .await?;
    let mut names = Names::of(app);
    let page = view
        .release
        .as_ref()
        .and_then(|release| release.manifest.cases.as_ref())
        .map(|cases| cases.page.replace("{number}", &view.case.head.number));
    let entries = view.case.entries.iter().map(|one| entry(one, &visitor));
    Ok(Json(Case {
        entries: entries.collect::<Result<_, _>>()?,
        mini_app: view.mini_app.to_string(),
        mini_app_title: names.title(&view.mini_app, &visitor).await?,
        page: Target::Page {
            mini_app: view.mini_app.to_string(),
            path: page.unwrap_or_else(|| "/".to_owned()),
        },
        human: match view.review {
            Review::NotNeeded => Human::NotNeeded,
            Review::Offered => Human::Offered,
            Review::Asked => Human::Asked,
        },
        head: head(cases::row(view.case.head, &mut names, &visitor).await?),
    }))
}

fn head(row: CaseRow) -> CaseHead {
    CaseHead {
        number: row.number,
        title: row.title,
        agency: row.agency,
        state: row.state.0.into(),
        opened_at: row.opened_at,
        due: row.due.map(|due| due.day),
        overdue: row.due.is_some_and(|due| due.overdue),
    }
}

fn entry(of: &Happened, visitor: &Visitor) -> Result<Entry, WebError> {
    let rules = of.decision.as_ref().map(|decision| decision.rules.clone());
    Ok(Entry {
        at: cases::moment(of.at)?,
        author: (!of.author.is_empty()).then(|| of.author.clone()),
        automated: of.automated,
        state: of.state.map(Into::into),
        text: visitor.pick_of(&of.text),
        rules: rules.unwrap_or_default(),
    })
}
