//! Releases of mini-apps, and which of them is live.

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

query! {
    kept
    /// The release that people get.
    ReleaseLive { mini_app: MiniAppId } -> Option<ReleaseRow>,
    |q, c| sqlx::query_as(
        "SELECT r.id, r.mini_app, r.digest, r.manifest, r.imports
         FROM mini_app m JOIN release r ON r.id = m.live WHERE m.id = $1",
    )
    .bind(q.mini_app.clone())
    .fetch_optional(c)
}

query! {
    /// Every release that people get, by mini-app.
    ReleasesLive {} -> Vec<ReleaseRow>,
    |_q, c| sqlx::query_as(
        "SELECT r.id, r.mini_app, r.digest, r.manifest, r.imports
         FROM mini_app m JOIN release r ON r.id = m.live ORDER BY m.id",
    )
    .fetch_all(c)
}

write! {
    /// A release, kept for good.
    ReleaseInsert {
        id: ReleaseId, mini_app: MiniAppId, version: String, digest: String, manifest: String, imports: String,
        installed_at: Instant,
    },
    |w, c| sqlx::query(
        "INSERT INTO release (id, mini_app, version, digest, manifest, imports, installed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(w.id).bind(w.mini_app.clone()).bind(w.version.clone()).bind(w.digest.clone()).bind(w.manifest.clone())
    .bind(w.imports.clone()).bind(w.installed_at)
    .execute(c)
}

write! {
    /// The release that people get from now on.
    MiniAppLive { mini_app: MiniAppId, agency: String, live: ReleaseId },
    |w, c| sqlx::query(
        "INSERT INTO mini_app (id, agency, live) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET live = excluded.live",
    )
    .bind(w.mini_app.clone()).bind(w.agency.clone()).bind(w.live)
    .execute(c)
}
