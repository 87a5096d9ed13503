//! Who may use which route, in one place: every route names its rule, and nothing reaches a handler before it holds.

use app::Role;
use axum::{
    Extension,
    extract::{FromRequest as _, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use store::draft::DraftById;
use tower_sessions::Session;

use super::{Web, WebError, back, posted::Posted, session::Unsent, visitor::Visitor};
use crate::view::{pages::Problem, paths};

/// htmx says by it that a script asks.
pub const BY_SCRIPT: HeaderName = HeaderName::from_static("hx-request");
/// htmx says by it that it does so for a link or a form, which stand for another page.
pub const BY_LINK: HeaderName = HeaderName::from_static("hx-boosted");
/// Tells htmx to leave the page for another.
pub const LEAVE_FOR: HeaderName = HeaderName::from_static("hx-redirect");

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Programs and browsers alike. No session is looked at.
    Open,
    /// Whoever comes, signed in or not.
    Anyone,
    /// Whoever is signed in, in any role.
    SignedIn,
    /// As [`Who::SignedIn`]; what somebody posts into a draft whose session has ended is kept until they have signed
    /// in again.
    Typist,
    /// Whoever acts in a private capacity.
    Citizen,
    /// A civil servant at work.
    Staff,
}

/// The rule of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Who may.
    pub who: Who,
    /// It is for programs: who asks is told by a token, and not by a cookie that a browser sends along for any site.
    pub is_api: bool,
}

/// Lets a request through to its handler, with its [`Visitor`], where the rule holds.
pub async fn admit(
    State((web, rule)): State<(Web, Rule)>,
    session: Option<Extension<Session>>,
    mut request: Request,
    next: Next,
) -> Result<Response, WebError> {
    // No name of anything has a NUL in it, and PostgreSQL takes none.
    if request.uri().path().contains("%00") {
        return Err(WebError::not_found());
    }
    let who = rule.who;
    if who == Who::Open {
        return Ok(next.run(request).await);
    }
    if rule.is_api {
        let visitor = Visitor::of_program(&web, request.headers()).await?;
        if !may(who, &visitor) {
            return Err(WebError::of(if visitor.is_anonymous() {
                Problem::SessionEnded
            } else {
                Problem::NotAllowed
            }));
        }
        request.extensions_mut().insert(visitor);
        return Ok(next.run(request).await);
    }
    let Some(Extension(session)) = session else {
        return Ok(next.run(request).await);
    };
    let visitor = Visitor::of(&web, &session, request.headers()).await?;
    if may(who, &visitor) {
        request.extensions_mut().insert(visitor);
        return Ok(next.run(request).await);
    }
    if !visitor.is_anonymous() {
        return Err(WebError::of(Problem::NotAllowed));
    }
    if is_part(request.headers()) {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return Ok(to_sign_in(request.headers(), request.uri()));
    }
    let ended = WebError::of(Problem::SessionEnded);
    if who != Who::Typist {
        let from = back::posted_from(web.public_url(), request.headers());
        return Err(ended.back_to(from));
    }
    let here = request.uri().path().to_owned();
    if is_draft(&web, &here).await? {
        let posted = Posted::from_request(request, &()).await?;
        Unsent::keep(&session, here.clone(), posted.0).await?;
    }
    Err(ended.back_to(here))
}

fn may(who: Who, visitor: &Visitor) -> bool {
    match who {
        Who::Open | Who::Anyone => true,
        Who::SignedIn | Who::Typist => !visitor.is_anonymous(),
        Who::Citizen => matches!(visitor.actor.role, Role::Citizen(_)),
        Who::Staff => matches!(visitor.actor.role, Role::Staff { .. }),
    }
}

/// Whether there is such a draft, whoever's it is: nobody else keeps anything here.
async fn is_draft(web: &Web, path: &str) -> Result<bool, WebError> {
    let id = path
        .strip_prefix(paths::DRAFTS)
        .and_then(|rest| rest.split('/').nth(1))
        .and_then(|id| id.parse().ok());
    let Some(id) = id else {
        return Ok(false);
    };
    let row = web.app().reading().read(DraftById { id }).await?;
    Ok(row.is_some())
}

/// Whether a script asks for a part of a page, as where somebody types: they must not be led away from what they typed.
fn is_part(headers: &HeaderMap) -> bool {
    headers.contains_key(BY_SCRIPT) && !headers.contains_key(BY_LINK)
}

/// A script that swaps pages must leave the page, as the provider is another site.
pub fn to_sign_in(headers: &HeaderMap, uri: &Uri) -> Response {
    let sign_in = paths::sign_in(&back::here(uri));
    let Ok(address) = HeaderValue::from_str(&sign_in) else {
        return WebError::of(Problem::SessionEnded).into_response();
    };
    if headers.contains_key(BY_SCRIPT) {
        return (StatusCode::OK, [(LEAVE_FOR, address)]).into_response();
    }
    Redirect::to(&sign_in).into_response()
}
