//! Checking the answers once more, and sending them: once, however often the button is pressed.

use app::{
    DraftId,
    draft::Draft,
    form::{BadStep, step_of, summary},
    receipt::{Receipt, ReceiptNumber},
    submission::{Prepared, Readiness},
};
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use contract::{Outcome, form::FieldError};

use super::{
    Web, WebError, filled,
    mini_app::address,
    names::{Names, links},
    posted::Posted,
    receipts, steps,
    steps::{Opened, goes_on, step_path},
    submit::{self, Submitted, stands, submit},
    visitor::Visitor,
};
use crate::view::{
    Place,
    pages::{CheckPage, ConfirmPage, Problem, answers_by_step},
    paths,
};

/// GET: all answers, each with a way to change it.
pub async fn check(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let draft = match steps::open(&web, &visitor, steps::draft_id(&id)?).await? {
        Opened::Draft(draft) => draft,
        Opened::Sent(receipt) => return Ok(Redirect::to(&destination(&receipt)?).into_response()),
    };
    match draft.check() {
        Ok(givens) if draft.form.review => {
            let page = check_page(&web, &visitor, &draft, &givens, &[]).await?;
            Ok(page.into_response())
        }
        _ => Ok(Redirect::to(&goes_on(&draft)).into_response()),
    }
}

async fn check_page(
    web: &Web,
    visitor: &Visitor,
    draft: &Draft,
    givens: &[contract::form::Given],
    objections: &[FieldError],
) -> Result<CheckPage, WebError> {
    let release = steps::release(web, draft).await?;
    let head = Names::of(web.app()).head(&release, visitor).await?;
    let id = draft.id.to_string();
    let last = draft.steps().asked().next_back().unwrap_or_default();
    CheckPage::of(
        visitor.shell(Place::Elsewhere, paths::check(&id)),
        head,
        &draft.form,
        &id,
        &filled::lines(summary(&draft.form, givens, &draft.answers)),
        step_path(draft, last),
        filled::objections(objections),
    )
    .map_err(WebError::unreadable)
}

/// GET: the question that the form asks before it is sent; where it asks none, the draft goes on as it would.
pub async fn ask(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id = steps::draft_id(&id)?;
    let next = match submit::prepare(&web, &visitor, id).await? {
        Readiness::AlreadySent(receipt) => destination(&receipt)?,
        Readiness::NotReady(_) => match steps::open(&web, &visitor, id).await? {
            Opened::Draft(draft) => goes_on(&draft),
            Opened::Sent(receipt) => destination(&receipt)?,
        },
        Readiness::Ready(prepared) => match prepared.draft.form.confirm.clone() {
            Some(question) => {
                let page = confirm(&web, &visitor, &prepared, question).await?;
                return Ok(page.into_response());
            }
            None => stands(&prepared.draft),
        },
    };
    Ok(Redirect::to(&next).into_response())
}

/// POST: sends a draft, or presses a button.
pub async fn post(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    posted: Posted,
) -> Result<Response, WebError> {
    let confirmed = posted.one("confirmed") == "yes";
    send(&web, visitor, steps::draft_id(&id)?, confirmed).await
}

/// Sends a draft, and leads on from there.
pub async fn send(
    web: &Web,
    visitor: Visitor,
    id: DraftId,
    confirmed: bool,
) -> Result<Response, WebError> {
    match submit(web, &visitor, id, confirmed).await? {
        Submitted::Before(receipt) => Ok(Redirect::to(&destination(&receipt)?).into_response()),
        Submitted::Sent {
            prepared,
            receipt,
            outcome,
        } => {
            let formal = prepared.draft.form.review;
            let mini_app = &prepared.release.mini_app;
            let next = leads_to(mini_app, &receipt, &outcome, formal)?;
            Ok(Redirect::to(&next).into_response())
        }
        Submitted::NotReady(bad) => not_ready(web, &visitor, id, bad).await,
        Submitted::Unconfirmed(_) => {
            Ok(Redirect::to(&paths::send(&id.to_string())).into_response())
        }
        Submitted::Objected { prepared, errors } => object(web, &visitor, &prepared, &errors).await,
    }
}

