//! Calls that failed, for the agency whose mini-app it was.

use serde::Serialize;

use crate::{FailureId, MiniAppId, ReleaseId, column::Instant, query, write};

/// A failure as it is kept.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct FailureRow {
    /// What the person was shown.
    pub id: FailureId,
    /// Whose call it was.
    pub mini_app: MiniAppId,
    /// Which release.
    pub release: ReleaseId,
    /// When.
    pub at: Instant,
    /// A name that never changes.
    pub kind: String,
    /// What happened, in words.
    pub detail: String,
    /// What was asked for.
    pub path: String,
    /// What the mini-app logged in the call.
    pub log: String,
    /// Where it was.
    pub backtrace: Option<String>,
}

query! {
    /// A failure by the id that a person was shown.
    FailureById { id: FailureId } -> Option<FailureRow>,
    |q, c| sqlx::query_as(
        "SELECT id, mini_app, release, at, kind, detail, path, log, backtrace FROM failure WHERE id = $1",
    )
    .bind(q.id)
    .fetch_optional(c)
}

write! {
    apart
    /// A failure, kept.
    FailureInsert { row: FailureRow },
    |w, c| sqlx::query(
        "INSERT INTO failure (id, mini_app, release, at, kind, detail, path, log, backtrace)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(w.row.id).bind(w.row.mini_app.clone()).bind(w.row.release).bind(w.row.at).bind(w.row.kind.clone())
    .bind(w.row.detail.clone()).bind(w.row.path.clone()).bind(w.row.log.clone()).bind(w.row.backtrace.clone())
    .execute(c)
}
