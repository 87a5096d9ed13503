//! Receipts: what somebody sent, and the page that the mini-app showed for it.

use app::{
    Release,
    receipt::{Receipt, ReceiptError, ReceiptNumber},
};
use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::{Uri, header},
    response::{IntoResponse, Response},
};
use contract::Outcome;
use serde::Deserialize;
use std::sync::Arc;

use super::{
    Web, WebError, back,
    mini_app::{self, NotFramed},
    names::{Names, links},
    visitor::Visitor,
};
use crate::view::{
    Phrase, Place,
    blocks::{Code, Summary, SummaryRow},
    copy::{self, AnswerCopy, Copy, ReleaseCopy, StepCopy, ValueCopy},
    format::FormatError,
    pages::{
        CheckedReceipt, MiniAppPage, Problem, ReceiptCheck, ReceiptCheckPage, ReceiptPage,
        ReceiptRow, ReceiptsPage,
    },
    paths,
    value::ValueView,
};

/// The address of a receipt.
#[must_use]
pub fn path(number: &ReceiptNumber) -> String {
    paths::receipt(&number.to_string())
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
        Outcome::Show(_) => Ok(Some(paths::receipt_page(&number.to_string()))),
        Outcome::Invalid(_) => Ok(None),
    }
}

/// GET: all that one has sent in the role in which one acts.
pub async fn list(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
) -> Result<ReceiptsPage, WebError> {
    let app = web.app();
    let receipts = app.receipts_of(&mut app.reading(), &visitor.actor).await?;
    let mut names = Names::of(app);
    let mut rows = Vec::new();
    for receipt in receipts {
        rows.push(ReceiptRow {
            app: names.title(&receipt.mini_app, &visitor).await?,
            agency: names.agency(receipt.mini_app.agency()).await?,
            sent_at: receipt.sent_at.timestamp(),
            href: path(&receipt.number),
            number: receipt.number.to_string(),
            title: receipt.title,
        });
    }
    Ok(ReceiptsPage {
        shell: visitor.shell(Place::Drafts, paths::RECEIPTS),
        receipts: rows,
    })
}

/// GET: one's own receipt.
pub async fn show(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
) -> Result<ReceiptPage, WebError> {
    let receipt = one(&web, &visitor, &number).await?;
    page_of(&web, &visitor, &receipt).await
}

/// GET: the same as a PDF.
pub async fn pdf(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let receipt = one(&web, &visitor, &number).await?;
    let paper = page_of(&web, &visitor, &receipt).await?.paper();
    let written = tokio::task::spawn_blocking(move || paper.pdf()).await;
    let pdf = written
        .map_err(WebError::unreadable)?
        .map_err(WebError::unreadable)?;
    let name = named(visitor.reader.say("receipt-file"), &receipt, "pdf");
    Ok((
        [(header::CONTENT_TYPE, "application/pdf".to_owned()), name],
        pdf,
    )
        .into_response())
}

/// GET: what was sent, for programs.
pub async fn copy(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
) -> Result<Response, WebError> {
    let receipt = one(&web, &visitor, &number).await?;
    let release = release(&web, &receipt).await?;
    let name = named(visitor.reader.say("receipt-copy-file"), &receipt, "json");
    let steps = receipt.answers.into_iter().map(|step| {
        let answers = step.lines.into_iter().map(|line| {
            let values = line.values.iter().map(ValueCopy::of);
            Ok(AnswerCopy {
                values: values.collect::<Result<_, _>>()?,
                name: line.name,
                nth: line.nth,
                label: line.label,
                chosen: line.chosen,
            })
        });
        Ok(StepCopy {
            title: step.title,
            answers: answers.collect::<Result<_, _>>()?,
        })
    });
    let deadline = receipt.deadline.map(copy::iso).transpose();
    let copy = Copy {
        version: copy::VERSION,
        receipt: receipt.number.to_string(),
        sent_at: receipt.sent_at.timestamp(),
        mini_app: receipt.mini_app.to_string(),
        release: ReleaseCopy {
            version: release.manifest.version.clone(),
            sha256: release.digest.to_string(),
        },
        title: receipt.title,
        case_number: receipt.case_number,
        deadline: deadline.map_err(WebError::unreadable)?,
        steps: steps
            .collect::<Result<_, FormatError>>()
            .map_err(WebError::unreadable)?,
    };
    Ok(([name], Json(copy)).into_response())
}

/// What a file is called that is kept.
fn named(what: Phrase, receipt: &Receipt, ending: &str) -> (header::HeaderName, String) {
    let name = format!(
        "attachment; filename=\"{what}-{}.{ending}\"",
        receipt.number
    );
    (header::CONTENT_DISPOSITION, name)
}

