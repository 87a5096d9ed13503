//! Keys: asked for, enrolled, revoked; and the list of those who enrol them.

use app::registry::KeyView;
use axum::{Extension, Json, extract::State, http::StatusCode};

use crate::{
    api::registry::{Key, KeyRequest, KeyRequests, Keys, Signed, WaitingKey},
    web::{Web, WebError, api::sent::Sent, people::People, registry::change, visitor::Visitor},
};

/// The keys of one's agencies; all of them for the platform team.
#[utoipa::path(get, path = "/api/v1/registry/keys", tag = "registry", operation_id = "list_keys",
    responses((status = 200, body = Keys, description = "What the log says of each.")))]
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Json<Keys>, WebError> {
    let (app, actor) = (web.app(), &visitor.actor);
    let waiting = app.key_requests_own(&mut app.reading(), actor).await?;
    let keys = change!(web, |app, unit| app.keys(unit, actor));
    let waiting = waiting.into_iter().map(|one| WaitingKey {
        id: one.enrolment.key.id().to_string(),
        holder: one.enrolment.holder,
        requested_at: one.requested_at.timestamp(),
    });
    Ok(Json(Keys {
        keys: keys.into_iter().map(key).collect(),
        waiting: waiting.collect(),
    }))
}

fn key(view: KeyView) -> Key {
    Key {
        id: view.id.to_string(),
        key: view.key.public.to_string(),
        holder: view.key.holder,
        person: view.key.person,
        own: view.is_own,
        from: view.key.from,
        until: view.key.until,
        revoked: view.key.revoked,
    }
}

/// Asks for a key of one's own: an enrolment, signed by the key.
#[utoipa::path(post, path = "/api/v1/registry/keys/requests", tag = "registry", operation_id = "request_key",
    request_body = Signed,
    responses((status = 204, description = "A registrar sees it.")))]
pub async fn request(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Sent(signed): Sent<Signed>,
) -> Result<StatusCode, WebError> {
    let (actor, envelope) = (&visitor.actor, &signed.envelope);
    change!(web, |app, unit| app.key_request(unit, actor, envelope));
    Ok(StatusCode::NO_CONTENT)
}

/// The keys that wait for a registrar.
#[utoipa::path(get, path = "/api/v1/registry/keys/requests", tag = "registry", operation_id = "list_key_requests",
    responses((status = 200, body = KeyRequests, description = "The oldest first.")))]
pub async fn requests(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Json<KeyRequests>, WebError> {
    let app = web.app();
    let waiting = app.key_requests(&mut app.reading(), &visitor.actor).await?;
    let mut people = People::of(app);
    let mut requests = Vec::new();
    for one in waiting {
        requests.push(KeyRequest {
            id: one.enrolment.key.id().to_string(),
            holder: one.enrolment.holder,
            person: one.enrolment.person,
            name: people.name(Some(one.by)).await?.unwrap_or_default(),
            until: one.enrolment.until,
            requested_at: one.requested_at.timestamp(),
            envelope: one.envelope,
        });
    }
    Ok(Json(KeyRequests { requests }))
}

/// Enrols a key: the enrolment that was asked for, signed by a registrar as well.
#[utoipa::path(post, path = "/api/v1/registry/keys", tag = "registry", operation_id = "enrol_key",
    request_body = Signed,
    responses((status = 204, description = "It signs from now on.")))]
pub async fn enrol(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Sent(signed): Sent<Signed>,
) -> Result<StatusCode, WebError> {
    let (actor, envelope) = (&visitor.actor, &signed.envelope);
    change!(web, |app, unit| app.key_enrol(unit, actor, envelope));
    Ok(StatusCode::NO_CONTENT)
}

/// Revokes a key: a revocation, signed by the key itself or by a registrar.
#[utoipa::path(post, path = "/api/v1/registry/keys/revocations", tag = "registry", operation_id = "revoke_key",
    request_body = Signed,
    responses((status = 204, description = "What it signed from the moment that is named does not hold.")))]
pub async fn revoke(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Sent(signed): Sent<Signed>,
) -> Result<StatusCode, WebError> {
    let (actor, envelope) = (&visitor.actor, &signed.envelope);
    change!(web, |app, unit| app.key_revoke(unit, actor, envelope));
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a list of registrars, signed by the root.
#[utoipa::path(post, path = "/api/v1/registry/trust-lists", tag = "registry", operation_id = "bring_trust_list",
    request_body = Signed,
    responses((status = 204, description = "Those who are on it enrol keys from now on, and nobody else.")))]
pub async fn trust(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Sent(signed): Sent<Signed>,
) -> Result<StatusCode, WebError> {
    let (actor, envelope) = (&visitor.actor, &signed.envelope);
    change!(web, |app, unit| app.trust_list(unit, actor, envelope));
    Ok(StatusCode::NO_CONTENT)
}

/// Says how many persons of an agency must sign its releases, signed by as many as the rule in force demands.
#[utoipa::path(post, path = "/api/v1/registry/agency-rules", tag = "registry", operation_id = "set_agency_rule",
    request_body = Signed,
    responses((status = 204, description = "It holds for what is sent in from now on.")))]
pub async fn rule(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Sent(signed): Sent<Signed>,
) -> Result<StatusCode, WebError> {
    let (actor, envelope) = (&visitor.actor, &signed.envelope);
    change!(web, |app, unit| app.agency_rule(unit, actor, envelope));
    Ok(StatusCode::NO_CONTENT)
}
