//! The star that keeps a mini-app at hand.

use app::{TransactError, favourite::FavouriteError};
use axum::{Extension, extract::State, http::HeaderMap, response::Redirect};

use super::{Web, WebError, back, posted::Posted, visitor::Visitor};
use crate::view::pages::Problem;

/// POST: keeps a mini-app at hand, or puts it away, and goes back to where the star was.
pub async fn set(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Redirect, WebError> {
    let mini_app = &posted
        .one("mini-app")
        .parse()
        .map_err(|_| WebError::of(Problem::Unprocessable))?;
    let at_hand = match posted.one("at-hand") {
        "yes" => true,
        "no" => false,
        _ => return Err(WebError::of(Problem::Unprocessable)),
    };
    let (app, actor) = (web.app(), &visitor.actor);
    app.change(|mut unit| async move {
        let set = app.favourite_set(&mut unit, actor, mini_app, at_hand).await;
        (unit, set)
    })
    .await
    .map_err(|error| match error {
        TransactError::Refused(FavouriteError::TooMany) => WebError::of(Problem::Refused)
            .saying(visitor.reader.say("favourite-too-many").to_string()),
        error => WebError::from(error),
    })?;
    Ok(Redirect::to(&back::posted_from(web.public_url(), &headers)))
}

impl From<FavouriteError> for WebError {
    fn from(error: FavouriteError) -> Self {
        match error {
            FavouriteError::SignInNeeded => Self::of(Problem::SessionEnded),
            FavouriteError::NotFound => Self::not_found(),
            FavouriteError::TooMany => Self::of(Problem::Refused),
            FavouriteError::Release(error) => error.into(),
            FavouriteError::Unit(error) => error.into(),
        }
    }
}