/// What is checked.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    number: String,
    #[serde(default)]
    code: String,
}

/// GET: whether a receipt is genuine, for anybody.
pub async fn check(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Asked>,
    uri: Uri,
) -> Result<ReceiptCheckPage, WebError> {
    let Asked { number, code } = asked;
    let app = web.app();
    let mut unit = app.reading();
    let found = if number.is_empty() && code.is_empty() {
        CheckedReceipt::NotAsked
    } else {
        match app.receipt_check(&mut unit, &number, &code).await {
            Ok(genuine) => {
                let release = app
                    .release_by_id(&mut unit, genuine.release)
                    .await?
                    .ok_or_else(WebError::not_found)?;
                let mut names = Names::of(app);
                let agency = genuine.mini_app.agency();
                let day = names.day_at(genuine.sent_at, agency).await?;
                CheckedReceipt::Genuine {
                    number: genuine.number.to_string(),
                    service: visitor.pick(&release.manifest.title),
                    agency: names.agency(agency).await?,
                    day: visitor.reader.day(&day),
                }
            }
            Err(ReceiptError::NotFound) => CheckedReceipt::Unknown,
            Err(error) => return Err(error.into()),
        }
    };
    Ok(ReceiptCheckPage {
        shell: visitor.shell(Place::Elsewhere, back::here(&uri)),
        number,
        code,
        found,
    })
}

async fn page_of(web: &Web, visitor: &Visitor, receipt: &Receipt) -> Result<ReceiptPage, WebError> {
    let release = release(web, receipt).await?;
    let mut names = Names::of(web.app());
    let due = match receipt.deadline {
        Some(day) => Some(names.due(day, receipt.mini_app.agency(), "").await?),
        None => None,
    };
    let shell = visitor.shell(Place::Elsewhere, path(&receipt.number));
    let check = receipt.check_code.as_ref().map(|code| {
        let (number, code) = (receipt.number.to_string(), code.to_string());
        let address = web
            .public_url()
            .join(&paths::receipt_check(&number, &code))
            .map_err(WebError::unreadable)?;
        let caption = shell.say("receipt-code").to_string();
        let qr = Code::of(address.as_str(), &caption).map_err(WebError::unreadable)?;
        Ok::<_, WebError>(ReceiptCheck { code, qr })
    });
    Ok(ReceiptPage {
        app: names.head(&release, visitor).await?,
        mini_app: receipt.mini_app.to_string(),
        number: receipt.number.to_string(),
        sent_at: receipt.sent_at.timestamp(),
        release: release.manifest.version.clone(),
        digest: release.digest.to_string(),
        due,
        next: next(&receipt.mini_app, &receipt.number, &receipt.outcome)?,
        answers: answers(receipt, visitor)?,
        check: check.transpose()?,
        shell,
    })
}

/// The release that received it.
pub async fn release(web: &Web, receipt: &Receipt) -> Result<Arc<Release>, WebError> {
    web.app()
        .release_by_id(&mut web.app().reading(), receipt.release)
        .await?
        .ok_or_else(WebError::not_found)
}

fn answers(receipt: &Receipt, visitor: &Visitor) -> Result<Vec<(String, Summary)>, WebError> {
    let reader = &visitor.reader;
    let mut groups = Vec::new();
    for step in &receipt.answers {
        let mut rows = Vec::new();
        for line in &step.lines {
            let values = line.values.iter().map(|value| reader.value(value.clone()));
            let mut values = values
                .collect::<Result<Vec<_>, _>>()
                .map_err(WebError::unreadable)?;
            if values.is_empty() {
                values.push(ValueView::absent(reader));
            }
            rows.push(SummaryRow {
                term: line.label.as_str().into(),
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
    let Outcome::Show(page) = receipt.outcome.clone() else {
        return Err(WebError::not_found());
    };
    let release = release(&web, &receipt).await?;
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

/// One's own receipt.
pub async fn one(web: &Web, visitor: &Visitor, number: &str) -> Result<Receipt, WebError> {
    let app = web.app();
    let mut unit = app.reading();
    Ok(app.receipt_of(&mut unit, &visitor.actor, number).await?)
}

impl From<ReceiptError> for WebError {
    fn from(error: ReceiptError) -> Self {
        match error {
            ReceiptError::NotFound => Self::not_found(),
            ReceiptError::Unit(error) => error.into(),
            ReceiptError::Unreadable(_) => Self::of(Problem::Failed).because(error),
        }
    }
}
