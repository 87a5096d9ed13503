//! Releases as the registry curates them: how each stands, and who gets which.

use serde::Serialize;

use crate::{
    MiniAppId, PersonId, ReleaseId, Turn,
    column::{Instant, Json},
    query, write,
};

/// A release with its way through the registry.
#[derive(Debug, Clone, PartialEq, Serialize, sqlx::FromRow)]
pub struct CandidateRow {
    /// Of the row.
    pub id: ReleaseId,
    /// Whose release.
    pub mini_app: MiniAppId,
    /// By its manifest.
    pub version: String,
    /// SHA-256 of the component file, in hex.
    pub digest: String,
    /// `miniapp.toml`, as it was built in.
    pub manifest: String,
    /// Names of interfaces, one a line.
    pub imports: String,
    /// By its name in `app`.
    pub state: String,
    /// When it came into this state.
    pub changed_at: Instant,
    /// When it was sent in.
    pub installed_at: Instant,
    /// Who sent it in; none where it was only tried out.
    pub uploaded_by: Option<PersonId>,
    /// The publication with its signatures.
    pub publication: Option<String>,
    /// The report of the checks, to the byte.
    pub report: Option<String>,
    /// What was measured meanwhile.
    pub annex: Option<String>,
    /// The rule on which a refusal rests.
    pub rule: String,
    /// Why it was refused.
    pub reason: String,
}

/// The columns of a [`CandidateRow`].
macro_rules! candidate {
    ($rest:literal) => {
        concat!(
            "SELECT id, mini_app, version, digest, manifest, imports, state, changed_at, installed_at, uploaded_by,
             publication, report, annex, rule, reason FROM release ",
            $rest
        )
    };
}

query! {
    /// A release by its id.
    CandidateById { id: ReleaseId } -> Option<CandidateRow>,
    |q, c| sqlx::query_as(candidate!("WHERE id = $1")).bind(q.id).fetch_optional(c)
}

query! {
    /// A release by its version.
    CandidateByVersion { mini_app: MiniAppId, version: String } -> Option<CandidateRow>,
    |q, c| sqlx::query_as(candidate!("WHERE mini_app = $1 AND version = $2 ORDER BY installed_at DESC LIMIT 1"))
        .bind(q.mini_app.clone()).bind(q.version.clone())
        .fetch_optional(c)
}

query! {
    /// Releases in a state, those that have been in it longest first.
    CandidatesInState { state: String, limit: i64 } -> Vec<CandidateRow>,
    |q, c| sqlx::query_as(candidate!("WHERE state = $1 ORDER BY changed_at, id LIMIT $2"))
        .bind(q.state.clone()).bind(q.limit)
        .fetch_all(c)
}

/// Which releases.
#[derive(Debug, Clone)]
pub struct Candidates {
    /// Of the agency of this name, which ends in "/"; of all, where it is empty.
    pub prefix: String,
    /// In these states: lines, each in line breaks, so that only a whole one is found; in any, where it is empty.
    pub states: String,
}

