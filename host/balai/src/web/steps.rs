//! Filling in a form, a step at a time.

use std::sync::Arc;

use app::{
    DraftId, Instant, Release,
    draft::{Draft, DraftError, Pressed},
    receipt::Receipt,
};
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use platform::Unshowable;
use tower_sessions::Session;

use super::{
    Web, WebError,
    enter::{Typed, enter, unmodified_since},
    filled, find,
    mini_app::address,
    names::Names,
    posted::Posted,
    send::{self, destination},
    session::Unsent,
    visitor::Visitor,
};
use crate::view::{FieldError, Place, fields, pages::FormStepPage, paths};

/// GET: a step that can be filled in by now; otherwise the one where the draft goes on.
pub async fn show(
    State(web): State<Web>,
    Extension(session): Extension<Session>,
    Extension(visitor): Extension<Visitor>,
    Path((id, number)): Path<(String, u32)>,
) -> Result<Response, WebError> {
    let id = draft_id(&id)?;
    let here = paths::step(&id.to_string(), number);
    // What was typed when the session had ended is taken now, as if it were posted once more.
    if let Some(unsent) = Unsent::take(&session, &here).await? {
        return take(&web, visitor, id, number, Posted(unsent), None).await;
    }
    let draft = match open(&web, &visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Sent(receipt) => return Ok(Redirect::to(&destination(&receipt)?).into_response()),
    };
    let position = position(number)?;
    let steps = draft.steps();
    let reached = steps
        .first_unfinished()
        .is_none_or(|first| position <= first);
    if !reached || !steps.asked().any(|asked| asked == position) {
        return Ok(Redirect::to(&goes_on(&draft)).into_response());
    }
    let page = page(&web, &visitor, &draft, position, Vec::new()).await?;
    Ok(page.into_response())
}

/// POST: keeps what was typed, and goes on where nothing is wrong with it.
pub async fn post(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((id, number)): Path<(String, u32)>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, WebError> {
    let typed_at = unmodified_since(&headers);
    take(&web, visitor, draft_id(&id)?, number, posted, typed_at).await
}

async fn take(
    web: &Web,
    visitor: Visitor,
    id: DraftId,
    number: u32,
    posted: Posted,
    typed_at: Option<Instant>,
) -> Result<Response, WebError> {
    let found_for = found_for(posted.one("find"));
    let pressed = match (posted.one("add"), posted.one("remove").parse()) {
        _ if found_for.is_some() => Some(Pressed::Find),
        (_, Ok(nth)) => Some(Pressed::Remove(nth)),
        ("", Err(_)) => None,
        (_, Err(_)) => Some(Pressed::Add),
    };
    let typed = Typed {
        step: position(number)?,
        pairs: posted.0,
        notation: visitor.actor.reader.lang.into(),
        times: None,
        pressed,
        typed_at,
    };
    let here = paths::step(&id.to_string(), number);
    let step = typed.step;
    let taken = match enter(web, &visitor, id, typed).await {
        Ok(taken) => taken,
        Err(DraftError::AlreadySent(receipt)) => {
            return Ok(Redirect::to(&destination(&receipt)?).into_response());
        }
        Err(DraftError::NotFound) => return Err(WebError::not_found()),
        Err(error) => return Err(WebError::from(error).or_back_to(here)),
    };
    if !taken.problems.is_empty() {
        let at = taken.draft.form.steps.get(step);
        let errors = filled::problems(at, &taken.problems, &visitor.reader)?;
        let page = page(web, &visitor, &taken.draft, step, errors).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match taken.next {
        Some(next) => {
            let next = step_path(&taken.draft, next);
            let next = found_for.map_or_else(|| next.clone(), |field| format!("{next}#{field}"));
            Ok(Redirect::to(&next).into_response())
        }
        None if taken.draft.form.review => {
            Ok(Redirect::to(&paths::check(&id.to_string())).into_response())
        }
        // Nothing to check: the last step's button sends.
        None => send::send(web, visitor, id, false).await,
    }
}

/// The id of the field for which something was searched, by what its button posts: "village.0".
fn found_for(posted: &str) -> Option<String> {
    let (field, nth) = posted.rsplit_once('.')?;
    let is_name = field
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_name.then_some(fields::id(field, nth.parse().ok()?))
}

/// A step on a page of its own.
pub async fn page(
    web: &Web,
    visitor: &Visitor,
    draft: &Draft,
    position: usize,
    errors: Vec<FieldError>,
) -> Result<FormStepPage, WebError> {
    let release = release(web, draft).await?;
    let head = Names::of(web.app()).head(&release, visitor).await?;
    let back = match draft.steps().previous_before(position) {
        Some(before) => step_path(draft, before),
        None => address(&draft.mini_app, &draft.page),
    };
    let mut filled = filled::step(draft, position, visitor.actor.reader.lang.into());
    filled.errors = errors;
    find::complete(web, visitor, draft, position, &mut filled).await;
    let shell = visitor.shell(Place::Elsewhere, step_path(draft, position));
    match FormStepPage::of(shell, head, &draft.form, filled, back) {
        Ok(page) => Ok(page),
        Err(reason) => {
            let unshowable = Unshowable::Form(reason.to_string());
            let platform = web.platform();
            let error = platform.unshowable(&release, &draft.page.path, &unshowable);
            Err(error.await.into())
        }
    }
}

/// The release that a draft is filled in for.
pub async fn release(web: &Web, draft: &Draft) -> Result<Arc<Release>, WebError> {
    let app = web.app();
    app.release_by_id(&mut app.reading(), draft.release)
        .await?
        .ok_or_else(WebError::not_found)
}

/// A draft, or what came of it.
pub enum Opened {
    /// Not sent yet.
    Draft(Box<Draft>),
    /// Sent.
    Sent(Box<Receipt>),
}

/// One's own draft.
pub async fn open(web: &Web, visitor: &Visitor, id: DraftId) -> Result<Opened, WebError> {
    let app = web.app();
    match app.draft_open(&mut app.reading(), &visitor.actor, id).await {
        Ok(draft) => Ok(Opened::Draft(Box::new(draft))),
        Err(DraftError::AlreadySent(receipt)) => Ok(Opened::Sent(receipt)),
        Err(error) => Err(error.into()),
    }
}

/// Where a draft goes on: its next step, or what was answered for checking.
#[must_use]
pub fn goes_on(draft: &Draft) -> String {
    let steps = draft.steps();
    match steps.first_unfinished() {
        None if draft.form.review => paths::check(&draft.id.to_string()),
        unfinished => {
            let step = unfinished.or_else(|| steps.asked().next_back());
            step_path(draft, step.unwrap_or_default())
        }
    }
}

/// The address of a step, by its position.
#[must_use]
pub fn step_path(draft: &Draft, position: usize) -> String {
    let number = u32::try_from(position).unwrap_or(u32::MAX);
    paths::step(&draft.id.to_string(), number.saturating_add(1))
}

/// What is no id is the id of nothing.
pub fn draft_id(text: &str) -> Result<DraftId, WebError> {
    text.parse().map_err(|_| WebError::not_found())
}

/// The position of a step, by its number in its address.
pub fn position(number: u32) -> Result<usize, WebError> {
    number
        .checked_sub(1)
        .and_then(|position| usize::try_from(position).ok())
        .ok_or_else(WebError::not_found)
}
