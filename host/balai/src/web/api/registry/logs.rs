//! What mini-apps log, and how they failed.

use app::{Instant, agency_log, registry::RegistryError};
use axum::{
    Extension, Json,
    extract::{Path, Query, State},
};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;

use super::mini_app;
use crate::{
    api::registry::{Failure, Logged, Logs},
    web::{Web, WebError, visitor::Visitor},
};

/// `?since=…&failures=true`
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// A moment: nothing from before it is given.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    since: Option<Timestamp>,
    /// Only how it failed.
    #[serde(default)]
    failures: bool,
}

/// The last entries of a mini-app's log, for those who build it: what it wrote, and how it failed. What it wrote stands there
/// a second after the call.
#[utoipa::path(get, path = "/api/v1/registry/logs/{agency}/{name}", tag = "registry", operation_id = "read_log",
    params(
        ("agency" = String, Path, description = "Whose."),
        ("name" = String, Path, description = "Which."),
        Asked,
    ),
    responses((status = 200, body = Logs, description = "At most 500 entries.")))]
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path((agency, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Json<Logs>, WebError> {
    let (app, mini_app) = (web.app(), mini_app(&agency, &name)?);
    let since = Instant::from(asked.since.unwrap_or(Timestamp::UNIX_EPOCH));
    let mut unit = app.reading();
    let logged = app
        .agency_log(&mut unit, &visitor.actor, &mini_app, since, asked.failures)
        .await?;
    let mut entries = Vec::new();
    for one in logged {
        let release = app.release_by_id(&mut unit, one.release()).await;
        let release = release.map_err(RegistryError::from)?;
        let version = release.map(|release| release.manifest.version.clone());
        let (at, version) = (one.at().timestamp(), version.unwrap_or_default());
        entries.push(match one {
            agency_log::Logged::Call(row) => Logged {
                id: row.id.to_string(),
                at,
                version,
                text: row.text,
                failure: None,
            },
            agency_log::Logged::Failure(row) => Logged {
                id: row.id.to_string(),
                at,
                version,
                text: row.log,
                failure: Some(Failure {
                    kind: row.kind,
                    detail: row.detail,
                    path: row.path,
                    backtrace: row.backtrace,
                }),
            },
        });
    }
    Ok(Json(Logs { entries }))
}
