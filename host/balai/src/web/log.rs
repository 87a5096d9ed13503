//! The transparency log for whoever wants to read it: C2SP tlog-tiles, <https://c2sp.org/tlog-tiles>.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use trust::Resource;

use super::{Web, WebError};

/// Where the log begins.
pub const PREFIX: &str = "/log";

const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// A part that is not full yet is asked for by its width, which never changes; the full one comes after it.
const SOON: &str = "public, max-age=5";

/// GET: the head of the log, signed.
pub async fn checkpoint(State(web): State<Web>) -> Result<Response, WebError> {
    let signer = web.log_signer().ok_or_else(WebError::not_found)?;
    let app = web.app();
    let head = app.log_head(&mut app.reading()).await?;
    let note = signer.sign(head).map_err(WebError::unreadable)?;
    Ok(answer("text/plain; charset=utf-8", SOON, note.into_bytes()))
}

/// GET: hashes of the tree, or entries.
pub async fn tile(State(web): State<Web>, Path(path): Path<String>) -> Result<Response, WebError> {
    web.log_signer().ok_or_else(WebError::not_found)?;
    let resource: Resource = format!("tile/{path}")
        .parse()
        .map_err(|_| WebError::not_found())?;
    let app = web.app();
    let bytes = app.log_resource(&mut app.reading(), resource).await?;
    let bytes = bytes.ok_or_else(WebError::not_found)?;
    Ok(answer("application/octet-stream", FOR_EVER, bytes))
}

fn answer(media_type: &'static str, keep: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, keep),
    ];
    (headers, bytes).into_response()
}
