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
    /// What for, where `purposes` is not there: in whichever language was spoken.
    pub purpose: String,
    /// What for, by language (BCP 47); none in entries older than this column.
    pub purposes: Option<Json<Vec<(String, String)>>>,
    /// On which basis, and where that stands.
    pub basis: String,
}

query! {
    /// Entries about a person, newest first; of one case where it is named. `after` is when the last one seen was made,
    /// and its id.
    AccessOfPerson {
        person: PersonId, case_number: Option<String>, after: Option<(Instant, Uuid)>, limit: i64,
    } -> Vec<AccessRow>,
    |q, c| {
        let (at, id) = q.after.unzip();
        sqlx::query_as(
            "SELECT id, at, reader, mini_app, digest, case_number, fields, purpose, purposes, basis FROM access
             WHERE person = $1 AND ($2 IS NULL OR case_number = $2) AND ($3 IS NULL OR (at, id) < ($3, $4))
             ORDER BY at DESC, id DESC LIMIT $5",
        )
        .bind(q.person).bind(q.case_number.clone()).bind(at).bind(id).bind(q.limit)
        .fetch_all(c)
    }
}

write! {
    apart
    /// A new entry.
    AccessAdd {
        id: Uuid, person: PersonId, at: Instant, reader: String, mini_app: MiniAppId, digest: String,
        case_number: Option<String>, fields: Json<Vec<String>>, purpose: String,
        purposes: Json<Vec<(String, String)>>, basis: String,
    },
    |w, c| sqlx::query(
        "INSERT INTO access (id, person, at, reader, mini_app, digest, case_number, fields, purpose, purposes, basis)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(w.id).bind(w.person).bind(w.at).bind(w.reader.clone()).bind(w.mini_app.clone()).bind(w.digest.clone())
    .bind(w.case_number.clone()).bind(w.fields.clone()).bind(w.purpose.clone()).bind(w.purposes.clone())
    .bind(w.basis.clone())
    .execute(c)
}
