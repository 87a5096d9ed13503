//! How the calls of a release went, as each node counts them.

use serde::Serialize;
use uuid::Uuid;

use crate::{
    ReleaseId,
    column::{Instant, Json},
    query, write,
};

/// What came of the calls of a release on a node, from a moment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct HealthRow {
    /// Which release.
    pub release: ReleaseId,
    /// From when on.
    pub at: Instant,
    /// On which run of which node.
    pub node: Uuid,
    /// So many trapped,
    pub traps: i64,
    /// so many ran into a limit,
    pub limits: i64,
    /// so many broke a promise or gave up.
    pub errors: i64,
    /// So many took so long.
    pub took: Json<Vec<i64>>,
}

query! {
    /// What was counted of a release from one moment on and before another, in order.
    HealthOf { release: ReleaseId, since: Instant, until: Instant } -> Vec<HealthRow>,
    |q, c| sqlx::query_as(
        "SELECT release, at, node, traps, limits, errors, took FROM release_health
         WHERE release = $1 AND at >= $2 AND at < $3 ORDER BY at, node",
    )
    .bind(q.release).bind(q.since).bind(q.until)
    .fetch_all(c)
}

write! {
    apart
    /// What there is by now, over what there was.
    HealthPut { row: HealthRow },
    |w, c| sqlx::query(
        "INSERT INTO release_health (release, at, node, traps, limits, errors, took)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (release, at, node) DO UPDATE
         SET traps = excluded.traps, limits = excluded.limits, errors = excluded.errors, took = excluded.took",
    )
    .bind(w.row.release).bind(w.row.at).bind(w.row.node).bind(w.row.traps).bind(w.row.limits).bind(w.row.errors)
    .bind(w.row.took.clone())
    .execute(c)
}

write! {
    apart
    /// Nothing from before a moment.
    HealthExpire { before: Instant },
    |w, c| sqlx::query("DELETE FROM release_health WHERE at < $1").bind(w.before).execute(c)
}
