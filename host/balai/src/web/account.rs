//! One's own account: who one is here, how one reads, and where one is signed in.

use app::{Lang, PersonId, Theme, preference::Preferences, region};
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use openidconnect::url::Url;
use serde::Deserialize;
use store::agency::{ClaimsOfPerson, PersonById};
use tower_sessions::Session;

use super::{
    Web, WebError, browser, dev_provider,
    device::Device,
    posted::Posted,
    preferences::keep,
    sessions::{Sessions, digest},
    sign_in::signed_out,
    visitor::Visitor,
};
use crate::view::{
    Place,
    pages::{AccountDone, AccountPage, AccountSession, Problem, SignOutEverywherePage},
    paths,
};

/// The claim that a person's name is.
const NAME: &str = "name";

/// `?done=`
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// GET: the account.
pub async fn show(
    State(web): State<Web>,
    Extension(session): Extension<Session>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Done>,
) -> Result<AccountPage, WebError> {
    let (person, lang) = (person(&visitor)?, visitor.reader.lang);
    let mut unit = web.app().reading();
    let row = unit.read(PersonById { id: person }).await?;
    let row = row.ok_or_else(WebError::not_found)?;
    let claims = unit.read(ClaimsOfPerson { person }).await?;
    let name = claims.iter().find(|claim| claim.name == NAME);
    let issuer = name.map_or(row.issuer.as_str(), |claim| claim.source.as_str());
    let source = match Url::parse(issuer) {
        _ if issuer == dev_provider::KNOWN_AS => lang.say("account-source-development").to_string(),
        Ok(url) => url.host_str().unwrap_or(issuer).to_owned(),
        Err(_) => issuer.to_owned(),
    };
    let this = session.id().map(|id| digest(&id));
    let sessions = Sessions::of(web.app().clone()).of_person(person).await?;
    let sessions = sessions.into_iter().map(|row| AccountSession {
        device: Device::kept(row.device.as_deref()).words(lang),
        begun_at: row.begun_at.timestamp(),
        used_at: row.used_at.timestamp(),
        end: (this.as_ref() != Some(&row.id)).then(|| paths::end_session(&row.id)),
    });
    Ok(AccountPage {
        shell: visitor.shell(Place::Elsewhere, paths::ACCOUNT),
        done: AccountDone::of(&asked.done),
        verified_at: name.map(|claim| claim.verified_at.timestamp()),
        region: row.region.map(region_name),
        sessions: sessions.collect(),
        name: row.name,
        source,
    })
}

/// A region by its full name; by its code where the list has no such region, or no longer.
pub fn region_name(code: String) -> String {
    let found = code.parse().ok().and_then(region::find);
    found.map_or(code, region::Region::full_name)
}

/// POST: keeps how one reads.
pub async fn prefer(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    posted: Posted,
) -> Result<Response, WebError> {
    let chosen = chosen(&posted).ok_or_else(|| WebError::of(Problem::Unprocessable))?;
    keep(&web, &visitor, &chosen).await?;
    let mut response = done(AccountDone::Saved).into_response();
    browser::keep(response.headers_mut(), &chosen, web.is_secure());
    Ok(response)
}

/// None where it is nothing that the page offers.
fn chosen(posted: &Posted) -> Option<Preferences> {
    Some(Preferences {
        lang: Some(Lang::of(posted.one("language"))?),
        time_zone: Some(posted.one("time-zone").to_owned()),
        theme: Some(Theme::of(posted.one("theme"))?),
        ..Preferences::default()
    })
}

/// POST: ends one of one's own sessions.
pub async fn end(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Redirect, WebError> {
    let sessions = Sessions::of(web.app().clone());
    sessions.end(person(&visitor)?, &id).await?;
    Ok(done(AccountDone::Ended))
}

/// GET: asks whether one is to be signed out everywhere.
pub async fn ask_everywhere(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<SignOutEverywherePage, WebError> {
    let sessions = Sessions::of(web.app().clone());
    let sessions = sessions.of_person(person(&visitor)?).await?;
    let lang = visitor.reader.lang;
    let words = |device: Option<&str>| Device::kept(device).words(lang);
    let devices = sessions.iter().map(|row| words(row.device.as_deref()));
    Ok(SignOutEverywherePage {
        shell: visitor.shell(Place::Elsewhere, paths::SIGN_OUT_EVERYWHERE),
        devices: devices.collect(),
    })
}

/// POST: signs out everywhere, here too: that is what it says, and somebody else may have this very cookie.
pub async fn end_everywhere(
    State(web): State<Web>,
    Extension(session): Extension<Session>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, WebError> {
    let sessions = Sessions::of(web.app().clone());
    sessions.end_all(person(&visitor)?).await?;
    session.flush().await?;
    Ok(signed_out(&web))
}

/// Who is here.
pub fn person(visitor: &Visitor) -> Result<PersonId, WebError> {
    visitor.actor.person().ok_or_else(WebError::not_found)
}

/// Back to the account, which says so.
pub fn done(done: AccountDone) -> Redirect {
    Redirect::to(&paths::account_after(done.code()))
}
