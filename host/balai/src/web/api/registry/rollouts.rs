//! Who gets which release.

use app::{
    App, ReleaseId,
    registry::{
        Compared, NewPlan, NewStep as Wanted, Next, NoStep, Plan as Planned, RegistryError,
        Step as Kept, health,
    },
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
};

use super::mini_app;
use crate::{
    api::registry::{Counts, Health, NewStep, Pause, Plan, Reason, Step, Steps},
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
    let (mut unit, actor) = (app.reading(), &visitor.actor);
    let compared = app.rollout_health(&mut unit, actor, &mini_app).await?;
    let planned = app.rollout_plan(&mut unit, actor, &mini_app).await?;
    let verdict = compared.as_ref().and_then(|compared| compared.verdict);
    Ok(Json(Steps {
        plan: match planned {
            Some(planned) => Some(plan(app, &mut people, planned, verdict).await?),
            None => None,
        },
        health: match (compared, steps.first()) {
            (Some(compared), Some(now)) => Some(health(app, &now.version, compared).await?),
            _ => None,
        },
        steps,
    }))
}

async fn plan(
    app: &App,
    people: &mut People<'_>,
    planned: Planned,
    verdict: Option<health::Verdict>,
) -> Result<Plan, WebError> {
    let verdict = verdict.unwrap_or(health::Verdict::Fine);
    let waits_until = match planned.next(app.clock().now(), verdict) {
        Next::Waits(until) => Some(until.timestamp()),
        Next::At(_) | Next::Due | Next::Paused => None,
    };
    Ok(Plan {
        waits_until,
        by: people.name(Some(planned.by)).await?,
        shares: planned.shares,
        every: planned.every,
        next_at: planned.next_at.timestamp(),
        paused: planned.paused,
    })
}

async fn health(app: &App, version: &str, compared: Compared) -> Result<Health, WebError> {
    let old = match compared.old {
        Some((release, counts)) => {
            let version = version_of(app, release).await?.unwrap_or_default();
            Some(counted(version, counts))
        }
        None => None,
    };
    Ok(Health {
        new: counted(version.to_owned(), compared.new),
        old,
        verdict: compared.verdict.map(|verdict| {
            let name = match verdict {
                health::Verdict::TooFew => "too-few",
                health::Verdict::Fine => "fine",
                health::Verdict::Worse(_) => "worse",
            };
            name.to_owned()
        }),
    })
}

fn counted(version: String, counts: health::Counts) -> Counts {
    Counts {
        version,
        calls: counts.calls(),
        traps: counts.traps,
        limits: counts.limits,
        errors: counts.errors,
        p95_ms: counts.p95_ms(),
    }
}

/// Lets what is planned wait, or go on.
#[utoipa::path(put, path = "/api/v1/registry/rollouts/{agency}/{name}/plan", tag = "registry",
    operation_id = "pause_rollout",
    params(("agency" = String, Path, description = "Whose."), ("name" = String, Path, description = "Which.")),
    request_body = Pause,
    responses((status = 200, body = Plan, description = "As it is now.")))]
pub async fn pause(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((agency, name)): Path<(String, String)>,
    Sent(Pause { paused }): Sent<Pause>,
) -> Result<Json<Plan>, WebError> {
    let actor = &visitor.actor;
    let mini_app = &mini_app(&agency, &name)?;
    let planned = change!(web, |app, unit| app
        .rollout_pause(unit, actor, mini_app, paused));
    let app = web.app();
    let compared = app
        .rollout_health(&mut app.reading(), actor, mini_app)
        .await?;
    let verdict = compared.and_then(|compared| compared.verdict);
    Ok(Json(
        plan(app, &mut People::of(app), planned, verdict).await?,
    ))
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
        if new.then.is_empty() {
            return app.roll_out(unit, actor, wanted).await;
        }
        let plan = NewPlan {
            shares: new.then.clone(),
            every: new.every.ok_or(NoStep::Every)?,
        };
        app.roll_out_planned(unit, actor, wanted, plan).await
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
    Ok(Step {
        sequence: step.sequence,
        version: version_of(app, step.release).await?.unwrap_or_default(),
        share: step.share,
        regions: step.regions,
        before: match step.before {
            Some(before) => version_of(app, before).await?,
            None => None,
        },
        by: people.name(step.by).await?,
        reason: step.reason,
        at: step.at.timestamp(),
    })
}

async fn version_of(app: &App, id: ReleaseId) -> Result<Option<String>, WebError> {
    let release = app.release_by_id(&mut app.reading(), id).await;
    let release = release.map_err(RegistryError::from)?;
    Ok(release.map(|release| release.manifest.version.clone()))
}
