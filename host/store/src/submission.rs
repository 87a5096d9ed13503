//! What people sent: once for each key, with what came of it.

use serde::Serialize;

use crate::{DraftId, MiniAppId, PersonId, ReleaseId, column::Instant, query, write};

/// Something that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct SubmissionRow {
    /// The id of the draft that it was.
    pub key: DraftId,
    /// Who sent it.
    pub person: PersonId,
    /// Whether as a civil servant.
    pub at_work: bool,
    /// To whom.
    pub mini_app: MiniAppId,
    /// Which release received it.
    pub release: ReleaseId,
    /// SHA-256 of what was sent, in hex.
    pub digest: String,
    /// JSON of what the mini-app answered.
    pub outcome: String,
    /// The receipt's number.
    pub receipt: String,
    /// The title of the page on which it was filled in.
    pub title: String,
    /// JSON of the answers as they were shown for checking.
    pub answers: String,
    /// The case that it opened.
    pub case_number: Option<String>,
    /// The day by which something happens next.
    pub deadline: Option<String>,
    /// Whether the person gets a receipt: the answers were shown for checking.
    pub formal: bool,
    /// When it was kept.
    pub sent_at: Instant,
    /// What proves that one was shown the receipt.
    pub check_code: Option<String>,
}

/// As much of what was sent as anybody may know who was shown its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct CheckedRow {
    /// To whom.
    pub mini_app: MiniAppId,
    /// Which release received it.
    pub release: ReleaseId,
    /// When it was kept.
    pub sent_at: Instant,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT key, person, at_work, mini_app, release, digest, outcome, receipt, title, answers, case_number,
             deadline, formal, sent_at, check_code FROM submission ",
            $rest
        )
    };
}

query! {
    /// What was sent under a key.
    SubmissionByKey { key: DraftId } -> Option<SubmissionRow>,
    |q, c| sqlx::query_as(select!("WHERE key = $1"))
    .bind(q.key)
    .fetch_optional(c)
}

query! {
    /// What a receipt is of.
    SubmissionByReceipt { receipt: String } -> Option<SubmissionRow>,
    |q, c| sqlx::query_as(select!("WHERE receipt = $1"))
    .bind(q.receipt.clone())
    .fetch_optional(c)
}

query! {
    /// What a receipt is of, for whoever has its code too.
    SubmissionByCheckCode { receipt: String, check_code: String } -> Option<CheckedRow>,
    |q, c| sqlx::query_as(
        "SELECT mini_app, release, sent_at FROM submission WHERE receipt = $1 AND check_code = $2"
    )
    .bind(q.receipt.clone()).bind(q.check_code.clone())
    .fetch_optional(c)
}

query! {
    /// What a person has receipts of, newest first.
    SubmissionsOfPerson { person: PersonId, at_work: bool, limit: i64 } -> Vec<SubmissionRow>,
    |q, c| sqlx::query_as(select!(
        "WHERE person = $1 AND at_work = $2 AND formal = TRUE ORDER BY sent_at DESC, key DESC LIMIT $3"
    ))
    .bind(q.person).bind(q.at_work).bind(q.limit)
    .fetch_all(c)
}

write! {
    apart
    /// Something new was sent. It never changes.
    SubmissionAdd { row: SubmissionRow },
    |w, c| sqlx::query(
        "INSERT INTO submission (key, person, at_work, mini_app, release, digest, outcome, receipt, title, answers,
                                 case_number, deadline, formal, sent_at, check_code)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(w.row.key).bind(w.row.person).bind(w.row.at_work).bind(w.row.mini_app.clone()).bind(w.row.release)
    .bind(w.row.digest.clone()).bind(w.row.outcome.clone()).bind(w.row.receipt.clone()).bind(w.row.title.clone())
    .bind(w.row.answers.clone()).bind(w.row.case_number.clone()).bind(w.row.deadline.clone()).bind(w.row.formal)
    .bind(w.row.sent_at).bind(w.row.check_code.clone())
    .execute(c)
}
