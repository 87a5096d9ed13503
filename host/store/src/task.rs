//! Work that waits for civil servants.

use serde::Serialize;

use crate::{MiniAppId, PersonId, Turn, column::Instant, query, write};

/// A task as it is kept.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct TaskRow {
    /// Whose task.
    pub mini_app: MiniAppId,
    /// Of the mini-app's own choosing.
    pub key: String,
    /// JSON of a localised text.
    pub title: String,
    /// Whose unit should do it.
    pub agency: String,
    /// "" where one person should.
    pub unit: String,
    /// "" means everyone in the unit.
    pub role: String,
    /// Who alone should do it.
    pub person: Option<PersonId>,
    /// A day, ISO 8601.
    pub due: Option<String>,
    /// Where it is done.
    pub path: String,
    /// None while it waits.
    pub done_at: Option<Instant>,
}

query! {
    /// A task of a mini-app.
    TaskByKey { mini_app: MiniAppId, key: String } -> Option<TaskRow>,
    |q, c| sqlx::query_as(
        "SELECT mini_app, key, title, agency, unit, role, person, due, path, done_at FROM task
         WHERE mini_app = $1 AND key = $2",
    )
    .bind(q.mini_app.clone()).bind(q.key.clone())
    .fetch_optional(c)
}

macro_rules! pending {
    ($than:literal, $order:literal) => {
        concat!(
            "SELECT mini_app, key, title, agency, unit, role, person, due, path, done_at FROM task t
             WHERE done_at IS NULL AND ($2 = '' OR mini_app = $2)
               AND (person = $1 OR (unit <> '' AND EXISTS (SELECT 1 FROM membership m
                    WHERE m.person = $1 AND m.agency = t.agency AND m.unit = t.unit
                      AND (t.role = '' OR m.role = t.role))))
               AND ($3 IS NULL OR (COALESCE(due, '9999-99-99'), key, mini_app) ", $than, " ($3, $4, $5))
             ORDER BY COALESCE(due, '9999-99-99') ", $order, ", key ", $order, ", mini_app ", $order, " LIMIT $6",
        )
    };
}

query! {
    /// Tasks that wait for a civil servant, by due day, those without one last; of one mini-app where it is not "".
    /// Keyed by the due day ([`NEVER`](crate::case::NEVER) where there is none), the task's key and its mini-app.
    TasksPending { person: PersonId, mini_app: String, turn: Turn<(String, String, String)>, limit: i64 }
        -> Vec<TaskRow>,
    |q, c| {
        let (due, key, of) = match q.turn.key().cloned() {
            Some((due, key, of)) => (Some(due), Some(key), Some(of)),
            None => (None, None, None),
        };
        let sql = if q.turn.is_back() { pending!("<", "DESC") } else { pending!(">", "ASC") };
        sqlx::query_as(sql)
        .bind(q.person).bind(q.mini_app.clone()).bind(due).bind(key).bind(of).bind(q.limit)
        .fetch_all(c)
    }
}

write! {
    /// A task, new or over the old one.
    TaskPut { row: TaskRow },
    |w, c| sqlx::query(
        "INSERT INTO task (mini_app, key, title, agency, unit, role, person, due, path, done_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (mini_app, key) DO UPDATE SET title = excluded.title, agency = excluded.agency,
            unit = excluded.unit, role = excluded.role, person = excluded.person, due = excluded.due,
            path = excluded.path, done_at = excluded.done_at",
    )
    .bind(w.row.mini_app.clone()).bind(w.row.key.clone()).bind(w.row.title.clone()).bind(w.row.agency.clone())
    .bind(w.row.unit.clone()).bind(w.row.role.clone()).bind(w.row.person).bind(w.row.due.clone())
    .bind(w.row.path.clone()).bind(w.row.done_at)
    .execute(c)
}
