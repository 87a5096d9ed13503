//! What somebody chooses for themselves: the language of this browser, and the role in which they act.

use app::{Role, person::PersonError};
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse as _, Redirect, Response},
};
use tower_sessions::Session;

use super::{
    Web, WebError, back,
    posted::Posted,
    session::SignedIn,
    visitor::{AS_CITIZEN, AT_WORK, LANGUAGE_COOKIE, Visitor},
};
use crate::view::{Lang, pages::Problem, paths};

/// A year.
const KEPT_SECONDS: u32 = 31_536_000;

/// POST: reads in another language, signed in or not.
pub async fn language(
    State(web): State<Web>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, WebError> {
    let lang =
        Lang::of(posted.one("language")).ok_or_else(|| WebError::of(Problem::Unprocessable))?;
    let back = match posted.one("back") {
        "" => back::posted_from(web.public_url(), &headers),
        back => back::within(web.public_url(), back),
    };
    let secure = if web.is_secure() { "; Secure" } else { "" };
    let cookie = format!(
        "{LANGUAGE_COOKIE}={}; Path=/; Max-Age={KEPT_SECONDS}; HttpOnly; SameSite=Lax{secure}",
        lang.code()
    );
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&back)).into_response())
}

/// POST: acts in another role, and starts where that role starts.
pub async fn role(
    State(web): State<Web>,
    Extension(session): Extension<Session>,
    Extension(visitor): Extension<Visitor>,
    posted: Posted,
) -> Result<Redirect, WebError> {
    let person = visitor.actor.person().ok_or_else(WebError::not_found)?;
    let at_work = match posted.one("role") {
        AS_CITIZEN => false,
        AT_WORK => true,
        _ => return Err(WebError::of(Problem::Unprocessable)),
    };
    let signed_in = SignedIn { person, at_work };
    let app = web.app();
    let acting = app
        .person_acting(&mut app.reading(), person, signed_in.capacity())
        .await?;
    if at_work && !matches!(acting.role, Role::Staff { .. }) {
        return Err(PersonError::WorksNowhere.into());
    }
    signed_in.change(&session).await?;
    Ok(Redirect::to(paths::HOME))
}
