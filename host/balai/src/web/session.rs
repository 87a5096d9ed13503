//! What the server remembers of a browser: kept in the database under a digest of the cookie, so that who reads the
//! table cannot sign in with it. Ends after [`LASTS`]; sign-in gives a new cookie, sign-out removes the row.

use std::fmt;

use app::{App, Instant, PersonId, UnitError, person::Capacity};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{
    TransactError,
    session::{SessionById, SessionPut, SessionRemove, SessionsSweep},
};
use tower_sessions::{
    Expiry, Session, SessionManagerLayer, SessionStore,
    cookie::{
        SameSite,
        time::{Duration, OffsetDateTime},
    },
    session::{Id, Record},
    session_store::{Error, Result},
};

use super::{WebError, sign_in::Pending};

/// So long a session lasts after it last changed: a working day with its breaks.
const LASTS: Duration = Duration::hours(12);
/// So long somebody may take to sign in.
const SIGNING_IN: Duration = Duration::minutes(15);
/// So many sign-ins may be under way in one browser: one for each tab, within reason.
const MOST_PENDING: usize = 4;

const SIGNED_IN: &str = "signed-in";
const PENDING: &str = "pending";
const UNSENT: &str = "unsent";

/// The layer that finds the session of a request. From plain http a browser keeps no cookie that is called `__Host-`;
/// only development has that, and another name.
pub fn layer(app: App, secure: bool) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions(app))
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
    pub async fn of(session: &Session) -> std::result::Result<Option<Self>, WebError> {
        Ok(session.get(SIGNED_IN).await?)
    }

    /// Signs in: under a new cookie, so that one that was set by somebody else is worth nothing.
    pub async fn begin(self, session: &Session) -> std::result::Result<(), WebError> {
        session.cycle_id().await?;
        session.set_expiry(Some(Expiry::OnInactivity(LASTS)));
        session.insert(SIGNED_IN, self).await?;
        Ok(())
    }

    /// The same person in another role.
    pub async fn change(self, session: &Session) -> std::result::Result<(), WebError> {
        session.insert(SIGNED_IN, self).await?;
        Ok(())
    }
}

impl Pending {
    /// Remembers a sign-in until the provider sends the browser back.
    pub async fn keep(self, session: &Session) -> std::result::Result<(), WebError> {
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
    pub async fn take(
        session: &Session,
        state: &str,
    ) -> std::result::Result<Option<Self>, WebError> {
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
    ) -> std::result::Result<(), WebError> {
        session.set_expiry(Some(Expiry::OnInactivity(SIGNING_IN)));
        session.insert(UNSENT, Self { path, fields }).await?;
        Ok(())
    }

    /// What was posted to this address, once.
    pub async fn take(
        session: &Session,
        path: &str,
    ) -> std::result::Result<Option<Vec<(String, String)>>, WebError> {
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

/// Sessions in the database.
#[derive(Clone)]
pub struct Sessions(App);

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

impl Sessions {
    async fn put(&self, record: &Record, sweep: bool) -> Result<()> {
        let body = serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))?;
        let expires_at = moment(record.expiry_date)?;
        let (id, body) = (&digest(&record.id), &body);
        self.0
            .change(|mut unit| async move {
                let staged = (|| {
                    if sweep {
                        unit.write(SessionsSweep { now: unit.now() })?;
                    }
                    unit.write(SessionPut {
                        id: id.clone(),
                        body: body.clone(),
                        expires_at,
                    })
                })();
                (unit, staged)
            })
            .await
            .map_err(|error: TransactError<UnitError>| Error::Backend(error.to_string()))
    }
}

#[async_trait]
impl SessionStore for Sessions {
    /// Also forgets what has expired: the table is never larger than what was begun within [`LASTS`].
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.put(record, true).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.put(record, false).await
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut unit = self.0.reading();
        let query = SessionById { id: digest(id) };
        let row = unit
            .read(query)
            .await
            .map_err(|error| Error::Backend(error.to_string()))?;
        let Some(row) = row.filter(|row| row.expires_at > unit.now()) else {
            return Ok(None);
        };
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_str(&row.body).map_err(|e| Error::Decode(e.to_string()))?,
            expiry_date: OffsetDateTime::from_unix_timestamp_nanos(
                i128::from(row.expires_at.0) * 1000,
            )
            .map_err(|e| Error::Decode(e.to_string()))?,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let id = &digest(id);
        self.0
            .change(|mut unit| async move {
                let staged = unit.write(SessionRemove { id: id.clone() });
                (unit, staged)
            })
            .await
            .map_err(|error: TransactError<UnitError>| Error::Backend(error.to_string()))
    }
}

fn digest(id: &Id) -> String {
    hex::encode(Sha256::digest(id.to_string()))
}

fn moment(at: OffsetDateTime) -> Result<Instant> {
    i64::try_from(at.unix_timestamp_nanos() / 1000)
        .map(Instant)
        .map_err(|e| Error::Encode(e.to_string()))
}
