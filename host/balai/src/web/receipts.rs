//! Receipts: what somebody sent, and the page that the mini-app showed for it.

use app::receipt::{Receipt, ReceiptError, ReceiptNumber};
use axum::{
    Extension,
    extract::{Path, State},
    http::Uri,
};
use contract::Outcome;

use super::{
    Web, WebError, back,
    mini_app::{self, NotFramed},
    names::{Names, links},
    visitor::Visitor,
};
use crate::view::{
    Place,
    blocks::{Code, Summary, SummaryRow},
    pages::{MiniAppPage, Problem, ReceiptPage},
    value::ValueView,
};

/// Under which receipts are found.
pub const RECEIPTS: &str = "/receipts";

/// The address of a receipt.
#[must_use]
pub fn path(number: &ReceiptNumber) -> String {
    format!("{RECEIPTS}/{number}")
}

/// Where the mini-app leads who has sent.
pub fn next(
    mini_app: &app::MiniAppId,
    number: &ReceiptNumber,
    outcome: &Outcome,
) -> Result<Option<String>, WebError> {
    match outcome {
        Outcome::Go(to) => links(mini_app)
            .here(to)
            .map(Some)
            .map_err(|bad| WebError::of(Problem::MiniAppFailed).because(bad)),
        Outcome::Show(_) => Ok(Some(format!("{}/page", path(number)))),
        Outcome::Invalid(_) => Ok(None),
    }
}

/// GET: one's own receipt.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
) -> Result<ReceiptPage, WebError> {
    let receipt = one(&web, &visitor, &number).await?;
    let release = web
        .app()
        .release_by_id(&mut web.app().reading(), receipt.release)
        .await?
        .ok_or_else(WebError::not_found)?;
    let mut names = Names::of(web.app());
    let agency = receipt.mini_app.agency();
    let due = match receipt.deadline {
        Some(day) => Some(names.due(day, agency, "").await?),
        None => None,
    };
    let here = path(&receipt.number);
    let address = web.public_url().join(&here).map_err(WebError::unreadable)?;
    let shell = visitor.shell(Place::Elsewhere, here);
    let caption = shell.say("receipt-code").to_string();
    Ok(ReceiptPage {
        app: names.head(&release, &visitor).await?,
        number: receipt.number.to_string(),
        sent_at: receipt.sent_at.timestamp(),
        release: release.manifest.version.clone(),
        due,
        next: next(&receipt.mini_app, &receipt.number, &receipt.outcome)?,
        answers: answers(&receipt, &visitor)?,
        code: Some(Code::of(address.as_str(), &caption).map_err(WebError::unreadable)?),
        shell,
    })
}

fn answers(receipt: &Receipt, visitor: &Visitor) -> Result<Vec<(String, Summary)>, WebError> {
    let reader = &visitor.reader;
    let mut groups = Vec::new();
    for step in &receipt.answers {
        let mut rows = Vec::new();
        for line in &step.lines {
            let values = line.values.iter().map(|value| reader.value(value));
            let mut values = values
                .collect::<Result<Vec<_>, _>>()
                .map_err(WebError::unreadable)?;
            if values.is_empty() {
                values.push(ValueView::absent(reader));
            }
            rows.push(SummaryRow {
                term: line.label.clone(),
                values,
                change: None,
            });
        }
        groups.push((step.title.clone(), Summary { rows }));
    }
    Ok(groups)
}

/// GET: the page that the mini-app showed when it was sent.
pub async fn page(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
    uri: Uri,
) -> Result<MiniAppPage, WebError> {
    let receipt = one(&web, &visitor, &number).await?;
    let Outcome::Show(page) = &receipt.outcome else {
        return Err(WebError::not_found());
    };
    let release = web
        .app()
        .release_by_id(&mut web.app().reading(), receipt.release)
        .await?
        .ok_or_else(WebError::not_found)?;
    let request = mini_app::page_of(&web, receipt.key).await?;
    let framed = mini_app::framed(&web, &visitor, &release, &request, page, back::here(&uri)).await;
    match framed {
        Ok(shown) => Ok(shown),
        Err(NotFramed::Web(error)) => Err(error),
        // It was examined before it was kept, by the rules of that day.
        Err(NotFramed::Unshowable(unshowable)) => {
            let platform = web.platform();
            let error = platform.unshowable(&release, &request.path, &unshowable);
            Err(error.await.into())
        }
    }
}

async fn one(web: &Web, visitor: &Visitor, number: &str) -> Result<Receipt, WebError> {
    let app = web.app();
    app.receipt_of(&mut app.reading(), &visitor.actor, number)
        .await
        .map_err(|error| match error {
            ReceiptError::NotFound => WebError::not_found(),
            ReceiptError::Unit(error) => error.into(),
            ReceiptError::Unreadable(_) => WebError::of(Problem::Failed).because(error),
        })
}
