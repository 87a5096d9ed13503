//! Stopping things, and letting them go on.

use axum::{Extension, Json, extract::State, http::StatusCode};
use trust::Target;

use crate::{
    api::registry::{Kind, Stop, Stops},
    view::pages::Problem,
    web::{Web, WebError, api::sent::Sent, registry::change, visitor::Visitor},
};

/// What is stopped.
#[utoipa::path(get, path = "/api/v1/registry/stops", tag = "registry", operation_id = "list_stops",
    responses((status = 200, body = Stops, description = "Each, with why.")))]
pub async fn list(State(web): State<Web>) -> Result<Json<Stops>, WebError> {
    let stops = web.app().ledger(|ledger| {
        let stops = ledger.stops().map(|(target, reason)| said(target, reason));
        stops.collect()
    })?;
    Ok(Json(Stops { stops }))
}

/// Stops something, on every node within a second.
#[utoipa::path(post, path = "/api/v1/registry/stops", tag = "registry", operation_id = "stop",
    request_body = Stop,
    responses((status = 204, description = "It is stopped.")))]
pub async fn stop(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Sent(stop): Sent<Stop>,
) -> Result<StatusCode, WebError> {
    let (actor, target, reason) = (&visitor.actor, &target(&stop)?, &stop.reason);
    change!(web, |app, unit| app.registry_stop(
        unit,
        actor,
        target.clone(),
        reason
    ));
    Ok(StatusCode::NO_CONTENT)
}

/// Lets something go on that was stopped.
#[utoipa::path(post, path = "/api/v1/registry/stops/ends", tag = "registry", operation_id = "resume",
    request_body = Stop,
    responses((status = 204, description = "It goes on.")))]
pub async fn resume(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Sent(stop): Sent<Stop>,
) -> Result<StatusCode, WebError> {
    let (actor, target, reason) = (&visitor.actor, &target(&stop)?, &stop.reason);
    change!(web, |app, unit| app.registry_resume(
        unit,
        actor,
        target.clone(),
        reason
    ));
    Ok(StatusCode::NO_CONTENT)
}

fn target(stop: &Stop) -> Result<Target, WebError> {
    let name = stop.name.clone();
    Ok(match stop.kind {
        Kind::Release => Target::Release(name.parse().map_err(|error: trust::NotADigest| {
            WebError::of(Problem::Unprocessable).saying(error.to_string())
        })?),
        Kind::MiniApp => Target::MiniApp(name),
        Kind::Agency => Target::Agency(name),
        Kind::Capability => Target::Capability(name),
    })
}

fn said(target: &Target, reason: &str) -> Stop {
    let (kind, name) = match target {
        Target::Release(digest) => (Kind::Release, digest.to_string()),
        Target::MiniApp(name) => (Kind::MiniApp, name.clone()),
        Target::Agency(name) => (Kind::Agency, name.clone()),
        Target::Capability(name) => (Kind::Capability, name.clone()),
    };
    Stop {
        kind,
        name,
        reason: reason.to_owned(),
    }
}
