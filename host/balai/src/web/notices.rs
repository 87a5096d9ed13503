//! Notices of the platform: which of them a visitor is shown, and putting one away.
//!
//! What was put away is kept in this browser and nowhere else: it costs no query, works signed in or not, and on a
//! shared device it is forgotten when the browser is closed.

use app::notice::{Notice, NoticeError, NoticeTone};
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse as _, Redirect, Response},
};
use contract::values::Tone;

use super::{Web, WebError, back, browser::cookie, posted::Posted, visitor::Visitor};
use crate::view::{PlatformNotice, pages::Problem};

/// The cookie with the ids of notices that were put away, a dot between them.
const SEEN_COOKIE: &str = "balai-seen";
/// So many ids are remembered; there are never more notices at the same time.
const MOST_SEEN: usize = 10;

/// What a visitor is shown on top of every page.
pub async fn told(
    web: &Web,
    visitor: &Visitor,
    headers: &HeaderMap,
) -> Result<Vec<PlatformNotice>, NoticeError> {
    let notices = web.app().notices_for(&visitor.actor).await?;
    if notices.is_empty() {
        return Ok(Vec::new());
    }
    let seen = seen(headers);
    let is_new = |one: &Notice| !(one.is_dismissible() && seen.contains(&one.id.to_string()));
    let told = |one: Notice| PlatformNotice {
        id: one.id.to_string(),
        text: visitor.pick_of(&one.text),
        tone: match one.tone {
            NoticeTone::Info => Tone::Info,
            NoticeTone::Attention => Tone::Attention,
            NoticeTone::Critical => Tone::Critical,
        },
        dismissible: one.is_dismissible(),
    };
    Ok(notices.into_iter().filter(is_new).map(told).collect())
}

/// POST: a notice that was read is not shown any more in this browser.
pub async fn put_away(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, WebError> {
    let notices = web.app().notices_for(&visitor.actor).await?;
    let id = posted.one("notice");
    let mut all = seen(&headers);
    match notices.iter().find(|one| one.id.to_string() == id) {
        // Over meanwhile: it is not shown any more either way.
        None => {}
        Some(notice) if !notice.is_dismissible() => {
            return Err(WebError::of(Problem::Unprocessable));
        }
        Some(_) if all.iter().any(|seen| seen == id) => {}
        Some(_) => all.push(id.to_owned()),
    }
    let first = all.len().saturating_sub(MOST_SEEN);
    let secure = if web.is_secure() { "; Secure" } else { "" };
    let cookie = format!(
        "{SEEN_COOKIE}={}; Path=/; HttpOnly; SameSite=Lax{secure}",
        all[first..].join(".")
    );
    let back = back::within(web.public_url(), posted.one("back"));
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&back)).into_response())
}

/// Ids alone: whatever else a browser sends is not sent back to it.
fn seen(headers: &HeaderMap) -> Vec<String> {
    let kept = cookie(headers, SEEN_COOKIE).unwrap_or_default();
    let ids = kept.split('.').filter_map(|id| id.parse().ok());
    ids.map(|id: app::NoticeId| id.to_string()).collect()
}

impl From<NoticeError> for WebError {
    fn from(error: NoticeError) -> Self {
        match error {
            NoticeError::Unit(error) => error.into(),
            _ => Self::of(Problem::Failed).because(error),
        }
    }
}
