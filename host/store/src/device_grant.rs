//! Programs that ask to be let in by somebody.

use serde::Serialize;

use crate::{PersonId, column::Instant, query, write};

/// A program that asks, or has asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct DeviceGrantRow {
    /// SHA-256 of the program's secret, in hex.
    pub device_code: String,
    /// What the person types, without hyphens.
    pub user_code: String,
    /// What the program calls itself.
    pub program: String,
    /// "asked", "allowed", "refused".
    pub state: String,
    /// Who answered.
    pub person: Option<PersonId>,
    /// Whether they did as a civil servant.
    pub at_work: bool,
    /// From this moment on nobody can answer, and nothing is given.
    pub expires_at: Instant,
    /// When the program last asked for its token; 0: never.
    pub polled_at: Instant,
    /// How many seconds are to stand between two times that it does.
    pub pause: i64,
}

macro_rules! select {
    ($($rest:tt)+) => {
        concat!(
            "SELECT device_code, user_code, program, state, person, at_work, expires_at, polled_at, pause
             FROM device_grant ",
            $($rest)+
        )
    };
}

query! {
    /// By the digest of the program's secret.
    DeviceGrantByDeviceCode { device_code: String } -> Option<DeviceGrantRow>,
    |q, c| sqlx::query_as(select!("WHERE device_code = $1"))
    .bind(q.device_code.clone())
    .fetch_optional(c)
}

query! {
    /// By what the person types.
    DeviceGrantByUserCode { user_code: String } -> Option<DeviceGrantRow>,
    |q, c| sqlx::query_as(select!("WHERE user_code = $1"))
    .bind(q.user_code.clone())
    .fetch_optional(c)
}

write! {
    apart
    /// A program asks.
    DeviceGrantAdd { row: DeviceGrantRow },
    |w, c| sqlx::query(
        "INSERT INTO device_grant
         (device_code, user_code, program, state, person, at_work, expires_at, polled_at, pause)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(w.row.device_code.clone()).bind(w.row.user_code.clone()).bind(w.row.program.clone())
    .bind(w.row.state.clone()).bind(w.row.person).bind(w.row.at_work).bind(w.row.expires_at)
    .bind(w.row.polled_at).bind(w.row.pause)
    .execute(c)
}

write! {
    apart
    /// Somebody answers.
    DeviceGrantAnswer { device_code: String, state: String, person: PersonId, at_work: bool },
    |w, c| sqlx::query("UPDATE device_grant SET state = $2, person = $3, at_work = $4 WHERE device_code = $1")
    .bind(w.device_code.clone()).bind(w.state.clone()).bind(w.person).bind(w.at_work)
    .execute(c)
}

write! {
    apart
    /// The program asks for its token.
    DeviceGrantPolled { device_code: String, at: Instant, pause: i64 },
    |w, c| sqlx::query("UPDATE device_grant SET polled_at = $2, pause = $3 WHERE device_code = $1")
    .bind(w.device_code.clone()).bind(w.at).bind(w.pause)
    .execute(c)
}

write! {
    apart
    /// It has its token.
    DeviceGrantRemove { device_code: String },
    |w, c| sqlx::query("DELETE FROM device_grant WHERE device_code = $1")
    .bind(w.device_code.clone())
    .execute(c)
}

write! {
    apart
    /// None that ended before.
    DeviceGrantsSweep { before: Instant },
    |w, c| sqlx::query("DELETE FROM device_grant WHERE expires_at <= $1")
    .bind(w.before)
    .execute(c)
}
