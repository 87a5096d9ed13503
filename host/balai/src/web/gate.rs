//! Who may use which route, in one place: every route names its rule, and nothing reaches a handler before it holds.

use app::Role;
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;

use super::{Web, WebError, back, visitor::Visitor};
use crate::view::{pages::Problem, paths};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Programs and browsers alike. No session is looked at.
    Open,
    /// Whoever comes, signed in or not.
    Anyone,
    /// Whoever is signed in, in any role.
    SignedIn,
    /// Whoever acts in a private capacity.
    Citizen,
    /// A civil servant at work.
    Staff,
}

/// Lets a request through to its handler, with its [`Visitor`], where the rule holds.
pub async fn admit(
    State((web, who)): State<(Web, Who)>,
    session: Option<Extension<Session>>,
    mut request: Request,
    next: Next,
) -> Result<Response, WebError> {
    let session = match session {
        Some(Extension(session)) if who != Who::Open => session,
        _ => return Ok(next.run(request).await),
    };
    let visitor = Visitor::of(&web, &session, request.headers()).await?;
    let may = match who {
        Who::Open | Who::Anyone => true,
        Who::SignedIn => !visitor.is_anonymous(),
        Who::Citizen => matches!(visitor.actor.role, Role::Citizen(_)),
        Who::Staff => matches!(visitor.actor.role, Role::Staff { .. }),
    };
    if may {
        request.extensions_mut().insert(visitor);
        return Ok(next.run(request).await);
    }
    if !visitor.is_anonymous() {
        return Err(WebError::of(Problem::NotAllowed));
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let from = back::posted_from(web.public_url(), request.headers());
        return Err(WebError::of(Problem::SessionEnded).back_to(from));
    }
    Ok(to_sign_in(&request))
}

/// A script that swaps pages must leave the page, as the provider is another site.
fn to_sign_in(request: &Request) -> Response {
    let sign_in = paths::sign_in(&back::here(request.uri()));
    let Ok(address) = HeaderValue::from_str(&sign_in) else {
        return WebError::of(Problem::SessionEnded).into_response();
    };
    if request.headers().contains_key("hx-request") {
        return (StatusCode::OK, [("hx-redirect", address)]).into_response();
    }
    (
        [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))],
        Redirect::to(&sign_in),
    )
        .into_response()
}
