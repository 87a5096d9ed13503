//! Pages that show themselves afresh once their mini-app was built anew. What is added to them is a script of this server's
//! own, so they are bound by the same rules as everywhere.

use std::convert::Infallible;

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn},
    response::{
        IntoResponse as _, Response, Sse,
        sse::{Event, KeepAlive},
    },
    routing::get,
};
use futures::{Stream, stream};
use serde::Serialize;
use tokio::sync::watch::Receiver;
use uuid::Uuid;

/// What is added to each page.
const TAG: &str = "<script src=\"/dev/reload.js\" defer></script></body>";
const SCRIPT: &str = include_str!("reload.js");

/// What stands on pages.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// Another for each version, and for each start of the server.
    revision: Uuid,
    /// Why the last build is not shown.
    problem: Option<String>,
}

impl Shown {
    /// Nothing yet.
    pub fn begun() -> Self {
        Self {
            revision: Uuid::now_v7(),
            problem: None,
        }
    }

    /// A new version is there.
    pub fn is_new(&mut self) {
        *self = Self::begun();
    }

    /// There should be a new one, and is none.
    pub fn is_broken(&mut self, problem: String) {
        self.problem = Some(problem);
    }
}

/// The same pages, each with the script.
pub fn reloading(pages: Router, shown: Receiver<Shown>) -> Router {
    let own = Router::new()
        .route("/dev/reload.js", get(script))
        .route("/dev/shown", get(follow))
        .route("/dev/shown.json", get(now))
        .with_state(shown);
    pages.layer(from_fn(with_script)).merge(own)
}

async fn with_script(mut request: Request, next: Next) -> Response {
    // What is compressed cannot be added to.
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    let (mut head, body) = next.run(request).await.into_parts();
    let kind = head.headers.get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        return Response::from_parts(head, body);
    }
    let Ok(page) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = String::from_utf8_lossy(&page).replacen("</body>", TAG, 1);
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(page))
}

async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, SCRIPT).into_response()
}

async fn now(State(shown): State<Receiver<Shown>>) -> Json<Shown> {
    Json(shown.borrow().clone())
}

/// What is shown, and then each change of it.
async fn follow(
    State(shown): State<Receiver<Shown>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = stream::unfold((shown, true), |(mut shown, first)| async move {
        if !first {
            shown.changed().await.ok()?;
        }
        let said = serde_json::to_string(&*shown.borrow_and_update()).ok()?;
        Some((Ok(Event::default().data(said)), (shown, false)))
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}
