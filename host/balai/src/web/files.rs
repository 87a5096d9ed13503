//! What the browser loads beside a page.

use axum::{
    extract::{Path, RawQuery},
    http::header,
    response::{IntoResponse as _, Response},
};

use super::WebError;
use crate::view::assets;

/// A file of the shell. An address with the file's digest in it is kept for ever.
pub async fn asset(
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let asset = assets::find(&name).ok_or_else(WebError::not_found)?;
    let named_by_digest = query.is_some_and(|query| asset.href.ends_with(&format!("?{query}")));
    let keep = if named_by_digest {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    Ok((
        [
            (header::CONTENT_TYPE, asset.media_type),
            (header::CACHE_CONTROL, keep),
        ],
        asset.bytes,
    )
        .into_response())
}
