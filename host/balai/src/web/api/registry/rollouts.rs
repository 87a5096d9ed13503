//! Who gets which release.

use app::registry::{NewStep as Wanted, RegistryError, Step as Kept};
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};

use super::mini_app;
use crate::{
    api::registry::{NewStep, Reason, Step, Steps},
    web::{Web, WebError, api::sent::Sent, people::People, registry::change, visitor::Visitor},
};

/// The steps of a mini-app's rollouts.
#[utoipa::path(get, path = "/api/v1/registry/rollouts/{agency}/{name}", tag = "registry",
    operation_id = "list_rollout",
    params(("agency" = String, Path, description = "Whose."), ("name" = String, Path, description = "Which.")),
    responses((status = 200, body = Steps, description = "The latest, which is in force, first.")))]
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((agency, name)): Path<(String, String)>,
) -> Result<Json<Steps>, WebError> {
    let (app, mini_app) = (web.app(), mini_app(&agency, &name)?);
    let kept = app
        .rollout_steps(&mut app.reading(), &visitor.actor, &mini_app)
        .await?;
    let mut people = People::of(app);
    let mut steps = Vec::new();
    for step in kept {
        steps.push(said(&web, &mut people, step).await?);
    }
    Ok(Json(Steps { steps }))
}

/// From now on these people get this release.
#[utoipa::path(post, path = "/api/v1/registry/rollouts/{agency}/{name}", tag = "registry", operation_id = "roll_out",
    params(("agency" = String, Path, description = "Whose."), ("name" = String, Path, description = "Which.")),
    request_body = NewStep,
    responses((status = 201, body = Step, description = "In force.")))]
pub async fn roll_out(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((agency, name)): Path<(String, String)>,
    Sent(new): Sent<NewStep>,
) -> Result<(StatusCode, Json<Step>), WebError> {
    let (actor, new) = (&visitor.actor, &new);
    let mini_app = &mini_app(&agency, &name)?;
    let step = change!(web, |app, unit| async {
        let release = app.release_of_version(unit, mini_app, &new.version).await?;
        let wanted = Wanted {
            release,
            share: new.share,
            regions: new.regions.clone(),
            reason: new.reason.clone(),
        };
        app.roll_out(unit, actor, wanted).await
    });
    let step = said(&web, &mut People::of(web.app()), step).await?;
    Ok((StatusCode::CREATED, Json(step)))
}

/// Back to what people got before.
#[utoipa::path(post, path = "/api/v1/registry/rollouts/{agency}/{name}/back", tag = "registry",
    operation_id = "roll_back",
    params(("agency" = String, Path, description = "Whose."), ("name" = String, Path, description = "Which.")),
    request_body = Reason,
    responses((status = 201, body = Step, description = "In force.")))]
pub async fn roll_back(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((agency, name)): Path<(String, String)>,
    Sent(Reason { reason }): Sent<Reason>,
) -> Result<(StatusCode, Json<Step>), WebError> {
    let (actor, reason) = (&visitor.actor, &reason);
    let mini_app = &mini_app(&agency, &name)?;
    let step = change!(web, |app, unit| app.roll_back(
        unit,
        actor,
        mini_app,
        reason.clone()
    ));
    let step = said(&web, &mut People::of(web.app()), step).await?;
    Ok((StatusCode::CREATED, Json(step)))
}

async fn said(web: &Web, people: &mut People<'_>, step: Kept) -> Result<Step, WebError> {
    let app = web.app();
    let mut unit = app.reading();
    let mut version = async |id| {
        let release = app.release_by_id(&mut unit, id).await;
        let release = release.map_err(RegistryError::from)?;
        Ok::<_, WebError>(release.map(|release| release.manifest.version.clone()))
    };
    Ok(Step {
        sequence: step.sequence,
        version: version(step.release).await?.unwrap_or_default(),
        share: step.share,
        regions: step.regions,
        before: match step.before {
            Some(before) => version(before).await?,
            None => None,
        },
        by: people.name(step.by).await?,
        reason: step.reason,
        at: step.at.timestamp(),
    })
}
