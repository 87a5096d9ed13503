//! Who used whose data. Entries are added and read, and nothing else.

use serde::Serialize;
use uuid::Uuid;

use crate::{
    MiniAppId, PersonId,
    column::{Instant, Json},
    query, write,
};

/// An entry, as the citizen reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct AccessRow {
    /// Of the entry.
    pub id: Uuid,
    /// When the data was handed over.
    pub at: Instant,
    /// The civil servant's name and position; empty where a mini-app read in the citizen's own call.
    pub reader: String,
    /// Which mini-app.
    pub mini_app: MiniAppId,
    /// Which release of it: SHA-256 of the component file, in hex.
    pub digest: String,
    /// The case that was read; none where claims were.
    pub case_number: Option<String>,
    /// Which data, by name.
    pub fields: Json<Vec<String>>,
    /// What for, as the reader said it.
    pub purpose: String,
    /// On which basis, and where that stands.
    pub basis: String,
}

query! {
    /// The newest entries about a person, newest first.
    AccessOfPerson { person: PersonId, limit: i64 } -> Vec<AccessRow>,
    |q, c| sqlx::query_as(
        "SELECT id, at, reader, mini_app, digest, case_number, fields, purpose, basis FROM access
         WHERE person = $1 ORDER BY at DESC, id DESC LIMIT $2",
    )
    .bind(q.person).bind(q.limit)
    .fetch_all(c)
}

query! {
    /// The newest entries about a person's case, newest first.
    AccessOfCase { person: PersonId, case_number: String, limit: i64 } -> Vec<AccessRow>,
    |q, c| sqlx::query_as(
        "SELECT id, at, reader, mini_app, digest, case_number, fields, purpose, basis FROM access
         WHERE person = $1 AND case_number = $2 ORDER BY at DESC, id DESC LIMIT $3",
    )
    .bind(q.person).bind(q.case_number.clone()).bind(q.limit)
    .fetch_all(c)
}

write! {
    apart
    /// A new entry.
    AccessAdd {
        id: Uuid, person: PersonId, at: Instant, reader: String, mini_app: MiniAppId, digest: String,
        case_number: Option<String>, fields: Json<Vec<String>>, purpose: String, basis: String,
    },
    |w, c| sqlx::query(
        "INSERT INTO access (id, person, at, reader, mini_app, digest, case_number, fields, purpose, basis)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(w.id).bind(w.person).bind(w.at).bind(w.reader.clone()).bind(w.mini_app.clone()).bind(w.digest.clone())
    .bind(w.case_number.clone()).bind(w.fields.clone()).bind(w.purpose.clone()).bind(w.basis.clone())
    .execute(c)
}
