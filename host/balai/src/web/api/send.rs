//! Sending a draft.

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use contract::form::FieldError;

use app::form::step_of;

use super::{receipts::next, sent::Sent, steps::broken};
use crate::{
    api::{
        form::number,
        problem::{Broken, Problem},
        receipt::{Sending, Sent as Receipted},
    },
    web::{
        Web, WebError, steps,
        submit::{Submitted, submit},
        visitor::Visitor,
    },
};

use super::drafts;

/// Sends a draft, or presses a button. Once, however often it is asked for: the same comes of it each time.
///
/// Where a rule does not hold, the mini-app objects, or the form asks to be confirmed (`confirmation-needed`, with the
/// question), that is told with 422 and nothing is sent.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/send", tag = "drafts", operation_id = "send_draft",
    params(("id" = String, Path, description = "As a page's form or button has it.")),
    request_body = Sending,
    responses(
        (status = 200, body = Receipted, description = "It is sent."),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "It is not sent, and this is why."),
    ))]
pub async fn post(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    Sent(sending): Sent<Sending>,
) -> Result<Json<Receipted>, WebError> {
    let draft = steps::draft_id(&id)?;
    match submit(&web, &visitor, draft, sending.confirmed).await? {
        Submitted::Before(receipt) => Ok(Json(Receipted {
            receipt: receipt.number.to_string(),
            formal: receipt.is_formal,
            next: next(&receipt.mini_app, &receipt.outcome),
        })),
        Submitted::Sent {
            prepared,
            receipt,
            outcome,
        } => Ok(Json(Receipted {
            receipt: receipt.to_string(),
            formal: prepared.draft.form.review,
            next: next(&prepared.release.mini_app, &outcome),
        })),
        Submitted::NotReady(bad) => {
            let draft = drafts::open(&web, &visitor, &id).await?;
            let step = draft.form.steps.get(bad.step);
            let step = step.ok_or_else(WebError::not_found)?;
            let broken = broken(&visitor, bad.step, step, &bad.problems)?;
            Err(WebError::listing(broken))
        }
        Submitted::Unconfirmed(prepared) => {
            let question = prepared.draft.form.confirm.clone();
            Err(WebError::listing(vec![Broken {
                step: None,
                field: String::new(),
                nth: 0,
                rule: Some("confirmation-needed".to_owned()),
                message: question.unwrap_or_default(),
            }]))
        }
        Submitted::Objected { prepared, errors } => {
            let objection = |error: FieldError| Broken {
                step: step_of(&prepared.draft.form, &error.field).map(number),
                field: error.field,
                nth: error.nth,
                rule: None,
                message: error.message,
            };
            Err(WebError::listing(
                errors.into_iter().map(objection).collect(),
            ))
        }
    }
}
