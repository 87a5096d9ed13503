//! What the server remembers of a browser: who is signed in, from what, and what is under way. Ends after [`LASTS`];
//! sign-in gives a new cookie, sign-out removes what is remembered. [`sessions`](super::sessions) keeps it.

use std::collections::HashMap;

use app::{App, PersonId, person::Capacity};
use serde::{Deserialize, Serialize};
use tower_sessions::{
    Expiry, Session, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
    session::Record,
};

use super::{WebError, device::Device, sessions::Sessions, sign_in::Pending};

/// So long a session lasts after it last changed: a working day with its breaks.
const LASTS: Duration = Duration::hours(12);
/// So long somebody may take to sign in.
const SIGNING_IN: Duration = Duration::minutes(15);
/// So many sign-ins may be under way in one browser: one for each tab, within reason.
const MOST_PENDING: usize = 4;

/// Under it stands who is signed in.
pub const SIGNED_IN: &str = "signed-in";
/// Under it stands from what.
pub const DEVICE: &str = "device";
const PENDING: &str = "pending";
const UNSENT: &str = "unsent";

/// The layer that finds the session of a request. From plain http a browser keeps no cookie that is called `__Host-`;
/// only development has that, and another name.
pub fn layer(app: App, secure: bool) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions::of(app))
        .with_name(cookie_name(secure))
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(LASTS))
}

/// What the cookie is called.
#[must_use]
pub fn cookie_name(secure: bool) -> &'static str {
    if secure {
        "__Host-balai-session"
    } else {
        "balai-session"
    }
}

/// Who is signed in, in which role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// As a civil servant, and not in a private capacity.
    pub at_work: bool,
}

impl SignedIn {
    /// The role, as the domain has it.
    #[must_use]
    pub fn capacity(self) -> Capacity {
        if self.at_work {
            Capacity::AtWork
        } else {
            Capacity::Private
        }
    }

    /// Of this session.
    pub async fn of(session: &Session) -> Result<Option<Self>, WebError> {
        Ok(session.get(SIGNED_IN).await?)
    }

    /// As it is kept.
    pub(super) fn in_record(record: &Record) -> serde_json::Result<Option<Self>> {
        let kept = record.data.get(SIGNED_IN).cloned();
        kept.map(serde_json::from_value).transpose()
    }

    /// As it is kept, in the JSON of a session.
    pub(super) fn in_body(body: &str) -> serde_json::Result<Option<Self>> {
        let mut body: HashMap<String, serde_json::Value> = serde_json::from_str(body)?;
        body.remove(SIGNED_IN)
            .map(serde_json::from_value)
            .transpose()
    }

    /// Signs in from this device: under a new cookie, so that one that was set by somebody else is worth nothing.
    pub async fn begin(self, session: &Session, device: &Device) -> Result<(), WebError> {
        session.cycle_id().await?;
        session.set_expiry(Some(Expiry::OnInactivity(LASTS)));
        session.insert(SIGNED_IN, self).await?;
        session.insert(DEVICE, device).await?;
        Ok(())
    }

    /// The same person in another role.
    pub async fn change(self, session: &Session) -> Result<(), WebError> {
        session.insert(SIGNED_IN, self).await?;
        Ok(())
    }
}

impl Device {
    /// From what somebody signed in: JSON, as it is kept.
    pub(super) fn in_record(record: &Record) -> Option<String> {
        record.data.get(DEVICE).map(ToString::to_string)
    }
}

impl Pending {
    /// Remembers a sign-in until the provider sends the browser back.
    pub async fn keep(self, session: &Session) -> Result<(), WebError> {
        let mut all: Vec<Self> = session.get(PENDING).await?.unwrap_or_default();
        let too_many = (all.len() + 1).saturating_sub(MOST_PENDING);
        all.drain(..too_many);
        all.push(self);
        if SignedIn::of(session).await?.is_none() {
            session.set_expiry(Some(Expiry::OnInactivity(SIGNING_IN)));
        }
        session.insert(PENDING, all).await?;
        Ok(())
    }

    /// The sign-in that was begun with this state, once.
    pub async fn take(session: &Session, state: &str) -> Result<Option<Self>, WebError> {
        let mut all: Vec<Self> = session.get(PENDING).await?.unwrap_or_default();
        let Some(position) = all.iter().position(|pending| pending.state == state) else {
            return Ok(None);
        };
        let found = all.swap_remove(position);
        session.insert(PENDING, all).await?;
        Ok(Some(found))
    }
}

/// What somebody typed into a step after their session had ended: kept until they have signed in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    path: String,
    fields: Vec<(String, String)>,
}

impl Unsent {
    /// Remembers what was posted to the step at this address. The last one counts.
    pub async fn keep(
        session: &Session,
        path: String,
        fields: Vec<(String, String)>,
    ) -> Result<(), WebError> {
        session.set_expiry(Some(Expiry::OnInactivity(SIGNING_IN)));
        session.insert(UNSENT, Self { path, fields }).await?;
        Ok(())
    }

    /// What was posted to this address, once.
    pub async fn take(
        session: &Session,
        path: &str,
    ) -> Result<Option<Vec<(String, String)>>, WebError> {
        let kept: Option<Self> = session.get(UNSENT).await?;
        match kept.filter(|unsent| unsent.path == path) {
            Some(unsent) => {
                session.remove_value(UNSENT).await?;
                Ok(Some(unsent.fields))
            }
            None => Ok(None),
        }
    }
}
