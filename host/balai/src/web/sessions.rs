//! Sessions in the database: under a digest of the cookie, so that who reads the table cannot sign in with it; and those
//! of a person, listed and ended. One that was ended is nobody's from the next request on.

use std::fmt;

use app::{App, Instant, PersonId, UnitError};
use async_trait::async_trait;
use sha2::{Digest as _, Sha256};
use store::{
    TransactError,
    session::{
        PersonSessionRow, SessionById, SessionPut, SessionRemove, SessionSave, SessionUsed,
        SessionsOfPerson, SessionsOfPersonRemove, SessionsSweep,
    },
};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error, Result},
};

use super::{WebError, device::Device, session::SignedIn, tokens::Token};

/// When a session was used is known to the hour: a page that is read writes once an hour and not each time.
const HOUR: i64 = 3_600_000_000;

/// Sessions in the database.
#[derive(Clone)]
pub struct Sessions(App);

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sessions")
    }
}

impl Sessions {
    /// Those that this database has.
    #[must_use]
    pub fn of(app: App) -> Self {
        Self(app)
    }

    /// Of a person, the last used first.
    pub async fn of_person(
        &self,
        person: PersonId,
    ) -> std::result::Result<Vec<PersonSessionRow>, UnitError> {
        let mut unit = self.0.reading();
        let now = unit.now();
        unit.read(SessionsOfPerson { person, now }).await
    }

    /// Ends one of a person's own; another's is as if it were not there.
    pub async fn end(&self, person: PersonId, id: &str) -> std::result::Result<(), WebError> {
        let found = self
            .0
            .change(|mut unit| async move {
                let ended = end(&mut unit, person, id).await;
                (unit, ended)
            })
            .await?;
        if found {
            Ok(())
        } else {
            Err(WebError::not_found())
        }
    }

    /// Ends all of a person's.
    pub async fn end_all(&self, person: PersonId) -> std::result::Result<(), WebError> {
        let ended = self.0.change(|mut unit| async move {
            let staged = unit.write(SessionsOfPersonRemove { person });
            (unit, staged)
        });
        Ok(ended.await?)
    }

    /// Whose an access token is, and in which role; none where it is worth nothing, or no longer.
    pub async fn of_token(&self, token: &Token) -> std::result::Result<Option<SignedIn>, WebError> {
        let mut unit = self.0.reading();
        let (id, now) = (token.digest(), unit.now());
        let row = unit.read(SessionById { id: id.clone() }).await?;
        let Some(row) = row.filter(|row| row.expires_at > now) else {
            return Ok(None);
        };
        if now.0 - row.used_at.0 >= HOUR {
            self.used(&id, now).await;
        }
        SignedIn::in_body(&row.body).map_err(WebError::unreadable)
    }

    /// Notes that a session is used. Nobody waits for a page because this could not be written.
    async fn used(&self, id: &str, at: Instant) {
        let noted = self.0.change(|mut unit| async move {
            let id = id.to_owned();
            let staged = unit.write(SessionUsed { id, at });
            (unit, staged)
        });
        if let Err(error) = noted.await {
            let error: TransactError<UnitError> = error;
            tracing::warn!(%error, "when a session was used could not be kept");
        }
    }
}

async fn end(
    unit: &mut app::Unit,
    person: PersonId,
    id: &str,
) -> std::result::Result<bool, UnitError> {
    let id = id.to_owned();
    let row = unit.read(SessionById { id: id.clone() }).await?;
    let is_theirs = row.is_some_and(|row| row.person == Some(person));
    if is_theirs {
        unit.write(SessionRemove { id })?;
    }
    Ok(is_theirs)
}

#[async_trait]
impl SessionStore for Sessions {
    /// Also forgets what has expired: the table is never larger than what was begun within the time that one lasts.
    async fn create(&self, record: &mut Record) -> Result<()> {
        let signed_in = SignedIn::in_record(record).map_err(|e| Error::Encode(e.to_string()))?;
        let device = &Device::in_record(record);
        let (id, body, expires_at) = &written(record)?;
        let created = self.0.change(|mut unit| async move {
            let staged = unit
                .write(SessionsSweep { now: unit.now() })
                .and_then(|()| {
                    unit.write(SessionPut {
                        id: id.clone(),
                        body: body.clone(),
                        expires_at: *expires_at,
                        person: signed_in.map(|signed_in| signed_in.person),
                        device: device.clone(),
                        begun_at: unit.now(),
                    })
                });
            (unit, staged)
        });
        created.await.map_err(failed)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (id, body, expires_at) = &written(record)?;
        let saved = self.0.change(|mut unit| async move {
            let staged = unit.write(SessionSave {
                id: id.clone(),
                body: body.clone(),
                expires_at: *expires_at,
            });
            (unit, staged)
        });
        saved.await.map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let mut unit = self.0.reading();
        let (key, now) = (digest(id), unit.now());
        let row = unit
            .read(SessionById { id: key.clone() })
            .await
            .map_err(|error| Error::Backend(error.to_string()))?;
        let Some(row) = row.filter(|row| row.expires_at > now) else {
            return Ok(None);
        };
        let record = Record {
            id: *id,
            data: serde_json::from_str(&row.body).map_err(|e| Error::Decode(e.to_string()))?,
            expiry_date: OffsetDateTime::from_unix_timestamp_nanos(
                i128::from(row.expires_at.0) * 1000,
            )
            .map_err(|e| Error::Decode(e.to_string()))?,
        };
        let signed_in = SignedIn::in_record(&record).map_err(|e| Error::Decode(e.to_string()))?;
        if signed_in.map(|signed_in| signed_in.person) != row.person {
            // Of a server that did not keep whose it is: such a one could not be ended with the person's others.
            return Ok(None);
        }
        if row.person.is_some() && now.0 - row.used_at.0 >= HOUR {
            self.used(&key, now).await;
        }
        Ok(Some(record))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let id = &digest(id);
        let deleted = self.0.change(|mut unit| async move {
            let staged = unit.write(SessionRemove { id: id.clone() });
            (unit, staged)
        });
        deleted.await.map_err(failed)
    }
}

/// What stands for the cookie in the table.
#[must_use]
pub fn digest(id: &Id) -> String {
    hex::encode(Sha256::digest(id.to_string()))
}

fn failed(error: TransactError<UnitError>) -> Error {
    Error::Backend(error.to_string())
}

/// Id, body and end, as they are kept.
fn written(record: &Record) -> Result<(String, String, Instant)> {
    let body = serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))?;
    let expires_at = i64::try_from(record.expiry_date.unix_timestamp_nanos() / 1000)
        .map(Instant)
        .map_err(|e| Error::Encode(e.to_string()))?;
    Ok((digest(&record.id), body, expires_at))
}