macro_rules! part {
    ($beyond:literal, $order:literal) => {
        concat!(
            candidate!(
                "WHERE uploaded_by IS NOT NULL AND substr(mini_app, 1, length($1)) = $1
                   AND ($2 = '' OR replace($2, '\n' || state || '\n', '') <> $2)
                   AND ($3 IS NULL OR id "
            ),
            $beyond,
            " $3) ORDER BY id ",
            $order,
            " LIMIT $4"
        )
    };
}

query! {
    /// Releases that were sent in, the newest first. The key is the id, which grows with time.
    CandidatesPart { which: Candidates, turn: Turn<ReleaseId>, limit: i64 } -> Vec<CandidateRow>,
    |q, c| {
        let sql = if q.turn.is_back() { part!(">", "ASC") } else { part!("<", "DESC") };
        sqlx::query_as(sql)
            .bind(q.which.prefix.clone()).bind(q.which.states.clone())
            .bind(q.turn.key().copied()).bind(q.limit)
            .fetch_all(c)
    }
}

query! {
    /// Releases of an agency's mini-apps, the newest first. `prefix` is the agency's name with "/".
    CandidatesOfAgency { prefix: String, limit: i64 } -> Vec<CandidateRow>,
    |q, c| sqlx::query_as(candidate!(
        "WHERE substr(mini_app, 1, length($1)) = $1 ORDER BY installed_at DESC, id DESC LIMIT $2"
    ))
    .bind(q.prefix.clone()).bind(q.limit)
    .fetch_all(c)
}

write! {
    /// A release that was sent in.
    CandidateAdd {
        id: ReleaseId, mini_app: MiniAppId, version: String, digest: String, manifest: String, imports: String,
        state: String, at: Instant, uploaded_by: PersonId, publication: String,
    },
    |w, c| sqlx::query(
        "INSERT INTO release
         (id, mini_app, version, digest, manifest, imports, state, changed_at, installed_at, uploaded_by, publication)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10)",
    )
    .bind(w.id).bind(w.mini_app.clone()).bind(w.version.clone()).bind(w.digest.clone()).bind(w.manifest.clone())
    .bind(w.imports.clone()).bind(w.state.clone()).bind(w.at).bind(w.uploaded_by).bind(w.publication.clone())
    .execute(c)
}

write! {
    /// How a release stands now.
    CandidateState { id: ReleaseId, state: String, at: Instant },
    |w, c| sqlx::query("UPDATE release SET state = $2, changed_at = $3 WHERE id = $1")
        .bind(w.id).bind(w.state.clone()).bind(w.at)
        .execute(c)
}

write! {
    /// One more signature.
    CandidatePublication { id: ReleaseId, publication: String },
    |w, c| sqlx::query("UPDATE release SET publication = $2 WHERE id = $1")
        .bind(w.id).bind(w.publication.clone())
        .execute(c)
}

write! {
    /// What the checks found, and what was measured meanwhile.
    CandidateReport { id: ReleaseId, report: String, annex: String },
    |w, c| sqlx::query("UPDATE release SET report = $2, annex = $3 WHERE id = $1")
        .bind(w.id).bind(w.report.clone()).bind(w.annex.clone())
        .execute(c)
}

write! {
    /// What people see of a release.
    PreviewAdd { release: ReleaseId, pages: String },
    |w, c| sqlx::query("INSERT INTO release_preview (release, pages) VALUES ($1, $2)")
        .bind(w.release).bind(w.pages.clone())
        .execute(c)
}

query! {
    /// What people see of a release; none before it was checked.
    PreviewOf { release: ReleaseId } -> Option<String>,
    |q, c| sqlx::query_scalar("SELECT pages FROM release_preview WHERE release = $1")
        .bind(q.release)
        .fetch_optional(c)
}

write! {
    /// The icon of a release that its checks let pass.
    IconAdd { release: ReleaseId, svg: String },
    |w, c| sqlx::query("INSERT INTO release_icon (release, svg) VALUES ($1, $2)")
        .bind(w.release).bind(w.svg.clone())
        .execute(c)
}

query! {
    /// The icon of a release; none where its checks did not let one pass.
    IconOf { release: ReleaseId } -> Option<String>,
    |q, c| sqlx::query_scalar("SELECT svg FROM release_icon WHERE release = $1")
        .bind(q.release)
        .fetch_optional(c)
}

write! {
    /// What a reviewer said.
    CandidateReason { id: ReleaseId, rule: String, reason: String },
    |w, c| sqlx::query("UPDATE release SET rule = $2, reason = $3 WHERE id = $1")
        .bind(w.id).bind(w.rule.clone()).bind(w.reason.clone())
        .execute(c)
}

/// A step of a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct RolloutRow {
    /// Of which mini-app.
    pub mini_app: MiniAppId,
    /// From 1.
    pub sequence: i64,
    /// What they get.
    pub release: ReleaseId,
    /// So many of a hundred.
    pub share: i64,
    /// Codes that their regions begin with; all, where there is none.
    pub regions: Json<Vec<String>>,
    /// What the others get.
    pub before: Option<ReleaseId>,
    /// Who; none where the platform did by itself.
    pub by_person: Option<PersonId>,
    /// Why; empty where it goes on as planned.
    pub reason: String,
    /// When.
    pub at: Instant,
}

