//! Messages to people.

use serde::Serialize;

use crate::{MessageId, MiniAppId, PersonId, Turn, column::Instant, query, write};

/// A message as it is kept.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct MessageRow {
    /// Of the row.
    pub id: MessageId,
    /// To whom.
    pub person: PersonId,
    /// Whether to the person as a civil servant.
    pub at_work: bool,
    /// Whose mini-app sent it.
    pub mini_app: MiniAppId,
    /// JSON of a localised text.
    pub title: String,
    /// JSON of a localised text.
    pub body: String,
    /// JSON of a target.
    pub leads_to: Option<String>,
    /// When.
    pub sent_at: Instant,
    /// None while it is new.
    pub read_at: Option<Instant>,
}

macro_rules! received {
    ($than:literal, $order:literal) => {
        concat!(
            "SELECT id, person, at_work, mini_app, title, body, leads_to, sent_at, read_at FROM message
             WHERE person = $1 AND at_work = $2 AND ($3 IS NULL OR (sent_at, id) ", $than, " ($3, $4))
             ORDER BY sent_at ", $order, ", id ", $order, " LIMIT $5",
        )
    };
}

query! {
    /// A person's messages in one capacity, newest first. The key is when a message was sent, and its id.
    MessagesOfPerson { person: PersonId, at_work: bool, turn: Turn<(Instant, MessageId)>, limit: i64 }
        -> Vec<MessageRow>,
    |q, c| {
        let (sent_at, id) = q.turn.key().copied().unzip();
        let sql = if q.turn.is_back() { received!(">", "ASC") } else { received!("<", "DESC") };
        sqlx::query_as(sql)
            .bind(q.person).bind(q.at_work).bind(sent_at).bind(id).bind(q.limit)
            .fetch_all(c)
    }
}

query! {
    kept
    /// How many of them are new.
    MessagesUnread { person: PersonId, at_work: bool } -> i64,
    |q, c| sqlx::query_scalar("SELECT count(*) FROM message WHERE person = $1 AND at_work = $2 AND read_at IS NULL")
        .bind(q.person).bind(q.at_work)
        .fetch_one(c)
}

write! {
    /// A message.
    MessageInsert { row: MessageRow },
    |w, c| sqlx::query(
        "INSERT INTO message (id, person, at_work, mini_app, title, body, leads_to, sent_at, read_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(w.row.id).bind(w.row.person).bind(w.row.at_work).bind(w.row.mini_app.clone()).bind(w.row.title.clone())
    .bind(w.row.body.clone()).bind(w.row.leads_to.clone()).bind(w.row.sent_at).bind(w.row.read_at)
    .execute(c)
}

write! {
    /// A person's messages between two moments, read.
    MessagesRead { person: PersonId, at_work: bool, since: Instant, until: Instant, read_at: Instant },
    |w, c| sqlx::query(
        "UPDATE message SET read_at = $5
         WHERE person = $1 AND at_work = $2 AND sent_at >= $3 AND sent_at <= $4 AND read_at IS NULL",
    )
    .bind(w.person).bind(w.at_work).bind(w.since).bind(w.until).bind(w.read_at)
    .execute(c)
}
