//! Forms that were shown to people, with what they have typed.

use serde::Serialize;

use crate::{DraftId, MiniAppId, PersonId, ReleaseId, Turn, column::Instant, query, write};

/// A form as it was shown, and what was typed into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct DraftRow {
    /// Also the submission key.
    pub id: DraftId,
    /// To whom it was shown.
    pub person: PersonId,
    /// Whether as a civil servant.
    pub at_work: bool,
    /// On whose page.
    pub mini_app: MiniAppId,
    /// Which release showed it.
    pub release: ReleaseId,
    /// On which page: inside the mini-app.
    pub path: String,
    /// JSON of the page's query.
    pub query: String,
    /// The form's id.
    pub form: String,
    /// The page's title.
    pub title: String,
    /// JSON of the form.
    pub spec: String,
    /// SHA-256 of that, in hex.
    pub spec_digest: String,
    /// JSON of what was typed.
    pub answers: String,
    /// The position of the step where it goes on; the number of steps where all are answered.
    pub step: i64,
    /// Whether anything was typed.
    pub touched: bool,
    /// JSON: where its answers came from, where they were typed into another form.
    pub moved: Option<String>,
    /// Where its answers went, as the form is no longer shown.
    pub moved_to: Option<DraftId>,
    /// Whether it was sent.
    pub sent: bool,
    /// 1 at first, then counted up with each change of answers.
    pub version: i64,
    /// When it was last changed or, untouched, shown.
    pub updated_at: Instant,
}

macro_rules! select {
    ($($rest:tt)+) => {
        concat!(
            "SELECT id, person, at_work, mini_app, release, path, query, form, title, spec, spec_digest, answers, step,
             touched, moved, moved_to, sent, version, updated_at FROM draft ",
            $($rest)+
        )
    };
}

query! {
    /// A draft.
    DraftById { id: DraftId } -> Option<DraftRow>,
    |q, c| sqlx::query_as(select!("WHERE id = $1"))
    .bind(q.id)
    .fetch_optional(c)
}

query! {
    /// The version of a draft that was not sent.
    DraftVersion { id: DraftId } -> Option<i64>,
    |q, c| sqlx::query_scalar("SELECT version FROM draft WHERE id = $1 AND sent = FALSE")
    .bind(q.id)
    .fetch_optional(c)
}

query! {
    /// What a person can still send from a page, the last changed first. What was typed into or shown before these
    /// moments is left out.
    DraftsAtPlace {
        person: PersonId, at_work: bool, mini_app: MiniAppId, path: String, query: String,
        touched_since: Instant, shown_since: Instant, limit: i64,
    } -> Vec<DraftRow>,
    |q, c| sqlx::query_as(select!(
        "WHERE person = $1 AND mini_app = $2 AND at_work = $3 AND path = $4 AND query = $5
           AND sent = FALSE AND moved_to IS NULL
           AND updated_at >= CASE WHEN touched THEN $6 ELSE $7 END
         ORDER BY touched DESC, updated_at DESC, id DESC LIMIT $8"
    ))
    .bind(q.person).bind(q.mini_app.clone()).bind(q.at_work).bind(q.path.clone()).bind(q.query.clone())
    .bind(q.touched_since).bind(q.shown_since).bind(q.limit)
    .fetch_all(c)
}

macro_rules! begun {
    ($than:literal, $order:literal) => {
        select!(
            "WHERE person = $1 AND at_work = $2 AND touched = TRUE AND sent = FALSE AND moved_to IS NULL
               AND updated_at >= $3 AND ($4 IS NULL OR (updated_at, id) ", $than, " ($4, $5))
             ORDER BY updated_at ", $order, ", id ", $order, " LIMIT $6"
        )
    };
}

query! {
    /// What a person has begun to fill in and not sent, the last changed first. The key is when a draft was changed,
    /// and its id.
    DraftsOfPerson { person: PersonId, at_work: bool, since: Instant, turn: Turn<(Instant, DraftId)>, limit: i64 }
        -> Vec<DraftRow>,
    |q, c| {
        let (updated_at, id) = q.turn.key().copied().unzip();
        let sql = if q.turn.is_back() { begun!(">", "ASC") } else { begun!("<", "DESC") };
        sqlx::query_as(sql)
            .bind(q.person).bind(q.at_work).bind(q.since).bind(updated_at).bind(id).bind(q.limit)
            .fetch_all(c)
    }
}

write! {
    apart
    /// A new draft.
    DraftAdd { row: DraftRow },
    |w, c| sqlx::query(
        "INSERT INTO draft (id, person, at_work, mini_app, release, path, query, form, title, spec, spec_digest,
                            answers, step, touched, moved, moved_to, sent, version, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
    )
    .bind(w.row.id).bind(w.row.person).bind(w.row.at_work).bind(w.row.mini_app.clone()).bind(w.row.release)
    .bind(w.row.path.clone()).bind(w.row.query.clone()).bind(w.row.form.clone()).bind(w.row.title.clone())
    .bind(w.row.spec.clone()).bind(w.row.spec_digest.clone()).bind(w.row.answers.clone()).bind(w.row.step)
    .bind(w.row.touched).bind(w.row.moved.clone()).bind(w.row.moved_to).bind(w.row.sent).bind(w.row.version)
    .bind(w.row.updated_at)
    .execute(c)
}

write! {
    apart
    /// What changes of a draft as it is filled in, as the row has it.
    DraftChange { row: DraftRow },
    |w, c| sqlx::query(
        "UPDATE draft SET answers = $2, step = $3, touched = $4, moved = $5, moved_to = $6, version = $7,
                          updated_at = $8
         WHERE id = $1",
    )
    .bind(w.row.id).bind(w.row.answers.clone()).bind(w.row.step).bind(w.row.touched).bind(w.row.moved.clone())
    .bind(w.row.moved_to).bind(w.row.version).bind(w.row.updated_at)
    .execute(c)
}

write! {
    apart
    /// The draft was sent.
    DraftSent { id: DraftId, at: Instant },
    |w, c| sqlx::query("UPDATE draft SET sent = TRUE, updated_at = $2 WHERE id = $1")
    .bind(w.id).bind(w.at)
    .execute(c)
}

write! {
    apart
    /// No such draft.
    DraftRemove { id: DraftId },
    |w, c| sqlx::query("DELETE FROM draft WHERE id = $1")
    .bind(w.id)
    .execute(c)
}

write! {
    /// None that was last typed into, or where nothing was typed last shown, before these moments.
    DraftsExpire { touched_before: Instant, shown_before: Instant },
    |w, c| sqlx::query("DELETE FROM draft WHERE updated_at < CASE WHEN touched THEN $1 ELSE $2 END")
    .bind(w.touched_before).bind(w.shown_before)
    .execute(c)
}
