//! Sending what was filled in, whether from a page or by a program: once, however often it is asked for.

use std::sync::Arc;

use app::{
    DraftId,
    draft::{Draft, DraftError},
    form::{BadStep, Offered},
    receipt::{Receipt, ReceiptNumber},
    submission::{Prepared, Readiness, SubmissionError},
};
use contract::{Outcome, form::FieldError, page::Page};
use platform::{Acted, CallError};

use super::{
    Web, WebError,
    mini_app::address,
    showable,
    steps::{self, Opened},
    visitor::Visitor,
};
use crate::view::{pages::Problem, paths};

/// What came of sending a draft.
pub enum Submitted {
    /// It was sent before.
    Before(Box<Receipt>),
    /// It is sent.
    Sent {
        /// What was sent.
        prepared: Arc<Prepared>,
        /// The number of the receipt.
        receipt: ReceiptNumber,
        /// Where the mini-app leads.
        outcome: Outcome,
    },
    /// A step is not answered as it should be.
    NotReady(BadStep),
    /// The form asks to be confirmed, and was not.
    Unconfirmed(Arc<Prepared>),
    /// The mini-app objects to answers; nothing is sent.
    Objected {
        /// What would have been sent.
        prepared: Arc<Prepared>,
        /// What it objects to.
        errors: Vec<FieldError>,
    },
}

/// Whether a draft can be sent.
pub async fn prepare(web: &Web, visitor: &Visitor, id: DraftId) -> Result<Readiness, WebError> {
    let app = web.app();
    let offered = &offered(web, visitor, id).await?;
    app.submission_prepare(&mut app.reading(), &visitor.actor, id, offered)
        .await
        .map_err(|error| WebError::from(error).or_back_to(paths::check(&id.to_string())))
}

/// Sends a draft whose rules hold. Whoever repeats gets what came of it the first time.
pub async fn submit(
    web: &Web,
    visitor: &Visitor,
    id: DraftId,
    confirmed: bool,
) -> Result<Submitted, WebError> {
    let prepared: Arc<Prepared> = match prepare(web, visitor, id).await? {
        Readiness::AlreadySent(receipt) => return Ok(Submitted::Before(receipt)),
        Readiness::NotReady(bad) => return Ok(Submitted::NotReady(bad)),
        Readiness::Ready(prepared) => Arc::from(prepared),
    };
    if prepared.draft.form.confirm.is_some() && !confirmed {
        return Ok(Submitted::Unconfirmed(prepared));
    }
    match act(web, visitor, &prepared).await {
        Ok(Acted::Sent { receipt, outcome }) => Ok(Submitted::Sent {
            prepared,
            receipt,
            outcome,
        }),
        Ok(Acted::Invalid(errors)) => Ok(Submitted::Objected { prepared, errors }),
        Err(error) => Err(WebError::from(error).or_back_to(stands(&prepared.draft))),
    }
}

/// What the mini-app says just now of all that was chosen in its lookups.
async fn offered(web: &Web, visitor: &Visitor, id: DraftId) -> Result<Offered, WebError> {
    let draft = match steps::open(web, visitor, id).await? {
        Opened::Draft(draft) => draft,
        Opened::Sent(_) => return Ok(Offered::default()),
    };
    let to_resolve = draft.answers.to_resolve(&draft.form, None);
    let offered = web.platform().offered(&visitor.actor, &draft, to_resolve);
    offered
        .await
        .map_err(|error| WebError::from(error).or_back_to(stands(&draft)))
}

/// Goes on to its end also where the connection is lost meanwhile: whoever sends again gets what came of it.
async fn act(web: &Web, visitor: &Visitor, prepared: &Arc<Prepared>) -> Result<Acted, CallError> {
    let (platform, actor) = (web.platform().clone(), visitor.actor.clone());
    let prepared = Arc::clone(prepared);
    let acting = tokio::spawn(async move {
        let Prepared {
            release, request, ..
        } = &*prepared;
        let examine = |page: &Page| showable::examine(&actor, release, request, page);
        platform.act(&actor, &prepared, examine).await
    });
    match acting.await {
        Ok(acted) => acted,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(error) => Err(CallError::Platform(error.to_string())),
    }
}

/// Where somebody stands who has filled in everything.
#[must_use]
pub fn stands(draft: &Draft) -> String {
    if draft.form.review {
        paths::check(&draft.id.to_string())
    } else {
        address(&draft.mini_app, &draft.page)
    }
}

impl From<SubmissionError> for WebError {
    fn from(error: SubmissionError) -> Self {
        match error {
            SubmissionError::Draft(error) => error.into(),
            SubmissionError::Release(error) => error.into(),
            SubmissionError::Unit(error) => error.into(),
            SubmissionError::OtherAnswers(receipt) => DraftError::OtherAnswers(receipt).into(),
            SubmissionError::DraftChanged => Self::of(Problem::Conflict),
            SubmissionError::AsksAgain
            | SubmissionError::Unkeepable(_)
            | SubmissionError::Receipt(_) => Self::of(Problem::Failed).because(error),
        }
    }
}
