//! The first page, for each who comes: what waits for them, and what there is.

mod citizen;
mod staff;

use app::Role;
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse as _, Response},
};

use super::{Web, WebError, catalogue::Catalogue, visitor::Visitor};
use crate::view::{Place, pages::HomePage, paths};

/// So many messages that were not read, or drafts, are shown.
const FEW: usize = 3;

/// GET.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Response, WebError> {
    match visitor.actor.role {
        Role::Citizen(_) => Ok(citizen::page(&web, &visitor).await?.into_response()),
        Role::Staff { .. } => Ok(staff::page(&web, &visitor).await?.into_response()),
        Role::Anonymous => {
            let catalogue = Catalogue::of(&web, &visitor).await?;
            let page = HomePage {
                shell: visitor.shell(Place::Home, paths::HOME),
                events: catalogue.events,
                groups: catalogue.groups,
            };
            Ok(page.into_response())
        }
    }
}
