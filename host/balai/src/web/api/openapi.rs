//! The description of all this (OpenAPI 3.1), made of the handlers and types that it describes.

use axum::Json;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        ContentBuilder, Ref, RefOr, ResponseBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::{
    account, cases, device, drafts, find, messages, mini_apps, receipts, registry,
    registry::{keys, logs, releases, rollouts, stops},
    send, steps,
};
use crate::api::problem::Problem;

/// The document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Balai",
        description = "The pages and forms of the super app, for programs. Names of members are in snake_case; words that \
            are values are in kebab-case. Days and moments are ISO 8601, in UTC where they have a time. New members, kinds \
            of blocks and fields, codes and rules may come at any time; none that is here changes its meaning in v1.\n\n\
            Texts are in the language of `Accept-Language` (`id`, `en`), and in the person's own where that says nothing.",
    ),
    servers((url = "/")),
    paths(
        show,
        device::begin,
        device::token,
        mini_apps::list,
        mini_apps::page,
        drafts::list,
        drafts::show,
        drafts::discard,
        steps::put,
        find::show,
        send::post,
        receipts::list,
        receipts::show,
        receipts::page,
        messages::list,
        account::show,
        cases::list,
        cases::show,
        registry::me,
        keys::list,
        keys::request,
        keys::requests,
        keys::enrol,
        keys::revoke,
        keys::trust,
        keys::rule,
        releases::list,
        releases::reviews,
        releases::publish,
        releases::show,
        releases::report,
        releases::signed,
        releases::countersign,
        releases::decide,
        releases::withdraw,
        rollouts::list,
        rollouts::roll_out,
        rollouts::roll_back,
        logs::list,
        rollouts::pause,
        stops::list,
        stops::stop,
        stops::resume,
    ),
    components(schemas(Problem)),
    modifiers(&Signed, &Problems),
    security(("bearer" = [])),
    tags(
        (name = "sign-in", description = "Getting a token: the device authorization grant of OAuth 2.0 (RFC 8628)."),
        (name = "mini-apps", description = "What there is, and its pages."),
        (name = "drafts", description = "Filling in a form, and sending it."),
        (name = "receipts", description = "What was sent."),
        (name = "cases", description = "A citizen's cases. Not in the role of a civil servant."),
        (name = "messages", description = "What the agencies say."),
        (name = "account", description = "Who is signed in."),
        (name = "registry", description = "Releases and how they are curated. In the role of a civil servant."),
    ),
)]
pub struct Document;

/// Who asks is told by a token.
struct Signed;

impl Modify for Signed {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// Whatever is asked for, what goes wrong is told in one form.
struct Problems;

impl Modify for Problems {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .build();
        let told = ResponseBuilder::new()
            .description("It is not done, and this is why (RFC 9457).")
            .content("application/problem+json", content)
            .build();
        for item in document.paths.paths.values_mut() {
            let operations = [
                &mut item.get,
                &mut item.put,
                &mut item.post,
                &mut item.delete,
            ];
            for operation in operations.into_iter().flatten() {
                let responses = &mut operation.responses.responses;
                responses.insert("default".to_owned(), RefOr::T(told.clone()));
            }
        }
    }
}

/// This document.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "sign-in", operation_id = "describe", security(()),
    responses((status = 200, description = "OpenAPI 3.1.")))]
pub async fn show() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}
