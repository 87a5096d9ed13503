//! Icons of mini-apps, as their checks let them pass.

use axum::{
    Extension,
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};

use super::{Web, WebError, release::release_id, visitor::Visitor};
use crate::view::assets;

/// For a release that came by no checks, as in `balai dev`.
const OTHERWISE: &str = "mini-app.svg";

/// GET: the icon of a release, which never changes.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let app = web.app();
    let icon = app
        .release_icon(&mut app.reading(), &visitor.actor, release_id(&id)?)
        .await?;
    let otherwise = || assets::find(OTHERWISE).map(|asset| asset.bytes.to_vec());
    let icon = icon.map(String::into_bytes).or_else(otherwise);
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (
            header::CACHE_CONTROL,
            "private, max-age=31536000, immutable",
        ),
    ];
    Ok((headers, icon.ok_or_else(WebError::not_found)?).into_response())
}
