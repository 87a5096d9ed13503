//! Throwing a draft away: asked once more, as what was typed cannot be brought back.

use app::draft::DraftError;
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Web, WebError,
    mini_app::address,
    names::Names,
    send::destination,
    steps::{self, Opened, goes_on},
    visitor::Visitor,
};
use crate::view::{Place, pages::ConfirmPage, paths};

/// Where somebody wants to be afterwards.
#[derive(Deserialize)]
pub struct After {
    /// "yes": where the form stands, to begin once more. Otherwise among their drafts.
    again: Option<String>,
}

impl After {
    fn begins_again(&self) -> bool {
        self.again.as_deref() == Some("yes")
    }
}

/// GET: asks whether it is to be thrown away.
pub async fn ask(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let draft = match steps::open(&web, &visitor, steps::draft_id(&id)?).await? {
        Opened::Draft(draft) => draft,
        Opened::Sent(receipt) => return Ok(Redirect::to(&destination(&receipt)?).into_response()),
    };
    let release = steps::release(&web, &draft).await?;
    let app = Names::of(web.app()).head(&release, &visitor).await?;
    let action = if after.begins_again() {
        paths::start_again(&id)
    } else {
        paths::discard(&id)
    };
    let shell = visitor.shell(Place::Drafts, action.clone());
    let page = ConfirmPage {
        app,
        question: shell
            .say("draft-discard-ask")
            .with("draft", draft.title.as_str())
            .to_string(),
        label: shell.say("draft-discard").to_string(),
        shell,
        groups: Vec::new(),
        danger: true,
        action,
        back: goes_on(&draft),
    };
    Ok(page.into_response())
}

/// POST: throws it away.
pub async fn post(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Query(after): Query<After>,
) -> Result<Redirect, WebError> {
    let id = steps::draft_id(&id)?;
    let stands = match steps::open(&web, &visitor, id).await? {
        Opened::Draft(draft) => address(&draft.mini_app, &draft.page),
        Opened::Sent(receipt) => return Ok(Redirect::to(&destination(&receipt)?)),
    };
    let (app, actor) = (web.app(), &visitor.actor);
    let discarded = app
        .change(|mut unit| async move {
            let done = app.draft_discard(&mut unit, actor, id).await;
            (unit, done)
        })
        .await
        .map_err(DraftError::from);
    match discarded {
        Ok(()) if after.begins_again() => Ok(Redirect::to(&stands)),
        Ok(()) => Ok(Redirect::to(paths::DRAFTS)),
        Err(DraftError::AlreadySent(receipt)) => Ok(Redirect::to(&destination(&receipt)?)),
        Err(error) => Err(error.into()),
    }
}
