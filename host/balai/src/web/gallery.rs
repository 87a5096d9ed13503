//! Everything that a page can have, in development mode.

use app::Theme;
use axum::{Extension, extract::Path, response::Html};

use super::{WebError, visitor::Visitor};
use crate::view::{Place, pages::GalleryPage, paths, samples};

/// GET: what there is.
pub async fn list(Extension(visitor): Extension<Visitor>) -> Result<GalleryPage, WebError> {
    let all = samples::all(visitor.reader.lang).map_err(WebError::unreadable)?;
    let shell = visitor.shell(Place::Elsewhere, paths::GALLERY);
    Ok(samples::gallery(shell, &all))
}

/// GET: a page in one of its states, in the reader's language and theme.
pub async fn sample(
    Extension(visitor): Extension<Visitor>,
    Path(name): Path<String>,
) -> Result<Html<String>, WebError> {
    let all = samples::all(visitor.reader.lang).map_err(WebError::unreadable)?;
    let found = all.into_iter().find(|sample| sample.name == name);
    let html = found.ok_or_else(WebError::not_found)?.html;
    // The snapshots are of no theme in particular: it is this one attribute of the frame, and nothing else of a page.
    let theme = |theme: Theme| format!("data-theme=\"{}\"", theme.code());
    let (of_sample, chosen) = (theme(Theme::default()), theme(visitor.reader.theme));
    Ok(Html(html.replacen(&of_sample, &chosen, 1)))
}
