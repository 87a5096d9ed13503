//! The transparency log: its entries, and the hashes of its tree.

use serde::Serialize;

use crate::{query, write};

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct LogEntryRow {
    /// From 0, without a gap.
    pub number: i64,
    /// Its JSON, to the byte.
    pub entry: String,
}

query! {
    /// How many entries there are.
    LogSize {} -> i64,
    |_q, c| sqlx::query_scalar("SELECT COALESCE(MAX(number), -1) + 1 FROM log_entry")
        .fetch_one(c)
}

query! {
    /// Entries in their order, from a number on.
    LogEntries { from: i64, limit: i64 } -> Vec<LogEntryRow>,
    |q, c| sqlx::query_as("SELECT number, entry FROM log_entry WHERE number >= $1 ORDER BY number LIMIT $2")
        .bind(q.from).bind(q.limit)
        .fetch_all(c)
}

query! {
    /// Hashes of a level in their order, from the one of this number on, as hex.
    LogHashes { level: i64, from: i64, limit: i64 } -> Vec<String>,
    |q, c| sqlx::query_scalar(
        "SELECT hash FROM log_hash WHERE level = $1 AND nth >= $2 AND nth < $2 + $3 ORDER BY nth",
    )
    .bind(q.level).bind(q.from).bind(q.limit)
    .fetch_all(c)
}

write! {
    /// One more entry. A number that is taken is a conflict.
    LogEntryAdd { number: i64, entry: String },
    |w, c| sqlx::query("INSERT INTO log_entry (number, entry) VALUES ($1, $2)")
        .bind(w.number).bind(w.entry.clone())
        .execute(c)
}

write! {
    /// The hash of a subtree that is full now.
    LogHashAdd { level: i64, nth: i64, hash: String },
    |w, c| sqlx::query("INSERT INTO log_hash (level, nth, hash) VALUES ($1, $2, $3)")
        .bind(w.level).bind(w.nth).bind(w.hash.clone())
        .execute(c)
}
