//! Why a mini-app failed, for those who build it: by the id that a person was shown.

use app::failure::FailureError;
use axum::{
    Extension,
    extract::{Query, State},
};
use serde::Deserialize;

use super::{Web, WebError, names::Names, visitor::Visitor};
use crate::view::{
    Place,
    pages::{FailureView, FailuresPage, Problem},
    paths,
};

/// What is looked for.
#[derive(Deserialize)]
pub struct Asked {
    /// As it was quoted.
    #[serde(default)]
    id: String,
}

/// GET: a failure of one's own agency's mini-apps, and what is kept of it.
pub async fn look_up(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
) -> Result<FailuresPage, WebError> {
    let app = web.app();
    let mut unit = app.reading();
    let found = app
        .failure_for_developer(&mut unit, &visitor.actor, &asked.id)
        .await;
    let found = match found {
        Ok(row) => {
            let release = app.release_by_id(&mut unit, row.release).await?;
            Some(FailureView {
                app: Names::of(app).title(&row.mini_app, &visitor).await?,
                version: release.map(|release| release.manifest.version.to_string()),
                id: row.id.to_string(),
                at: row.at.timestamp(),
                kind: row.kind,
                detail: row.detail,
                path: row.path,
                log: row.log,
                backtrace: row.backtrace,
            })
        }
        Err(FailureError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(FailuresPage {
        shell: visitor.shell(Place::Elsewhere, paths::FAILURES),
        asked: asked.id,
        found,
    })
}

impl From<FailureError> for WebError {
    fn from(error: FailureError) -> Self {
        match error {
            FailureError::NotADeveloper => Self::of(Problem::NotAllowed),
            FailureError::NotFound => Self::not_found(),
            FailureError::Unit(error) => error.into(),
        }
    }
}
