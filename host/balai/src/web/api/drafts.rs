//! One's own drafts.

use app::{
    draft::{Draft as Kept, DraftError},
    form::summary,
};
use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::StatusCode,
};

use super::Frame;
use crate::{
    api::{
        content::Target,
        draft::{AnsweredStep, Draft, DraftHead, Drafts, GoesOn},
        form::Form,
    },
    view::paths,
    web::{
        Web, WebError, drafts, mini_app,
        names::Names,
        paged::{self, Asked},
        steps::{self, Opened},
        visitor::Visitor,
    },
};

/// What one has begun to fill in and not sent.
#[utoipa::path(get, path = "/api/v1/drafts", tag = "drafts", operation_id = "list_drafts",
    params(
        ("after" = Option<String>, Query, description = "The `next` of the part before."),
        ("before" = Option<String>, Query, description = "The `previous` of the part after."),
    ),
    responses((status = 200, body = Drafts, description = "A part of the list.")))]
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<Json<Drafts>, WebError> {
    let app = web.app();
    let part = app
        .drafts_part(
            &mut app.reading(),
            &visitor.actor,
            &asked.turn(),
            paged::AT_ONCE,
        )
        .await?;
    let mut names = Names::of(app);
    let mut drafts = Vec::new();
    for draft in part.items {
        let (id, mini_app) = (draft.id.to_string(), draft.mini_app.to_string());
        let row = drafts::row(draft, &mut names, &visitor).await?;
        drafts.push(DraftHead {
            id,
            mini_app,
            mini_app_title: row.app,
            agency: row.agency,
            title: row.title,
            done: row.done.0,
            of: row.done.1,
            changed_at: row.changed_at,
            kept_until: row.until,
        });
    }
    Ok(Json(Drafts {
        drafts,
        previous: part.previous,
        next: part.next,
    }))
}

/// A draft: its form as it was shown, what was answered so far, and where it goes on.
#[utoipa::path(get, path = "/api/v1/drafts/{id}", tag = "drafts", operation_id = "show_draft",
    params(("id" = String, Path, description = "As a page's form or button has it.")),
    responses((status = 200, body = Draft, description = "The draft.")))]
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Json<Draft>, WebError> {
    let draft = open(&web, &visitor, &id).await?;
    let goes_on = GoesOn::at(&draft, draft.steps().first_unfinished());
    Ok(Json(said(&web, &visitor, &draft, goes_on).await?))
}

/// Throws a draft away. What was typed cannot be brought back: ask the person first.
#[utoipa::path(delete, path = "/api/v1/drafts/{id}", tag = "drafts", operation_id = "discard_draft",
    params(("id" = String, Path, description = "As a page's form or button has it.")),
    responses((status = 204, description = "It is gone.")))]
pub async fn discard(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<StatusCode, WebError> {
    let id = steps::draft_id(&id)?;
    let (app, actor) = (web.app(), &visitor.actor);
    app.change(|mut unit| async move {
        let done = app.draft_discard(&mut unit, actor, id).await;
        (unit, done)
    })
    .await
    .map_err(DraftError::from)?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's own draft that was not sent.
pub async fn open(web: &Web, visitor: &Visitor, id: &str) -> Result<Box<Kept>, WebError> {
    match steps::open(web, visitor, steps::draft_id(id)?).await? {
        Opened::Draft(draft) => Ok(draft),
        Opened::Sent(receipt) => Err(WebError::already_sent(&receipt)),
    }
}

/// A draft as programs get it.
pub async fn said(
    web: &Web,
    visitor: &Visitor,
    draft: &Kept,
    goes_on: GoesOn,
) -> Result<Draft, WebError> {
    let mut names = Names::of(web.app());
    let mini_app = &draft.mini_app;
    let frame = Frame::of(visitor, mini_app);
    let context = frame.context();
    let summary = draft.check().ok().map(|givens| {
        let lines = summary(&draft.form, &givens, &draft.answers);
        AnsweredStep::all(context, draft, lines)
    });
    let address = mini_app::address(mini_app, &draft.page);
    let base = paths::mini_app(mini_app.agency(), mini_app.name());
    Ok(Draft {
        id: draft.id.to_string(),
        mini_app: mini_app.to_string(),
        mini_app_title: names.title(mini_app, visitor).await?,
        agency: names.agency(mini_app.agency()).await?,
        title: draft.title.clone(),
        page: Target::Page {
            mini_app: mini_app.to_string(),
            path: address.strip_prefix(&base).unwrap_or("/").to_owned(),
        },
        changed_at: draft.updated_at.timestamp(),
        form: Form::of(context, draft).map_err(WebError::unreadable)?,
        goes_on,
        summary: summary.transpose().map_err(WebError::unreadable)?,
        left_out: draft.moved.as_ref().map(|moved| moved.left_out.clone()),
    })
}
