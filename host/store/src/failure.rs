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

query! {
    /// The last failures of a mini-app since a moment, the newest first.
    FailuresSince { mini_app: MiniAppId, since: Instant, limit: i64 } -> Vec<FailureRow>,
    |q, c| sqlx::query_as(
        "SELECT id, mini_app, release, at, kind, detail, path, log, backtrace FROM failure
         WHERE mini_app = $1 AND at >= $2 ORDER BY at DESC, id DESC LIMIT $3",
    )
    .bind(q.mini_app.clone()).bind(q.since).bind(q.limit)
    .fetch_all(c)
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

query! {
    /// Whether a failure is there from before a moment.
    FailureIsBefore { moment: Instant } -> bool,
    |q, c| sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM failure WHERE at < $1)")
    .bind(q.moment)
    .fetch_one(c)
}

/// How many failures of a mini-app are kept.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct FailureCount {
    /// Whose.
    pub mini_app: MiniAppId,
    /// How many.
    pub number: i64,
}

query! {
    /// The mini-apps of which more failures are kept than this.
    FailuresAbove { most: i64 } -> Vec<FailureCount>,
    |q, c| sqlx::query_as(
        "SELECT mini_app, COUNT(*) AS number FROM failure GROUP BY mini_app HAVING COUNT(*) > $1 ORDER BY mini_app",
    )
    .bind(q.most)
    .fetch_all(c)
}

write! {
    apart
    /// Not those from before a moment, the oldest first; at most so many are taken at once.
    FailuresExpire { moment: Instant, at_once: i64 },
    |w, c| sqlx::query(
        "DELETE FROM failure WHERE id IN (SELECT id FROM failure WHERE at < $1 ORDER BY at LIMIT $2)",
    )
    .bind(w.moment).bind(w.at_once)
    .execute(c)
}

write! {
    apart
    /// No more of a mini-app than the last so many; at most so many are taken at once.
    FailuresTrim { mini_app: MiniAppId, most: i64, at_once: i64 },
    |w, c| sqlx::query(
        "DELETE FROM failure WHERE id IN
           (SELECT id FROM failure WHERE mini_app = $1 ORDER BY at DESC, id DESC LIMIT $3 OFFSET $2)",
    )
    .bind(w.mini_app.clone()).bind(w.most).bind(w.at_once)
    .execute(c)
}
