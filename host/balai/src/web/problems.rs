//! What went wrong, written for who asked: a page in their language, or problem+json (RFC 9457). The causes go to the
//! log, under the id that the person is shown.

use std::{any::Any, sync::Arc};

use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use tower_http::request_id::RequestId;
use tower_sessions::Session;

use super::{Web, WebError, accept, back, error::Fault, visitor::Visitor};
use crate::{
    api,
    view::{
        Place,
        html::whole,
        pages::{Problem, ProblemPage},
    },
};

/// Writes the answer wherever something inside gave a [`WebError`], or a bare status that stands for one.
pub async fn answer(
    State(web): State<Web>,
    session: Option<Extension<Session>>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers().clone();
    let id = request.extensions().get::<RequestId>().cloned();
    let (method, uri) = (request.method().clone(), request.uri().clone());

    let mut response = next.run(request).await;
    if method == Method::HEAD {
        // The page itself may be compressed further out, and has another length then (RFC 9110, section 8.6).
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    let fault = match response.extensions_mut().remove::<Fault>() {
        Some(Fault(fault)) => fault,
        None if is_bare(&response) => Arc::new(WebError::from(response.status())),
        None => return response,
    };
    let id = id
        .as_ref()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or_default();
    tell_log(&fault, id);

    let is_api = api::is_under(uri.path());
    let here = if matches!(method, Method::GET | Method::HEAD) {
        back::here(&uri)
    } else {
        back::posted_from(web.public_url(), &headers)
    };
    let visitor = match session {
        _ if is_api => Visitor::of_program(&web, &headers).await.ok(),
        Some(Extension(session)) => Visitor::of(&web, &session, &headers).await.ok(),
        None => None,
    };
    let visitor = visitor.unwrap_or_else(|| Visitor::anonymous(&headers));
    let is_json = is_api || accept::prefers_json(&headers);
    let mut written = write(&fault, id, &here, &visitor, is_json);
    if is_api && written.status() == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Bearer");
        written
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, challenge);
    }
    for (name, value) in response.headers() {
        // What a layer said beside its status, such as `Allow` or `Retry-After`.
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            written.headers_mut().append(name, value.clone());
        }
    }
    written
}

/// A panic that was caught: the platform's own fault.
pub fn of_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    WebError::of(Problem::Failed)
        .because(anyhow::Error::msg(said.to_owned()))
        .into_response()
}

/// An error that nobody wrote a page or a document for.
fn is_bare(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_written = kind.is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    (status.is_client_error() || status.is_server_error()) && !is_written
}

fn tell_log(fault: &WebError, id: &str) {
    let id = fault.id.as_deref().unwrap_or(id);
    let status = fault.status().as_u16();
    let cause = fault.cause.as_ref().map(|cause| format!("{cause:#}"));
    let cause = cause.as_deref().unwrap_or_default();
    if fault.status().is_server_error() {
        tracing::error!(id, status, cause, "{:?}", fault.problem);
    } else if !cause.is_empty() {
        tracing::info!(id, status, cause, "{:?}", fault.problem);
    }
}

fn write(fault: &WebError, id: &str, here: &str, visitor: &Visitor, is_json: bool) -> Response {
    let status = fault.status();
    // Where nothing failed there is nothing to look up.
    let quoted = status.is_server_error().then(|| id.to_owned());
    let id = fault.id.as_deref().map(str::to_owned).or(quoted);
    let page = ProblemPage {
        shell: visitor.shell(Place::Elsewhere, here),
        problem: fault.problem,
        detail: fault.detail.clone(),
        id: id.clone(),
        back: fault.back.clone(),
        minutes: fault.after().as_secs().div_ceil(60).max(1),
    };
    if is_json {
        let details = api::problem::Problem {
            status: status.as_u16(),
            code: fault.problem.code().to_owned(),
            title: page.title().to_string(),
            detail: fault.detail.clone(),
            id,
            errors: fault.errors.to_vec(),
            receipt: fault.receipt.as_ref().map(ToString::to_string),
        };
        let kind = HeaderValue::from_static("application/problem+json");
        return match serde_json::to_vec(&details) {
            Ok(body) => (status, [(header::CONTENT_TYPE, kind)], body).into_response(),
            Err(_) => status.into_response(),
        };
    }
    match whole(&page) {
        Ok(html) => (status, Html(html)).into_response(),
        // A page without words cannot be told in words either.
        Err(_) => status.into_response(),
    }
}