/// The columns of a [`RolloutRow`].
macro_rules! rollout {
    ($rest:literal) => {
        concat!(
            "SELECT mini_app, sequence, release, share, regions, before, by_person, reason, at FROM rollout r ",
            $rest
        )
    };
}

query! {
    kept
    /// The step that is in force.
    RolloutNow { mini_app: MiniAppId } -> Option<RolloutRow>,
    |q, c| sqlx::query_as(rollout!("WHERE mini_app = $1 ORDER BY sequence DESC LIMIT 1"))
        .bind(q.mini_app.clone())
        .fetch_optional(c)
}

query! {
    /// The steps that are in force, by mini-app.
    RolloutsNow {} -> Vec<RolloutRow>,
    |_q, c| sqlx::query_as(rollout!(
        "WHERE sequence = (SELECT MAX(sequence) FROM rollout WHERE mini_app = r.mini_app) ORDER BY mini_app"
    ))
    .fetch_all(c)
}

query! {
    /// The steps of a mini-app, the latest first.
    RolloutSteps { mini_app: MiniAppId, limit: i64 } -> Vec<RolloutRow>,
    |q, c| sqlx::query_as(rollout!("WHERE mini_app = $1 ORDER BY sequence DESC LIMIT $2"))
        .bind(q.mini_app.clone()).bind(q.limit)
        .fetch_all(c)
}

write! {
    /// One more step, in force from now on.
    RolloutAdd { row: RolloutRow },
    |w, c| sqlx::query(
        "INSERT INTO rollout (mini_app, sequence, release, share, regions, before, by_person, reason, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(w.row.mini_app.clone()).bind(w.row.sequence).bind(w.row.release).bind(w.row.share)
    .bind(w.row.regions.clone()).bind(w.row.before).bind(w.row.by_person).bind(w.row.reason.clone()).bind(w.row.at)
    .execute(c)
}

/// A key that somebody asks to have enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct KeyRequestRow {
    /// Of the key.
    pub key: String,
    /// The enrolment, signed by the key itself.
    pub envelope: String,
    /// Who asks.
    pub person: PersonId,
    /// When.
    pub requested_at: Instant,
}

query! {
    /// Keys that wait for a registrar, the oldest first.
    KeyRequests { limit: i64 } -> Vec<KeyRequestRow>,
    |q, c| sqlx::query_as(
        "SELECT key, envelope, person, requested_at FROM key_request ORDER BY requested_at, key LIMIT $1",
    )
    .bind(q.limit)
    .fetch_all(c)
}

query! {
    /// Keys of somebody's that wait for a registrar, the oldest first.
    KeyRequestsOf { person: PersonId, limit: i64 } -> Vec<KeyRequestRow>,
    |q, c| sqlx::query_as(
        "SELECT key, envelope, person, requested_at FROM key_request WHERE person = $1
         ORDER BY requested_at, key LIMIT $2",
    )
    .bind(q.person).bind(q.limit)
    .fetch_all(c)
}

query! {
    /// A key that waits for a registrar.
    KeyRequestOf { key: String } -> Option<KeyRequestRow>,
    |q, c| sqlx::query_as("SELECT key, envelope, person, requested_at FROM key_request WHERE key = $1")
        .bind(q.key.clone())
        .fetch_optional(c)
}

write! {
    /// Somebody asks; once more, where they asked before.
    KeyRequestPut { row: KeyRequestRow },
    |w, c| sqlx::query(
        "INSERT INTO key_request (key, envelope, person, requested_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (key) DO UPDATE SET envelope = excluded.envelope, requested_at = excluded.requested_at",
    )
    .bind(w.row.key.clone()).bind(w.row.envelope.clone()).bind(w.row.person).bind(w.row.requested_at)
    .execute(c)
}

write! {
    /// A registrar answered.
    KeyRequestDelete { key: String },
    |w, c| sqlx::query("DELETE FROM key_request WHERE key = $1").bind(w.key.clone()).execute(c)
}
