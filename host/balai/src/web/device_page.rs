//! Where a person lets a program in that shows them a code, or refuses it.

use app::device_grant::{DeviceGrantError, UserCode};
use axum::{
    Extension,
    extract::{Query, State},
    response::Redirect,
};
use serde::Deserialize;

use super::{Web, WebError, posted::Posted, visitor::Visitor};
use crate::view::{
    Place,
    pages::{DevicePage, DeviceState, Problem},
    paths,
};

/// What is asked for, and what was just done.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    code: String,
    #[serde(default)]
    done: String,
}

/// GET: asks for the code, or whether the program is let in that shows it.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(Asked { code, done }): Query<Asked>,
) -> Result<DevicePage, WebError> {
    let state = match DeviceState::done(&done) {
        Some(done) => done,
        None if code.is_empty() => DeviceState::AsksForCode,
        None => match waiting(&web, &code).await? {
            Some((code, program)) => DeviceState::Asks {
                program,
                code: code.to_string(),
            },
            None => DeviceState::NoSuchCode(code),
        },
    };
    Ok(DevicePage {
        shell: visitor.shell(Place::Elsewhere, paths::DEVICE),
        role: visitor.role(),
        state,
    })
}

/// What waits under a code, as it was typed.
async fn waiting(web: &Web, typed: &str) -> Result<Option<(UserCode, String)>, WebError> {
    let Ok(code) = typed.parse::<UserCode>() else {
        return Ok(None);
    };
    let app = web.app();
    match app.device_grant_asked(&mut app.reading(), &code).await {
        Ok(program) => Ok(Some((code, program))),
        Err(DeviceGrantError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// POST: lets the program in, or refuses it.
pub async fn answer(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    posted: Posted,
) -> Result<Redirect, WebError> {
    let (allow, done) = match posted.one("answer") {
        "allow" => (true, DeviceState::Allowed),
        "refuse" => (false, DeviceState::Refused),
        _ => return Err(WebError::of(Problem::Unprocessable)),
    };
    let typed = posted.one("code");
    let Ok(code) = &typed.parse::<UserCode>() else {
        return Ok(Redirect::to(&paths::device(typed)));
    };
    let (app, actor) = (web.app(), &visitor.actor);
    let answered = app.change(|mut unit| async move {
        let done = app.device_grant_answer(&mut unit, actor, code, allow).await;
        (unit, done)
    });
    match answered.await {
        Ok(()) => Ok(Redirect::to(&paths::asking(
            paths::DEVICE,
            &[("done", done.code())],
        ))),
        // Over by now, or answered before: the page says so.
        Err(app::TransactError::Refused(DeviceGrantError::NotFound)) => {
            Ok(Redirect::to(&paths::device(typed)))
        }
        Err(error) => Err(error.into()),
    }
}

impl From<DeviceGrantError> for WebError {
    fn from(error: DeviceGrantError) -> Self {
        match error {
            DeviceGrantError::SignInNeeded => Self::of(Problem::SessionEnded),
            DeviceGrantError::NotFound => Self::not_found(),
            DeviceGrantError::Unit(error) => error.into(),
        }
    }
}
