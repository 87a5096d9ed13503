//! Days off, and the years of which they are known.

use crate::{query, write};

query! {
    /// The edition of the national list of a year, where it is known.
    HolidayEdition { year: i64 } -> Option<String>,
    |q, c| sqlx::query_scalar("SELECT edition FROM holiday_year WHERE year = $1")
    .bind(q.year)
    .fetch_optional(c)
}

query! {
    /// The days off in `[from, until]` that are national or of one of two scopes, as ISO 8601, each once.
    HolidaysInRange { from: String, until: String, agency: String, unit: String } -> Vec<String>,
    |q, c| sqlx::query_scalar(
        "SELECT DISTINCT day FROM holiday
         WHERE day >= $1 AND day <= $2 AND (scope = '' OR scope = $3 OR scope = $4) ORDER BY day",
    )
    .bind(q.from.clone()).bind(q.until.clone()).bind(q.agency.clone()).bind(q.unit.clone())
    .fetch_all(c)
}

write! {
    /// The national list of a year is known, in this edition.
    HolidayEditionPut { year: i64, edition: String },
    |w, c| sqlx::query(
        "INSERT INTO holiday_year (year, edition) VALUES ($1, $2)
         ON CONFLICT (year) DO UPDATE SET edition = excluded.edition",
    )
    .bind(w.year).bind(w.edition.clone())
    .execute(c)
}

write! {
    /// A day off, new or renamed.
    HolidayPut { day: String, scope: String, name: String },
    |w, c| sqlx::query(
        "INSERT INTO holiday (day, scope, name) VALUES ($1, $2, $3)
         ON CONFLICT (day, scope) DO UPDATE SET name = excluded.name",
    )
    .bind(w.day.clone()).bind(w.scope.clone()).bind(w.name.clone())
    .execute(c)
}
