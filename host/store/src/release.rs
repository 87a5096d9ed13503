//! Releases of mini-apps, as they run.

use serde::Serialize;

use crate::{MiniAppId, ReleaseId, column::Instant, query, write};

/// A release as it is kept.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct ReleaseRow {
    /// Of the row.
    pub id: ReleaseId,
    /// Whose release.
    pub mini_app: MiniAppId,
    /// SHA-256 of the component file, in hex.
    pub digest: String,
    /// `miniapp.toml`, as it was built in.
    pub manifest: String,
    /// Names of interfaces, one a line.
    pub imports: String,
}

query! {
    kept
    /// A release by its id.
    ReleaseById { id: ReleaseId } -> Option<ReleaseRow>,
    |q, c| sqlx::query_as("SELECT id, mini_app, digest, manifest, imports FROM release WHERE id = $1")
        .bind(q.id)
        .fetch_optional(c)
}

query! {
    /// A release by what it is.
    ReleaseByDigest { mini_app: MiniAppId, digest: String } -> Option<ReleaseRow>,
    |q, c| sqlx::query_as(
        "SELECT id, mini_app, digest, manifest, imports FROM release WHERE mini_app = $1 AND digest = $2",
    )
    .bind(q.mini_app.clone()).bind(q.digest.clone())
    .fetch_optional(c)
}

write! {
    /// A release, kept for good.
    ReleaseInsert {
        id: ReleaseId, mini_app: MiniAppId, version: String, digest: String, manifest: String, imports: String,
        state: String, installed_at: Instant,
    },
    |w, c| sqlx::query(
        "INSERT INTO release (id, mini_app, version, digest, manifest, imports, state, changed_at, installed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
    )
    .bind(w.id).bind(w.mini_app.clone()).bind(w.version.clone()).bind(w.digest.clone()).bind(w.manifest.clone())
    .bind(w.imports.clone()).bind(w.state.clone()).bind(w.installed_at)
    .execute(c)
}
