//! Who is signed in where: what the server remembers of a browser, under a digest of the browser's cookie.

use serde::Serialize;

use crate::{PersonId, column::Instant, query, write};

/// What is remembered of a browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct SessionRow {
    /// JSON, of the web's own.
    pub body: String,
    /// From this moment on it is as if it were not there.
    pub expires_at: Instant,
    /// Who is signed in.
    pub person: Option<PersonId>,
    /// When it was used, within the hour.
    pub used_at: Instant,
}

/// Where somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct PersonSessionRow {
    /// The digest of its cookie.
    pub id: String,
    /// From what: JSON, of the web's own.
    pub device: Option<String>,
    /// When they signed in.
    pub begun_at: Instant,
    /// When it was last used, within the hour.
    pub used_at: Instant,
}

query! {
    kept
    /// The session of a cookie's digest, also where it has expired.
    SessionById { id: String } -> Option<SessionRow>,
    |q, c| sqlx::query_as("SELECT body, expires_at, person, used_at FROM session WHERE id = $1")
    .bind(q.id.clone())
    .fetch_optional(c)
}

query! {
    /// The sessions of a person that have not expired, the last used first.
    SessionsOfPerson { person: PersonId, now: Instant } -> Vec<PersonSessionRow>,
    |q, c| sqlx::query_as(
        "SELECT id, device, begun_at, used_at FROM session
         WHERE person = $1 AND expires_at > $2 ORDER BY used_at DESC, begun_at DESC, id",
    )
    .bind(q.person).bind(q.now)
    .fetch_all(c)
}

write! {
    /// A new session.
    SessionPut {
        id: String, body: String, expires_at: Instant, person: Option<PersonId>, device: Option<String>,
        begun_at: Instant,
    },
    |w, c| sqlx::query(
        "INSERT INTO session (id, body, expires_at, person, device, begun_at, used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
    )
    .bind(w.id.clone()).bind(w.body.clone()).bind(w.expires_at).bind(w.person).bind(w.device.clone())
    .bind(w.begun_at)
    .execute(c)
}

write! {
    /// A session as it is now. One that was ended meanwhile stays ended.
    SessionSave { id: String, body: String, expires_at: Instant },
    |w, c| sqlx::query("UPDATE session SET body = $2, expires_at = $3 WHERE id = $1")
    .bind(w.id.clone()).bind(w.body.clone()).bind(w.expires_at)
    .execute(c)
}

write! {
    apart
    /// A session that is used. An answer that is kept may have the hour before, for as long as it is kept: then this is
    /// written twice.
    SessionUsed { id: String, at: Instant },
    |w, c| sqlx::query("UPDATE session SET used_at = $2 WHERE id = $1")
    .bind(w.id.clone()).bind(w.at)
    .execute(c)
}

write! {
    /// No such session.
    SessionRemove { id: String },
    |w, c| sqlx::query("DELETE FROM session WHERE id = $1")
    .bind(w.id.clone())
    .execute(c)
}

write! {
    /// No session of this person.
    SessionsOfPersonRemove { person: PersonId },
    |w, c| sqlx::query("DELETE FROM session WHERE person = $1")
    .bind(w.person)
    .execute(c)
}

write! {
    /// None that has expired.
    SessionsSweep { now: Instant },
    |w, c| sqlx::query("DELETE FROM session WHERE expires_at <= $1")
    .bind(w.now)
    .execute(c)
}
