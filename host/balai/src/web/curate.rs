//! What is done to a release on its page: rolled out and back, withdrawn, stopped, let go on.

use app::{
    MiniAppId, ReleaseId,
    registry::{NewPlan, NewStep, NoStep, RegistryError},
};
use axum::{
    Extension,
    extract::{Path, State},
    response::Redirect,
};
use jiff::SignedDuration;
use trust::Target;

use super::{
    Web, WebError,
    posted::Posted,
    registry::{change, told},
    release::release_id,
    visitor::Visitor,
};
use crate::view::paths;

/// POST: does something to a release, and comes back to it.
pub async fn act(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((id, what)): Path<(String, String)>,
    posted: Posted,
) -> Result<Redirect, WebError> {
    let page = paths::registry_release(&id);
    let done = acted(&web, &visitor, release_id(&id)?, &what, &posted).await;
    done.map_err(|error| told(&visitor, error).or_back_to(page.clone()))?;
    Ok(Redirect::to(&page))
}

async fn acted(
    web: &Web,
    visitor: &Visitor,
    id: ReleaseId,
    what: &str,
    posted: &Posted,
) -> Result<(), RegistryError> {
    let (actor, reason) = (&visitor.actor, posted.one("reason"));
    match what {
        "rollout" => {
            let share = posted.one("share").trim().trim_end_matches('%').trim_end();
            let step = &NewStep {
                release: id,
                // What is no number is no share: that is told as what it is.
                share: share.parse().unwrap_or(0),
                regions: posted
                    .one("regions")
                    .split_whitespace()
                    .map(str::to_owned)
                    .collect(),
                reason: reason.to_owned(),
            };
            change!(web, |app, unit| app.roll_out(unit, actor, step.clone()));
        }
        "schedule" => {
            let shares = posted.one("steps").split([' ', ',', ';', '%']);
            let shares = shares.filter(|share| !share.is_empty());
            let shares: Result<Vec<u8>, _> = shares.map(str::parse).collect();
            let shares = shares.map_err(|_| NoStep::Shares)?;
            let (first, rest) = shares.split_first().ok_or(NoStep::Shares)?;
            let hours = posted.one("every").trim().parse::<u16>();
            let hours = hours.map_err(|_| NoStep::Every)?;
            let step = &NewStep {
                release: id,
                share: *first,
                regions: Vec::new(),
                reason: String::new(),
            };
            let plan = &NewPlan {
                shares: rest.to_vec(),
                every: SignedDuration::from_hours(hours.into()),
            };
            change!(web, |app, unit| app.roll_out_planned(
                unit,
                actor,
                step.clone(),
                plan.clone()
            ));
        }
        "pause" | "go-on" => {
            let mini_app = &mini_app(web, visitor, id).await?;
            let paused = what == "pause";
            change!(web, |app, unit| app
                .rollout_pause(unit, actor, mini_app, paused));
        }
        "back" => {
            let mini_app = &mini_app(web, visitor, id).await?;
            change!(web, |app, unit| app.roll_back(
                unit,
                actor,
                mini_app,
                reason.to_owned()
            ));
        }
        "withdraw" => {
            change!(web, |app, unit| app.release_withdraw(unit, actor, id));
        }
        "stop" => {
            let target = &Target::MiniApp(mini_app(web, visitor, id).await?.to_string());
            change!(web, |app, unit| app.registry_stop(
                unit,
                actor,
                target.clone(),
                reason
            ));
        }
        "resume" => {
            let target = &Target::MiniApp(mini_app(web, visitor, id).await?.to_string());
            change!(web, |app, unit| app.registry_resume(
                unit,
                actor,
                target.clone(),
                reason
            ));
        }
        _ => return Err(RegistryError::NotFound("act")),
    }
    Ok(())
}

async fn mini_app(web: &Web, visitor: &Visitor, id: ReleaseId) -> Result<MiniAppId, RegistryError> {
    let app = web.app();
    let seen = app
        .release_seen(&mut app.reading(), &visitor.actor, id)
        .await?;
    Ok(seen.mini_app)
}
