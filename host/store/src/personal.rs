//! Documents of one citizen in one mini-app.

use serde::Serialize;

use crate::{MiniAppId, column::Instant, query, write};

/// A document as it is kept.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct PersonalRow {
    /// Under which the citizen's mini-app finds it.
    pub key: String,
    /// 1 when first written, then counted up.
    pub version: i64,
    /// JSON.
    pub body: String,
    /// When it was last written.
    pub updated_at: Instant,
}

query! {
    /// The document under a key.
    PersonalByKey { mini_app: MiniAppId, subject: String, key: String } -> Option<PersonalRow>,
    |q, c| sqlx::query_as(
        "SELECT key, version, body, updated_at FROM personal WHERE mini_app = $1 AND subject = $2 AND key = $3",
    )
    .bind(q.mini_app.clone()).bind(q.subject.clone()).bind(q.key.clone())
    .fetch_optional(c)
}

/// What a document to be written meets.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct PersonalBeforeRow {
    /// Of the document under its key, where there is one.
    pub version: Option<i64>,
    /// Of key and body of that document; 0 where there is none.
    pub bytes: i64,
    /// How many documents the citizen has in the mini-app.
    pub documents: i64,
    /// Of the keys and bodies of all of these.
    pub all_bytes: i64,
}

query! {
    /// What a document to be written under a key meets.
    PersonalBefore { mini_app: MiniAppId, subject: String, key: String } -> PersonalBeforeRow,
    |q, c| sqlx::query_as(
        "SELECT there.version, COALESCE(there.bytes, 0) AS bytes, every.documents, every.all_bytes
         FROM (SELECT COUNT(*) AS documents, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS all_bytes
               FROM personal WHERE mini_app = $1 AND subject = $2) AS every
         LEFT JOIN (SELECT version, bytes FROM personal WHERE mini_app = $1 AND subject = $2 AND key = $3) AS there
           ON TRUE",
    )
    .bind(q.mini_app.clone()).bind(q.subject.clone()).bind(q.key.clone())
    .fetch_one(c)
}

query! {
    /// Documents whose key lies in `[from, until)`, after `after`, by key.
    PersonalInRange {
        mini_app: MiniAppId, subject: String, from: String, until: String, after: String, limit: i64,
    } -> Vec<PersonalRow>,
    |q, c| sqlx::query_as(
        "SELECT key, version, body, updated_at FROM personal
         WHERE mini_app = $1 AND subject = $2 AND key >= $3 AND key < $4 AND key > $5 ORDER BY key LIMIT $6",
    )
    .bind(q.mini_app.clone()).bind(q.subject.clone()).bind(q.from.clone()).bind(q.until.clone())
    .bind(q.after.clone()).bind(q.limit)
    .fetch_all(c)
}

write! {
    apart
    /// The document under a key, new or over the old one. `bytes` are of key and body.
    PersonalPut {
        mini_app: MiniAppId, subject: String, key: String, version: i64, body: String, bytes: i64, updated_at: Instant,
    },
    |w, c| sqlx::query(
        "INSERT INTO personal (mini_app, subject, key, version, body, bytes, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (mini_app, subject, key)
         DO UPDATE SET version = excluded.version, body = excluded.body, bytes = excluded.bytes,
                       updated_at = excluded.updated_at",
    )
    .bind(w.mini_app.clone()).bind(w.subject.clone()).bind(w.key.clone()).bind(w.version)
    .bind(w.body.clone()).bind(w.bytes).bind(w.updated_at)
    .execute(c)
}

write! {
    apart
    /// No document under a key.
    PersonalRemove { mini_app: MiniAppId, subject: String, key: String },
    |w, c| sqlx::query("DELETE FROM personal WHERE mini_app = $1 AND subject = $2 AND key = $3")
    .bind(w.mini_app.clone()).bind(w.subject.clone()).bind(w.key.clone())
    .execute(c)
}
