//! Releases: sent in, looked at, signed by one more, decided about, taken back.

use app::{App, ReleaseId, registry::Candidate};
use axum::{
    Extension, Json,
    body::{Body, HttpBody as _, to_bytes},
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::StreamExt as _;
use serde::Deserialize;
use trust::{Digest, Envelope};

use crate::{
    api::registry::{Claim, PUBLICATION, Release, Releases, Signed},
    view::pages::Problem,
    web::{
        Web, WebError, api::sent::Sent, people::People, registry::change, release::release_id,
        visitor::Visitor,
    },
};

/// Whose releases.
#[derive(Deserialize)]
pub struct Of {
    agency: String,
}

/// The releases of an agency.
#[utoipa::path(get, path = "/api/v1/registry/releases", tag = "registry", operation_id = "list_releases",
    params(("agency" = String, Query, description = "Whose.")),
    responses((status = 200, body = Releases, description = "The newest first.")))]
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(of): Query<Of>,
) -> Result<Json<Releases>, WebError> {
    let app = web.app();
    let all = app
        .releases_of_agency(&mut app.reading(), &visitor.actor, &of.agency)
        .await?;
    said_all(&web, &visitor, all).await
}

/// The releases that wait for a reviewer.
#[utoipa::path(get, path = "/api/v1/registry/reviews", tag = "registry", operation_id = "list_reviews",
    responses((status = 200, body = Releases, description = "Those that have waited longest first.")))]
pub async fn reviews(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Json<Releases>, WebError> {
    let app = web.app();
    let all = app
        .releases_in_review(&mut app.reading(), &visitor.actor)
        .await?;
    said_all(&web, &visitor, all).await
}

/// Sends in a release: the component file as it was built, with its publication.
#[utoipa::path(post, path = "/api/v1/registry/releases", tag = "registry", operation_id = "publish",
    params(("balai-publication" = String, Header,
        description = "The publication: an envelope of DSSE as JSON, in base64.")),
    request_body(content = Vec<u8>, content_type = "application/wasm"),
    responses((status = 201, body = Release, description = "Taken in. Its checks are run next.")))]
pub async fn publish(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Release>), WebError> {
    let publication = publication(&headers)?;
    let (platform, actor) = (web.platform(), &visitor.actor);
    let most = platform.component_bytes();
    // Asked before any of it is kept.
    if let Err(error) = platform.assert_may_publish(actor, &publication).await {
        read_over(body, most).await;
        return Err(error.into());
    }
    if body.size_hint().lower() > most {
        return Err(WebError::of(Problem::TooLarge));
    }
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let component = to_bytes(body, most)
        .await
        .map_err(|_| WebError::of(Problem::TooLarge))?;
    let id = platform.publish(actor, &component, &publication).await?;
    web.app().log_follow().await?;
    let release = show_one(&web, &visitor, id).await?;
    Ok((StatusCode::CREATED, Json(release)))
}

/// Lets somebody finish who sends and does not listen before, so that they hear what is wrong.
async fn read_over(body: Body, most: u64) {
    let mut pieces = body.into_data_stream();
    let mut read = 0;
    while let Some(Ok(piece)) = pieces.next().await {
        read += piece.len() as u64;
        if read > most {
            break;
        }
    }
}

fn publication(headers: &HeaderMap) -> Result<Envelope, WebError> {
    headers
        .get(PUBLICATION)
        .and_then(|value| STANDARD.decode(value).ok())
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(|| {
            let said = format!("{PUBLICATION}: an envelope of DSSE as JSON, in base64, is missing");
            WebError::of(Problem::Unprocessable).saying(said)
        })
}

/// A release.
#[utoipa::path(get, path = "/api/v1/registry/releases/{id}", tag = "registry", operation_id = "show_release",
    params(("id" = String, Path, description = "Of the release.")),
    responses((status = 200, body = Release, description = "How it stands.")))]
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Json<Release>, WebError> {
    Ok(Json(show_one(&web, &visitor, release_id(&id)?).await?))
}

/// The report of a release's checks, to the byte: what a decision names is the digest of it.
#[utoipa::path(get, path = "/api/v1/registry/releases/{id}/report", tag = "registry", operation_id = "show_report",
    params(("id" = String, Path, description = "Of the release.")),
    responses((status = 200, content_type = "application/json", description = "What was tested and found.")))]
pub async fn report(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let app = web.app();
    let seen = app
        .release_seen(&mut app.reading(), &visitor.actor, release_id(&id)?)
        .await?;
    let report = seen.report.ok_or_else(WebError::not_found)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], report).into_response())
}