async fn confirm(
    web: &Web,
    visitor: &Visitor,
    prepared: &Prepared,
    question: String,
) -> Result<ConfirmPage, WebError> {
    let draft = &prepared.draft;
    let action = paths::send(&draft.id.to_string());
    let shell = visitor.shell(Place::Elsewhere, action.clone());
    let answers = filled::lines(summary(
        &draft.form,
        &prepared.submission.answers,
        &draft.answers,
    ));
    Ok(ConfirmPage {
        app: Names::of(web.app())
            .head(&prepared.release, visitor)
            .await?,
        question,
        label: draft.form.submit_label.clone(),
        // What is said is what is answered for. Where all was shown for checking just before, once is enough.
        groups: if draft.form.review {
            Vec::new()
        } else {
            answers_by_step(&shell.reader, &draft.form, &answers, None)
                .map_err(WebError::unreadable)?
        },
        // A question before a button is asked where it hurts (see `weight` in the contract).
        danger: draft.form.steps.iter().all(|step| step.fields.is_empty()),
        shell,
        action,
        back: stands(draft),
    })
}

async fn not_ready(
    web: &Web,
    visitor: &Visitor,
    id: DraftId,
    bad: BadStep,
) -> Result<Response, WebError> {
    let draft = match steps::open(web, visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Sent(receipt) => return Ok(Redirect::to(&destination(&receipt)?).into_response()),
    };
    let step = draft.form.steps.get(bad.step);
    let errors = filled::problems(step, &bad.problems, &visitor.reader)?;
    let page = steps::page(web, visitor, &draft, bad.step, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What the mini-app objects to, beside the field that it names; what it names no field for, above all answers.
async fn object(
    web: &Web,
    visitor: &Visitor,
    prepared: &Prepared,
    errors: &[FieldError],
) -> Result<Response, WebError> {
    let draft = &prepared.draft;
    let first = errors
        .iter()
        .filter_map(|error| step_of(&draft.form, &error.field))
        .min();
    let has_fields = draft.form.steps.iter().any(|step| !step.fields.is_empty());
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    match first {
        Some(step) => {
            let here: Vec<FieldError> = errors
                .iter()
                .filter(|error| step_of(&draft.form, &error.field).is_none_or(|at| at == step))
                .cloned()
                .collect();
            let errors = filled::objections(&here);
            let page = steps::page(web, visitor, draft, step, errors).await?;
            Ok((status, page).into_response())
        }
        None if draft.form.review => {
            let givens = &prepared.submission.answers;
            let page = check_page(web, visitor, draft, givens, errors).await?;
            Ok((status, page).into_response())
        }
        None if has_fields => {
            let last = draft.steps().asked().next_back().unwrap_or_default();
            let errors = filled::objections(errors);
            let page = steps::page(web, visitor, draft, last, errors).await?;
            Ok((status, page).into_response())
        }
        // A button has no page of its own to say it on.
        None => {
            let said: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
            let back = address(&draft.mini_app, &draft.page);
            Err(WebError::of(Problem::Refused)
                .saying(said.join("\n"))
                .back_to(back))
        }
    }
}

/// Where somebody goes on who has sent.
pub fn destination(receipt: &Receipt) -> Result<String, WebError> {
    leads_to(
        &receipt.mini_app,
        &receipt.number,
        &receipt.outcome,
        receipt.is_formal,
    )
}

fn leads_to(
    mini_app: &app::MiniAppId,
    number: &ReceiptNumber,
    outcome: &Outcome,
    formal: bool,
) -> Result<String, WebError> {
    if formal {
        return Ok(receipts::path(number));
    }
    receipts::next(mini_app, number, outcome)
        .map(|next| next.unwrap_or_else(|| links(mini_app).first_page()))
}
