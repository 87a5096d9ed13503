//! Who is signed in where: what the server remembers of a browser, under a digest of the browser's cookie.

use serde::Serialize;

use crate::{column::Instant, query, write};

/// What is remembered of a browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct SessionRow {
    /// JSON, of the web's own.
    pub body: String,
    /// From this moment on it is as if it were not there.
    pub expires_at: Instant,
}

query! {
    kept
    /// The session of a cookie's digest, also where it has expired.
    SessionById { id: String } -> Option<SessionRow>,
    |q, c| sqlx::query_as("SELECT body, expires_at FROM session WHERE id = $1")
    .bind(q.id.clone())
    .fetch_optional(c)
}

write! {
    /// A session, new or over the old one.
    SessionPut { id: String, body: String, expires_at: Instant },
    |w, c| sqlx::query(
        "INSERT INTO session (id, body, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body, expires_at = excluded.expires_at",
    )
    .bind(w.id.clone()).bind(w.body.clone()).bind(w.expires_at)
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
    /// None that has expired.
    SessionsSweep { now: Instant },
    |w, c| sqlx::query("DELETE FROM session WHERE expires_at <= $1")
    .bind(w.now)
    .execute(c)
}
