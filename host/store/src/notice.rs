//! Notices of the platform's operators.

use serde::Serialize;

use crate::{
    NoticeId,
    column::{Instant, Json},
    query, write,
};

/// A notice as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct NoticeRow {
    /// Of the row.
    pub id: NoticeId,
    /// What it says, by language.
    pub body: Json<Vec<(String, String)>>,
    /// By its name in `app`.
    pub tone: String,
    /// By its name in `app`.
    pub audience: String,
    /// From this moment on it is shown.
    pub starts_at: Instant,
    /// From this moment on it is not shown any more.
    pub ends_at: Instant,
}

query! {
    /// Notices, what ends last first.
    NoticesLatest { limit: i64 } -> Vec<NoticeRow>,
    |q, c| sqlx::query_as(
        "SELECT id, body, tone, audience, starts_at, ends_at FROM notice ORDER BY ends_at DESC, id DESC LIMIT $1",
    )
    .bind(q.limit)
    .fetch_all(c)
}

query! {
    /// A notice.
    NoticeById { id: NoticeId } -> Option<NoticeRow>,
    |q, c| sqlx::query_as("SELECT id, body, tone, audience, starts_at, ends_at FROM notice WHERE id = $1")
    .bind(q.id)
    .fetch_optional(c)
}

write! {
    /// A notice, new or with another end.
    NoticePut { row: NoticeRow },
    |w, c| sqlx::query(
        "INSERT INTO notice (id, body, tone, audience, starts_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET ends_at = excluded.ends_at",
    )
    .bind(w.row.id).bind(w.row.body.clone()).bind(w.row.tone.clone()).bind(w.row.audience.clone())
    .bind(w.row.starts_at).bind(w.row.ends_at)
    .execute(c)
}
