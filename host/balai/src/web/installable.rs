//! What makes Balai something that can be installed on a telephone, and be there without a network: the web app manifest
//! (<https://www.w3.org/TR/appmanifest/>), the service worker, and what it keeps.

use axum::{
    Json,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::WebError;
use crate::view::{Lang, assets, pages::OfflinePage, paths, worker};

/// GET: the service worker. A browser asks for it anew each time, so that a new version is there at once.
pub async fn worker() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, worker::SCRIPT).into_response()
}

/// GET: the addresses of what the service worker keeps.
pub async fn files() -> Json<Vec<String>> {
    Json(worker::files())
}

/// GET: the page that stands for another while there is no network.
pub async fn offline(Path(lang): Path<String>) -> Result<OfflinePage, WebError> {
    let lang = Lang::of(&lang).ok_or_else(WebError::not_found)?;
    Ok(OfflinePage::of(lang))
}

/// GET: name, look and icons of an installed Balai.
pub async fn manifest(Path(lang): Path<String>) -> Result<Response, WebError> {
    let lang = Lang::of(&lang).ok_or_else(WebError::not_found)?;
    let icon = |name, media_type, sizes, purpose| json!({ "src": assets::href(name).as_str(), "type": media_type, "sizes": sizes, "purpose": purpose });
    let manifest = json!({
        "id": paths::HOME,
        "name": "Balai",
        "short_name": "Balai",
        "description": lang.say("footer-about").to_string(),
        "lang": lang.code(),
        "dir": "ltr",
        "start_url": paths::HOME,
        "scope": paths::HOME,
        "display": "standalone",
        "background_color": "#faf7f2",
        "theme_color": "#3d1738",
        "icons": [
            icon("favicon.svg", "image/svg+xml", "any", "any"),
            icon("icon-192.png", "image/png", "192x192", "any"),
            icon("icon-512.png", "image/png", "512x512", "any"),
            icon("icon-whole-512.png", "image/png", "512x512", "maskable"),
        ],
        "shortcuts": [
            { "name": lang.say("nav-cases").to_string(), "url": paths::CASES },
            { "name": lang.say("nav-drafts").to_string(), "url": paths::DRAFTS },
            { "name": lang.say("nav-inbox").to_string(), "url": paths::INBOX },
        ],
    });
    let headers = [
        (header::CONTENT_TYPE, "application/manifest+json"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    Ok((headers, manifest.to_string()).into_response())
}
