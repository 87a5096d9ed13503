//! What mini-apps write into their agencies' logs, in calls that do not fail.

use serde::Serialize;

use crate::{LogId, MiniAppId, ReleaseId, column::Instant, query, write};

/// What was written in one call.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct AgencyLogRow {
    /// Of the row.
    pub id: LogId,
    /// Whose log it is.
    pub mini_app: MiniAppId,
    /// Which release.
    pub release: ReleaseId,
    /// When the call ended.
    pub at: Instant,
    /// As it was written.
    pub text: String,
}

query! {
    /// The last calls of a mini-app since a moment, the newest first.
    AgencyLogSince { mini_app: MiniAppId, since: Instant, limit: i64 } -> Vec<AgencyLogRow>,
    |q, c| sqlx::query_as(
        "SELECT id, mini_app, release, at, text FROM agency_log WHERE mini_app = $1 AND at >= $2
         ORDER BY at DESC, id DESC LIMIT $3",
    )
    .bind(q.mini_app.clone()).bind(q.since).bind(q.limit)
    .fetch_all(c)
}

write! {
    apart
    /// A call's log, kept.
    AgencyLogInsert { row: AgencyLogRow },
    |w, c| sqlx::query("INSERT INTO agency_log (id, mini_app, release, at, text) VALUES ($1, $2, $3, $4, $5)")
    .bind(w.row.id).bind(w.row.mini_app.clone()).bind(w.row.release).bind(w.row.at).bind(w.row.text.clone())
    .execute(c)
}

query! {
    /// Whether something is there from before a moment.
    AgencyLogIsBefore { moment: Instant } -> bool,
    |q, c| sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM agency_log WHERE at < $1)")
    .bind(q.moment)
    .fetch_one(c)
}

/// How many calls of a mini-app are kept.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct AgencyLogCount {
    /// Whose.
    pub mini_app: MiniAppId,
    /// How many.
    pub number: i64,
}

query! {
    /// The mini-apps of which more calls are kept than this.
    AgencyLogsAbove { most: i64 } -> Vec<AgencyLogCount>,
    |q, c| sqlx::query_as(
        "SELECT mini_app, COUNT(*) AS number FROM agency_log GROUP BY mini_app HAVING COUNT(*) > $1 ORDER BY mini_app",
    )
    .bind(q.most)
    .fetch_all(c)
}

write! {
    apart
    /// Not those from before a moment, the oldest first; at most so many are taken at once.
    AgencyLogExpire { moment: Instant, at_once: i64 },
    |w, c| sqlx::query(
        "DELETE FROM agency_log WHERE id IN (SELECT id FROM agency_log WHERE at < $1 ORDER BY at LIMIT $2)",
    )
    .bind(w.moment).bind(w.at_once)
    .execute(c)
}

write! {
    apart
    /// No more of a mini-app than the last so many; at most so many are taken at once.
    AgencyLogTrim { mini_app: MiniAppId, most: i64, at_once: i64 },
    |w, c| sqlx::query(
        "DELETE FROM agency_log WHERE id IN
           (SELECT id FROM agency_log WHERE mini_app = $1 ORDER BY at DESC, id DESC LIMIT $3 OFFSET $2)",
    )
    .bind(w.mini_app.clone()).bind(w.most).bind(w.at_once)
    .execute(c)
}
