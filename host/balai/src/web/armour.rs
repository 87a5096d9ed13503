//! What every answer carries and every request is bound by: what a browser may do with a page, how long a request may
//! take, and the id under which the log has it.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, header};
use tower_http::request_id::{MakeRequestId, RequestId};
use uuid::Uuid;

/// So long a request may take: longer than a mini-app may, all its attempts together.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// The status of one that took longer.
pub const TOO_LONG: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

/// Nothing but this platform's own files: no inline script or style, no other site.
const CONTENT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(self), microphone=()",
    ),
];

/// Two years, for every name below this one.
const HTTPS_ONLY: &str = "max-age=63072000; includeSubDomains";

/// Says in every answer what a browser may do with it. Pages are not kept: they are one person's.
pub fn protected<B>(secure: bool) -> impl Fn(Response<B>) -> Response<B> + Clone {
    move |mut response| {
        let headers = response.headers_mut();
        // At once for all that follow, with the id of the request, and not step by step.
        headers.reserve(ALWAYS.len() + 3);
        for (name, value) in ALWAYS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if secure {
            headers.insert(
                header::STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static(HTTPS_ONLY),
            );
        }
        unless_said(headers, header::CACHE_CONTROL, "no-store");
        response
    }
}

fn unless_said(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}

/// An id that came with a request could be anybody's, or another's.
pub fn without_foreign_id<B>(mut request: Request<B>) -> Request<B> {
    request.headers_mut().remove("x-request-id");
    request
}

/// Gives each request an id of its own.
#[derive(Debug, Clone, Copy)]
pub struct FreshId;

impl MakeRequestId for FreshId {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        let id = Uuid::now_v7().hyphenated();
        let id = HeaderValue::from_str(id.encode_lower(&mut Uuid::encode_buffer())).ok()?;
        Some(RequestId::new(id))
    }
}
