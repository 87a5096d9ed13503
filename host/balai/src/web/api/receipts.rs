//! Receipts of what one has sent.

use app::{MiniAppId, receipt::Receipt as Kept};
use axum::{
    Extension, Json,
    extract::{Path, State},
};
use contract::Outcome;

use super::mini_apps;
use crate::{
    api::{
        content::Target,
        draft::{Answered, AnsweredStep},
        page::Page,
        receipt::{Next, Receipt, ReceiptHead, Receipts},
        value::TypedValue,
    },
    view::{format, paths},
    web::{
        Web, WebError,
        mini_app::{self, NotFramed},
        names::Names,
        receipts,
        visitor::Visitor,
    },
};

/// Everything that one has sent, the last first.
#[utoipa::path(get, path = "/api/v1/receipts", tag = "receipts", operation_id = "list_receipts",
    responses((status = 200, body = Receipts, description = "All of them, the newest 200 at most.")))]
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Json<Receipts>, WebError> {
    let app = web.app();
    let kept = app.receipts_of(&mut app.reading(), &visitor.actor).await?;
    let mut names = Names::of(app);
    let mut receipts = Vec::new();
    for receipt in &kept {
        receipts.push(head(receipt, &mut names, &visitor).await?);
    }
    Ok(Json(Receipts { receipts }))
}

/// A receipt.
#[utoipa::path(get, path = "/api/v1/receipts/{number}", tag = "receipts", operation_id = "show_receipt",
    params(("number" = String, Path, description = "As it was given, in whichever case, with its hyphens or without.")),
    responses((status = 200, body = Receipt, description = "The receipt.")))]
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
) -> Result<Json<Receipt>, WebError> {
    let receipt = receipts::one(&web, &visitor, &number).await?;
    let release = receipts::release(&web, &receipt).await?;
    let mut names = Names::of(web.app());
    let number = receipt.number.to_string();
    let code = receipt.check_code.as_ref().map(ToString::to_string);
    let check_address = code
        .as_ref()
        .map(|code| web.public_url().join(&paths::receipt_check(&number, code)))
        .transpose()
        .map_err(WebError::unreadable)?;
    let deadline = receipt.deadline.map(format::civil_day).transpose();
    Ok(Json(Receipt {
        head: head(&receipt, &mut names, &visitor).await?,
        release: release.manifest.version.clone(),
        release_sha256: release.digest.to_string(),
        case_number: receipt.case_number.clone(),
        deadline: deadline.map_err(WebError::unreadable)?,
        answers: answers(&receipt, &visitor)?,
        check_code: code,
        check_address: check_address.map(Into::into),
        next: next(&receipt.mini_app, &receipt.outcome),
    }))
}

/// The page that the mini-app made for what was sent, where it made one.
#[utoipa::path(get, path = "/api/v1/receipts/{number}/page", tag = "receipts", operation_id = "show_receipt_page",
    params(("number" = String, Path, description = "As it was given.")),
    responses((status = 200, body = Page, description = "The page.")))]
pub async fn page(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
) -> Result<Json<Page>, WebError> {
    let receipt = receipts::one(&web, &visitor, &number).await?;
    let Outcome::Show(page) = &receipt.outcome else {
        return Err(WebError::not_found());
    };
    let release = receipts::release(&web, &receipt).await?;
    let request = mini_app::page_of(&web, receipt.key).await?;
    match mini_apps::framed(&web, &visitor, &release, &request, page).await {
        Ok(page) => Ok(Json(page)),
        Err(NotFramed::Web(error)) => Err(error),
        // It was examined before it was kept, by the rules of that day.
        Err(NotFramed::Unshowable(unshowable)) => {
            let platform = web.platform();
            let error = platform.unshowable(&release, &request.path, &unshowable);
            Err(error.await.into())
        }
    }
}

async fn head(
    receipt: &Kept,
    names: &mut Names<'_>,
    visitor: &Visitor,
) -> Result<ReceiptHead, WebError> {
    Ok(ReceiptHead {
        number: receipt.number.to_string(),
        mini_app: receipt.mini_app.to_string(),
        mini_app_title: names.title(&receipt.mini_app, visitor).await?,
        agency: names.agency(receipt.mini_app.agency()).await?,
        title: receipt.title.clone(),
        sent_at: receipt.sent_at.timestamp(),
    })
}

/// Where the mini-app leads who has sent.
pub fn next(mini_app: &MiniAppId, outcome: &Outcome) -> Next {
    let to = |path: &str| Next::Target {
        target: Target::Page {
            mini_app: mini_app.to_string(),
            path: path.to_owned(),
        },
    };
    match outcome {
        Outcome::Go(path) => to(path),
        Outcome::Show(_) => Next::Page,
        Outcome::Invalid(_) => to("/"),
    }
}

fn answers(receipt: &Kept, visitor: &Visitor) -> Result<Vec<AnsweredStep>, WebError> {
    let steps = receipt.answers.iter().map(|step| {
        let answers = step.lines.iter().map(|line| {
            Ok(Answered {
                field: line.name.clone(),
                nth: line.nth,
                label: line.label.clone(),
                values: TypedValue::all(&visitor.reader, &line.values)?,
            })
        });
        Ok(AnsweredStep {
            step: None,
            title: step.title.clone(),
            answers: answers.collect::<Result<_, format::FormatError>>()?,
        })
    });
    steps
        .collect::<Result<_, format::FormatError>>()
        .map_err(WebError::unreadable)
}
