//! What somebody chooses from any page: language, look, and the role in which they act.

use app::{Role, Theme, person::PersonError, preference::Preferences};
use axum::{
    Extension,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse as _, Redirect, Response},
};
use tower_sessions::Session;

use super::{
    Web, WebError, back, browser,
    posted::Posted,
    session::SignedIn,
    visitor::{AS_CITIZEN, AT_WORK, Visitor, domain_lang},
};
use crate::view::{Lang, pages::Problem, paths};

/// POST: reads in another language, signed in or not.
pub async fn language(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, WebError> {
    let lang = Lang::of(posted.one("language"));
    let lang = lang.ok_or_else(|| WebError::of(Problem::Unprocessable))?;
    let chosen = Preferences {
        lang: Some(domain_lang(lang)),
        ..Preferences::default()
    };
    prefer(&web, &visitor, &headers, &posted, chosen).await
}

/// POST: another look, signed in or not.
pub async fn theme(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, WebError> {
    let theme = Theme::of(posted.one("theme"));
    let chosen = Preferences {
        theme: Some(theme.ok_or_else(|| WebError::of(Problem::Unprocessable))?),
        ..Preferences::default()
    };
    prefer(&web, &visitor, &headers, &posted, chosen).await
}

/// Keeps it with the person where there is one, and in this browser; and goes back to the page.
async fn prefer(
    web: &Web,
    visitor: &Visitor,
    headers: &HeaderMap,
    posted: &Posted,
    chosen: Preferences,
) -> Result<Response, WebError> {
    let back = match posted.one("back") {
        "" => back::posted_from(web.public_url(), headers),
        back => back::within(web.public_url(), back),
    };
    keep(web, visitor, &chosen).await?;
    let mut response = Redirect::to(&back).into_response();
    browser::keep(response.headers_mut(), &chosen, web.is_secure());
    Ok(response)
}

/// Keeps it with the person, where there is one.
pub async fn keep(web: &Web, visitor: &Visitor, chosen: &Preferences) -> Result<(), WebError> {
    let (app, Some(person)) = (web.app(), visitor.actor.person()) else {
        return Ok(());
    };
    let kept = app.change(|mut unit| async move {
        let done = app.person_prefer(&mut unit, person, chosen).await;
        (unit, done)
    });
    Ok(kept.await?)
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
