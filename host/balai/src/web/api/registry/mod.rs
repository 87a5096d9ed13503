//! The registry for programs: what `balai publish`, `balai review` and the rest of the command line speak to.

pub mod keys;
pub mod logs;
pub mod releases;
pub mod rollouts;
pub mod stops;

use app::MiniAppId;
use axum::{Extension, Json, extract::State};

use crate::{
    api::registry::Me,
    web::{Web, WebError, registry::change, visitor::Visitor},
};

/// By which the log knows who asks.
#[utoipa::path(get, path = "/api/v1/registry/me", tag = "registry", operation_id = "registry_me",
    responses((status = 200, body = Me, description = "The pseudonym of whose token it is.")))]
pub async fn me(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Json<Me>, WebError> {
    let actor = &visitor.actor;
    let name = change!(web, |app, unit| app.registry_name(unit, actor));
    Ok(Json(Me { name }))
}

/// The mini-app of an address.
fn mini_app(agency: &str, name: &str) -> Result<MiniAppId, WebError> {
    format!("{agency}/{name}")
        .parse()
        .map_err(|_| WebError::not_found())
}
