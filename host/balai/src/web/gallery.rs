//! Everything that a page can have, in development mode.

use axum::{Extension, extract::Path, response::Html};

use super::{WebError, visitor::Visitor};
use crate::view::{Place, pages::GalleryPage, paths, samples};

/// GET: what there is.
pub async fn list(Extension(visitor): Extension<Visitor>) -> Result<GalleryPage, WebError> {
    let all = samples::all(visitor.reader.lang).map_err(WebError::unreadable)?;
    let shell = visitor.shell(Place::Elsewhere, paths::GALLERY);
    Ok(samples::gallery(shell, &all))
}

/// GET: a page in one of its states, in the reader's language.
pub async fn sample(
    Extension(visitor): Extension<Visitor>,
    Path(name): Path<String>,
) -> Result<Html<String>, WebError> {
    let all = samples::all(visitor.reader.lang).map_err(WebError::unreadable)?;
    let found = all.into_iter().find(|sample| sample.name == name);
    Ok(Html(found.ok_or_else(WebError::not_found)?.html))
}
