//! Steps of rollouts that are still to come.

use serde::Serialize;

use crate::{
    MiniAppId, PersonId,
    column::{Instant, Json},
    query, write,
};

/// What is still to come of a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct PlanRow {
    /// Of which mini-app.
    pub mini_app: MiniAppId,
    /// It goes on from this step, and from no other.
    pub sequence: i64,
    /// So many of a hundred, one after the other.
    pub shares: Json<Vec<u8>>,
    /// Between two of them, in microseconds.
    pub every: i64,
    /// When the next one is due.
    pub next_at: Instant,
    /// Whether it waits for somebody to let it go on.
    pub paused: bool,
    /// In whose name.
    pub by_person: PersonId,
}

query! {
    /// What is still to come of a mini-app's rollout.
    PlanOf { mini_app: MiniAppId } -> Option<PlanRow>,
    |q, c| sqlx::query_as(
        "SELECT mini_app, sequence, shares, every, next_at, paused, by_person FROM rollout_plan WHERE mini_app = $1",
    )
    .bind(q.mini_app.clone())
    .fetch_optional(c)
}

query! {
    /// What is still to come, by mini-app.
    Plans {} -> Vec<PlanRow>,
    |_q, c| sqlx::query_as(
        "SELECT mini_app, sequence, shares, every, next_at, paused, by_person FROM rollout_plan ORDER BY mini_app",
    )
    .fetch_all(c)
}

write! {
    apart
    /// What is still to come now.
    PlanPut { row: PlanRow },
    |w, c| sqlx::query(
        "INSERT INTO rollout_plan (mini_app, sequence, shares, every, next_at, paused, by_person)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (mini_app) DO UPDATE
         SET sequence = excluded.sequence, shares = excluded.shares, every = excluded.every,
             next_at = excluded.next_at, paused = excluded.paused, by_person = excluded.by_person",
    )
    .bind(w.row.mini_app.clone()).bind(w.row.sequence).bind(w.row.shares.clone()).bind(w.row.every)
    .bind(w.row.next_at).bind(w.row.paused).bind(w.row.by_person)
    .execute(c)
}

write! {
    apart
    /// Nothing more is to come.
    PlanRemove { mini_app: MiniAppId },
    |w, c| sqlx::query("DELETE FROM rollout_plan WHERE mini_app = $1").bind(w.mini_app.clone()).execute(c)
}
