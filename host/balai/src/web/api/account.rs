//! Who is signed in.

use axum::{Extension, Json};

use crate::{
    api::account::{Account, Role},
    web::visitor::Visitor,
};

/// Who is signed in, in which role, and how they read.
#[utoipa::path(get, path = "/api/v1/account", tag = "account", operation_id = "show_account",
    responses((status = 200, body = Account, description = "The person whose token it is.")))]
pub async fn show(Extension(visitor): Extension<Visitor>) -> Json<Account> {
    let reader = &visitor.actor.reader;
    Json(Account {
        name: visitor.name().to_owned(),
        role: if visitor.is_at_work() {
            Role::Staff
        } else {
            Role::Citizen
        },
        role_title: visitor.role(),
        language: visitor.reader.lang.code().to_owned(),
        time_zone: reader.time_zone.clone(),
        region: reader.region.clone(),
        unread: visitor.unread(),
    })
}
