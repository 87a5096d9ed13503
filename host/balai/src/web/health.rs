//! What a load balancer asks: whether the process lives, and whether it can serve.

use axum::{extract::State, http::StatusCode};

use super::Web;

/// Whether the process answers at all.
pub const LIVE: &str = "/livez";
/// Whether it can serve.
pub const READY: &str = "/readyz";

/// 200 as long as the process answers.
pub async fn live() -> &'static str {
    "live\n"
}

/// 200 where the database answers and has the schema of this version.
pub async fn ready(State(web): State<Web>) -> (StatusCode, &'static str) {
    match web.store().assert_migrated().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