/// The publication of a release with its signatures, for one more.
#[utoipa::path(get, path = "/api/v1/registry/releases/{id}/publication", tag = "registry",
    operation_id = "show_publication",
    params(("id" = String, Path, description = "Of the release.")),
    responses((status = 200, body = Signed, description = "As it stands in the log.")))]
pub async fn signed(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Json<Signed>, WebError> {
    let app = web.app();
    let envelope = app
        .release_publication(&mut app.reading(), &visitor.actor, release_id(&id)?)
        .await?;
    Ok(Json(Signed { envelope }))
}

/// One more person of the agency signs a release: the publication with all signatures.
#[utoipa::path(put, path = "/api/v1/registry/releases/{id}/publication", tag = "registry",
    operation_id = "countersign",
    params(("id" = String, Path, description = "Of the release.")),
    request_body = Signed,
    responses((status = 200, body = Release, description = "How it stands now.")))]
pub async fn countersign(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Sent(signed): Sent<Signed>,
) -> Result<Json<Release>, WebError> {
    let id = release_id(&id)?;
    let (actor, envelope) = (&visitor.actor, &signed.envelope);
    change!(web, |app, unit| app
        .release_countersign(unit, actor, id, envelope));
    Ok(Json(show_one(&web, &visitor, id).await?))
}

/// A reviewer decides about a release: a decision, in their signature.
#[utoipa::path(post, path = "/api/v1/registry/releases/{id}/decision", tag = "registry", operation_id = "decide",
    params(("id" = String, Path, description = "Of the release.")),
    request_body = Signed,
    responses((status = 200, body = Release, description = "How it stands now.")))]
pub async fn decide(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Sent(signed): Sent<Signed>,
) -> Result<Json<Release>, WebError> {
    let id = release_id(&id)?;
    let (actor, envelope) = (&visitor.actor, &signed.envelope);
    change!(web, |app, unit| app
        .release_decide(unit, actor, id, envelope));
    Ok(Json(show_one(&web, &visitor, id).await?))
}

/// The agency takes back a release that nobody gets.
#[utoipa::path(post, path = "/api/v1/registry/releases/{id}/withdrawal", tag = "registry", operation_id = "withdraw",
    params(("id" = String, Path, description = "Of the release.")),
    responses((status = 200, body = Release, description = "How it stands now.")))]
pub async fn withdraw(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Json<Release>, WebError> {
    let (id, actor) = (release_id(&id)?, &visitor.actor);
    change!(web, |app, unit| app.release_withdraw(unit, actor, id));
    Ok(Json(show_one(&web, &visitor, id).await?))
}

async fn show_one(web: &Web, visitor: &Visitor, id: ReleaseId) -> Result<Release, WebError> {
    let app = web.app();
    let seen = app
        .release_seen(&mut app.reading(), &visitor.actor, id)
        .await?;
    said(app, &mut People::of(app), visitor, seen).await
}

async fn said_all(
    web: &Web,
    visitor: &Visitor,
    all: Vec<Candidate>,
) -> Result<Json<Releases>, WebError> {
    let mut people = People::of(web.app());
    let mut releases = Vec::new();
    for one in all {
        releases.push(said(web.app(), &mut people, visitor, one).await?);
    }
    Ok(Json(Releases { releases }))
}

async fn said(
    app: &App,
    people: &mut People<'_>,
    visitor: &Visitor,
    of: Candidate,
) -> Result<Release, WebError> {
    let mut unit = app.reading();
    let review_due = app.review_due(&mut unit, &of).await?;
    let decided = app.release_decided_by(&mut unit, &of).await?;
    let decided_by = match decided {
        Some((person, _)) => people.name(person).await?,
        None => None,
    };
    let claims = of.manifest.claims.iter().map(|claim| Claim {
        name: claim.name.clone(),
        purpose: visitor.pick(&claim.purpose),
        basis: claim.basis.name().to_owned(),
        law: claim.law.clone(),
    });
    Ok(Release {
        claims: claims.collect(),
        decided_by,
        decided_at: decided.map(|(_, at)| at),
        id: of.id.to_string(),
        mini_app: of.mini_app.to_string(),
        version: of.manifest.version.clone(),
        title: visitor.pick(&of.manifest.title),
        digest: of.digest,
        state: of.state.name().to_owned(),
        changed_at: of.changed_at.timestamp(),
        review_due,
        uploaded_at: of.uploaded_at.timestamp(),
        uploaded_by: people.name(of.uploaded_by).await?,
        signed_by: of.signed_by.iter().map(ToString::to_string).collect(),
        report: of
            .report
            .map(|text| Digest::of(text.as_bytes()).to_string()),
        rule: of.rule,
        reason: of.reason,
    })
}
