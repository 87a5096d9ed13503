//! Signing on pages: a reviewer's passkey, from its making to what it decides.
//!
//! A statement is written here, signed on the reviewer's device and sent back whole: nothing of it is kept meanwhile, as
//! who signs it and what it says is looked at when it comes back.

use app::{
    ReleaseId,
    policy::{Action, PLATFORM, Thing, may},
    registry::{KeyRequest, KeyView, RegistryError},
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    response::Redirect,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use trust::{Assertion, Decision, Envelope, Holder, KeyError, PublicKey, Verdict};

use super::{
    Web, WebError,
    people::People,
    posted::Posted,
    registry::{change, told},
    release::release_id,
    visitor::Visitor,
};
use crate::view::{
    Place,
    pages::{KeyRow, KeyStanding, KeysPage, Passkeys, Problem},
    paths,
};

/// What a device is asked to sign.
#[derive(Serialize)]
pub struct ToSign {
    /// The statement, to be sent back with the signature.
    envelope: String,
    /// In base64url.
    challenge: String,
}

impl ToSign {
    fn of(envelope: &Envelope) -> Result<Json<Self>, WebError> {
        Ok(Json(Self {
            envelope: serde_json::to_string(envelope).map_err(WebError::unreadable)?,
            challenge: URL_SAFE_NO_PAD.encode(envelope.challenge()),
        }))
    }
}

/// The site for which passkeys are made here: the host's name. None at an address of numbers, where browsers make none.
pub fn site(web: &Web) -> Option<&str> {
    web.public_url().domain()
}

/// GET: one's keys.
pub async fn keys(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<KeysPage, WebError> {
    let (app, actor) = (web.app(), &visitor.actor);
    let asked = app.key_requests_own(&mut app.reading(), actor).await?;
    let enrolled = change!(web, |app, unit| app.keys(unit, actor));
    let now = app.clock().now().timestamp();
    let own = enrolled.into_iter().filter(|view| view.is_own);
    let rows = own
        .map(|view| enrolled_row(view, now))
        .chain(asked.into_iter().map(asked_row));
    Ok(KeysPage {
        shell: visitor.shell(Place::Releases, paths::REGISTRY_KEYS),
        keys: rows.collect(),
        to_enrol: to_enrol(&web, &visitor).await?,
        new: is_reviewer(&visitor).then(|| Passkeys::at(site(&web), visitor.name())),
    })
}

/// The keys that wait for the visitor, by who asks; none where the visitor is no registrar.
async fn to_enrol(web: &Web, visitor: &Visitor) -> Result<Option<Vec<KeyRow>>, WebError> {
    let (app, actor) = (web.app(), &visitor.actor);
    if may(actor, Action::Enrol, &Thing::of(PLATFORM)).is_err() {
        return Ok(None);
    }
    let mut people = People::of(app);
    let mut rows = Vec::new();
    for request in app.key_requests(&mut app.reading(), actor).await? {
        rows.push(KeyRow {
            person: people.name(Some(request.by)).await?.unwrap_or_default(),
            ..asked_row(request)
        });
    }
    Ok(Some(rows))
}

fn is_reviewer(visitor: &Visitor) -> bool {
    may(&visitor.actor, Action::RequestKey, &Thing::of(PLATFORM)).is_ok()
}

fn enrolled_row(view: KeyView, now: jiff::Timestamp) -> KeyRow {
    KeyRow {
        person: String::new(),
        id: view.id.to_string(),
        is_passkey: view.key.public.is_passkey(),
        agency: agency(view.key.holder),
        standing: match view.key.revoked {
            Some(from) => KeyStanding::Revoked(from),
            None if view.key.until <= now => KeyStanding::Expired(view.key.until),
            None => KeyStanding::Signs(view.key.until),
        },
    }
}

fn asked_row(request: KeyRequest) -> KeyRow {
    KeyRow {
        person: String::new(),
        id: request.enrolment.key.id().to_string(),
        is_passkey: request.enrolment.key.is_passkey(),
        agency: agency(request.enrolment.holder),
        standing: KeyStanding::Waits(request.requested_at.timestamp()),
    }
}

fn agency(holder: Holder) -> Option<String> {
    match holder {
        Holder::Agency(agency) => Some(agency),
        Holder::Reviewer => None,
    }
}

/// POST: what a new passkey is to sign.
pub async fn enrolment_statement(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    posted: Posted,
) -> Result<Json<ToSign>, WebError> {
    let (key, actor) = (new_key(&web, &posted)?, &visitor.actor);
    let envelope = change!(web, |app, unit| app.passkey_enrolment(unit, actor, key));
    ToSign::of(&envelope)
}

fn new_key(web: &Web, posted: &Posted) -> Result<PublicKey, WebError> {
    let spki = URL_SAFE_NO_PAD.decode(posted.one("key"));
    let key = spki.map_err(|_| KeyError::Passkey);
    key.and_then(|spki| PublicKey::of_passkey(site(web).unwrap_or_default(), &spki))
        .map_err(|error| WebError::of(Problem::Unprocessable).saying(error.to_string()))
}

/// POST: asks for a passkey of one's own to be enrolled.
pub async fn request(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    posted: Posted,
) -> Result<Redirect, WebError> {
    let key = new_key(&web, &posted)?;
    let envelope = &signed(&visitor, &posted, &[key])?;
    let actor = &visitor.actor;
    change!(web, |app, unit| app.key_request(unit, actor, envelope));
    Ok(Redirect::to(paths::REGISTRY_KEYS))
}

/// POST: what a reviewer's passkey is to sign. It names the component and the report that the reviewer was shown.
pub async fn decision_statement(
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Json<ToSign>, WebError> {
    release_id(&id)?;
    let decision = decision(&posted).ok_or_else(|| WebError::of(Problem::Unprocessable))?;
    // Told before the device is asked.
    app::registry::assert_reasoned(&decision).map_err(|error| told(&visitor, error))?;
    let envelope = Envelope::unsigned(&decision).map_err(RegistryError::from)?;
    ToSign::of(&envelope)
}

fn decision(posted: &Posted) -> Option<Decision> {
    let verdict = match posted.one("verdict") {
        "approve" => Verdict::Approve,
        "ask-for-changes" => Verdict::AskForChanges,
        "reject" => Verdict::Reject,
        _ => return None,
    };
    // What is approved rests on no rule, whatever was typed before it was chosen.
    let because = |name| match verdict {
        Verdict::Approve => String::new(),
        _ => posted.one(name).trim().to_owned(),
    };
    Some(Decision {
        digest: posted.one("digest").parse().ok()?,
        report: posted.one("report").parse().ok()?,
        verdict,
        rule: because("rule"),
        reason: because("reason"),
    })
}

/// POST: a reviewer decides.
pub async fn decide(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Redirect, WebError> {
    let page = paths::registry_release(&id);
    let done = decided(&web, &visitor, release_id(&id)?, &posted).await;
    done.map_err(|error| error.or_back_to(page))?;
    Ok(Redirect::to(&paths::registry_decided(&id)))
}

async fn decided(
    web: &Web,
    visitor: &Visitor,
    id: ReleaseId,
    posted: &Posted,
) -> Result<(), WebError> {
    let own = own(web, visitor).await?;
    let (actor, envelope) = (&visitor.actor, &signed(visitor, posted, &own)?);
    let decided = async {
        change!(web, |app, unit| app
            .release_decide(unit, actor, id, envelope));
        Ok(())
    };
    decided.await.map_err(|error| told(visitor, error))
}

/// The passkeys of somebody that were enrolled for reviewers.
pub async fn own(web: &Web, visitor: &Visitor) -> Result<Vec<PublicKey>, WebError> {
    let actor = &visitor.actor;
    let keys = change!(web, |app, unit| app.keys(unit, actor));
    let own = keys
        .into_iter()
        .filter(|view| view.is_own && view.key.holder == Holder::Reviewer);
    Ok(own
        .map(|view| view.key.public)
        .filter(PublicKey::is_passkey)
        .collect())
}

/// What was signed on a device, by one of these keys.
fn signed(visitor: &Visitor, posted: &Posted, keys: &[PublicKey]) -> Result<Envelope, WebError> {
    let unsigned = || {
        let said = visitor.reader.say("passkey-needed").to_string();
        WebError::of(Problem::Unprocessable).saying(said)
    };
    let assertion: Assertion =
        serde_json::from_str(posted.one("assertion")).map_err(|_| unsigned())?;
    let mut envelope: Envelope =
        serde_json::from_str(posted.one("envelope")).map_err(|_| unsigned())?;
    envelope
        .take_in(&assertion, keys.iter().copied())
        .map_err(|error| match error {
            trust::EnvelopeError::OfNone => {
                let said = visitor.reader.say("passkey-other").to_string();
                WebError::of(Problem::Unprocessable).saying(said)
            }
            error => RegistryError::from(error).into(),
        })?;
    Ok(envelope)
}
