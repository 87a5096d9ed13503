//! What a handler gives where it gives no page: what the person is told, and the cause, which only the log is.
//!
//! The one place where a domain error becomes a status. [`problems`](super::problems) writes the answer.

use std::{sync::Arc, time::Duration};

use app::{
    FailureId, StoreError, TransactError, UnitError,
    draft::DraftError,
    log::LogError,
    person::PersonError,
    receipt::{Receipt, ReceiptNumber},
    release::ReleaseError,
};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::Refusal;
use platform::CallError;
use tower_sessions::session;
use trust::NotAdmitted;

use crate::{api::problem::Broken, view::pages::Problem};

/// When somebody may try again whom the platform could not serve.
const LATER: Duration = Duration::from_secs(5);

/// Why there is no page.
#[derive(Debug)]
pub struct WebError {
    /// What the person is told.
    pub problem: Problem,
    /// More about it, for the person.
    pub detail: Option<String>,
    /// Where it goes on.
    pub back: Option<String>,
    /// Under which the log has more; the request's own where there is none.
    pub id: Option<Box<str>>,
    /// When it is worth trying again, where that is known.
    pub after: Option<Duration>,
    /// What is wrong with answers, for programs: a page shows it where it was answered.
    pub errors: Box<[Broken]>,
    /// The number of what came of it before.
    pub receipt: Option<Box<ReceiptNumber>>,
    /// For the log.
    pub cause: Option<anyhow::Error>,
}

/// A [`WebError`] on its way to where it is written.
#[derive(Debug, Clone)]
pub struct Fault(pub Arc<WebError>);

impl WebError {
    /// Without a cause: nothing failed.
    #[must_use]
    pub fn of(problem: Problem) -> Self {
        Self {
            problem,
            detail: None,
            back: None,
            id: None,
            after: None,
            errors: Box::default(),
            receipt: None,
            cause: None,
        }
    }

    /// What is wrong with answers.
    #[must_use]
    pub fn listing(errors: Vec<Broken>) -> Self {
        Self {
            errors: errors.into(),
            ..Self::of(Problem::Unprocessable)
        }
    }

    /// It was sent before.
    #[must_use]
    pub fn already_sent(receipt: &Receipt) -> Self {
        Self {
            receipt: Some(Box::new(receipt.number.clone())),
            back: super::send::destination(receipt).ok(),
            ..Self::of(Problem::AlreadySent)
        }
    }

    /// It is not there, or not for this person: both look the same.
    #[must_use]
    pub fn not_found() -> Self {
        Self::of(Problem::NotFound)
    }

    /// With what happened, for the log.
    #[must_use]
    pub fn because(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// With where it goes on.
    #[must_use]
    pub fn back_to(mut self, back: impl Into<String>) -> Self {
        self.back = Some(back.into());
        self
    }

    /// With where it goes on, where nothing else was said.
    #[must_use]
    pub fn or_back_to(mut self, back: impl Into<String>) -> Self {
        self.back.get_or_insert_with(|| back.into());
        self
    }

    /// With the id of a failure that was kept.
    #[must_use]
    pub fn under(mut self, id: FailureId) -> Self {
        self.id = Some(id.to_string().into());
        self
    }

    /// What is kept or given does not hold what its type promises: the platform's own fault.
    pub fn unreadable(cause: impl Into<anyhow::Error>) -> Self {
        Self::of(Problem::Failed).because(cause)
    }

    /// With more words for the person.
    #[must_use]
    pub fn saying(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// When it is worth trying again.
    #[must_use]
    pub fn after(&self) -> Duration {
        self.after.unwrap_or(LATER)
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.problem {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::NotAllowed => StatusCode::FORBIDDEN,
            Problem::Conflict | Problem::TooLate | Problem::AlreadySent => StatusCode::CONFLICT,
            Problem::ChangedSince => StatusCode::PRECONDITION_FAILED,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Unprocessable | Problem::Incomplete | Problem::Refused | Problem::Full => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Problem::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Problem::Unavailable | Problem::Busy | Problem::Resting | Problem::Stopped => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Problem::MiniAppFailed => StatusCode::BAD_GATEWAY,
            Problem::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            Problem::SessionEnded | Problem::SignInFailed => StatusCode::UNAUTHORIZED,
            Problem::SignedOut => StatusCode::OK,
        }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if response.status() == StatusCode::SERVICE_UNAVAILABLE {
            let after = self.after().as_millis().div_ceil(1000);
            let seconds = HeaderValue::from(u64::try_from(after).unwrap_or(u64::MAX));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response.extensions_mut().insert(Fault(Arc::new(self)));
        response
    }
}

/// The answer of a layer that knows only a status, such as that of a method that is not there.
impl From<StatusCode> for WebError {
    fn from(status: StatusCode) -> Self {
        Self::of(match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Problem::NotFound,
            StatusCode::UNAUTHORIZED => Problem::SessionEnded,
            StatusCode::FORBIDDEN => Problem::NotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => Problem::TooMany,
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => Problem::Unavailable,
            status if status.is_client_error() => Problem::Unprocessable,
            _ => Problem::Failed,
        })
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        Self::of(Problem::Unavailable).because(error)
    }
}

impl From<UnitError> for WebError {
    fn from(error: UnitError) -> Self {
        match error {
            UnitError::Conflict(_) => Self::of(Problem::Conflict).because(error),
            UnitError::Store(error) => error.into(),
            UnitError::ReadOnly | UnitError::TooMuch(_) | UnitError::TooLarge(_) => {
                Self::of(Problem::Failed).because(error)
            }
        }
    }
}

impl<E: Into<Self>> From<TransactError<E>> for WebError {
    fn from(error: TransactError<E>) -> Self {
        match error {
            TransactError::Refused(error) => error.into(),
            TransactError::Contended(what) => {
                Self::of(Problem::Conflict).because(UnitError::Conflict(what))
            }
            TransactError::Store(error) => error.into(),
        }
    }
}

impl From<PersonError> for WebError {
    fn from(error: PersonError) -> Self {
        match error {
            PersonError::WorksNowhere => Self::of(Problem::NotAllowed),
            PersonError::NoSuchTimeZone(_) => Self::of(Problem::Unprocessable).because(error),
            PersonError::Unit(error) => error.into(),
            PersonError::NotFound | PersonError::Unkeepable(_) => {
                Self::of(Problem::Failed).because(error)
            }
        }
    }
}

impl From<ReleaseError> for WebError {
    fn from(error: ReleaseError) -> Self {
        match error {
            ReleaseError::Unit(error) => error.into(),
            ReleaseError::NoSuchAgency(_) | ReleaseError::Manifest(_) | ReleaseError::Digest(_) => {
                Self::of(Problem::Failed).because(error)
            }
        }
    }
}

impl From<DraftError> for WebError {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::SignInNeeded => Self::of(Problem::SessionEnded),
            DraftError::NotFound | DraftError::NoSuchStep(_) | DraftError::NoSuchPlace(_) => {
                Self::not_found()
            }
            DraftError::AlreadySent(receipt) | DraftError::OtherAnswers(receipt) => {
                Self::already_sent(&receipt)
            }
            DraftError::ChangedSince => Self::of(Problem::ChangedSince),
            DraftError::TooLarge(_) => Self::of(Problem::TooLarge).because(error),
            DraftError::Malformed { .. }
            | DraftError::ClaimNotInManifest(_)
            | DraftError::TooManyForms(_)
            | DraftError::TooManyPatterns(_) => Self::of(Problem::MiniAppFailed).because(error),
            DraftError::Unreadable(_) | DraftError::Receipt(_) => Self::unreadable(error),
            DraftError::Unit(error) => error.into(),
        }
    }
}

impl From<CallError> for WebError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refusal) => refusal.into(),
            CallError::Full(_) => Self::of(Problem::Full).because(error),
            CallError::Failed { id, .. } | CallError::Fault(id) => {
                Self::of(Problem::MiniAppFailed).under(id).because(error)
            }
            CallError::Busy => Self::of(Problem::Busy).because(error),
            CallError::Resting { after } => Self {
                after: Some(after),
                ..Self::of(Problem::Resting).because(error)
            },
            CallError::NotAdmitted(NotAdmitted::Stopped { ref reason, .. }) => {
                let reason = reason.clone();
                Self::of(Problem::Stopped).saying(reason).because(error)
            }
            CallError::NotAdmitted(_) | CallError::Stopped => {
                Self::of(Problem::Stopped).because(error)
            }
            CallError::Contended(_) => Self::of(Problem::Conflict).because(error),
            CallError::Submission(error) => error.into(),
            CallError::NotRunnable(_) => Self::of(Problem::MiniAppFailed).because(error),
            CallError::Store(error) => error.into(),
            CallError::Platform(_) => Self::of(Problem::Failed).because(error),
        }
    }
}

impl From<LogError> for WebError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::NoLog => Self::not_found(),
            LogError::Breach(breach) => Self::of(Problem::Unprocessable).saying(breach.to_string()),
            LogError::Unit(error) => error.into(),
            error => Self::of(Problem::Failed).because(error),
        }
    }
}

/// What a mini-app says instead of a page, in the contract's words.
impl From<Refusal> for WebError {
    fn from(refusal: Refusal) -> Self {
        let failed = |refusal: &Refusal| {
            Self::of(Problem::MiniAppFailed).because(anyhow::anyhow!("{refusal:?}"))
        };
        match refusal {
            Refusal::SignInNeeded => Self::of(Problem::SessionEnded),
            Refusal::ConsentNeeded(_) | Refusal::NotGranted(_) => {
                Self::of(Problem::NotAllowed).because(anyhow::anyhow!("{refusal:?}"))
            }
            Refusal::NotFound => Self::not_found(),
            Refusal::Conflict => Self::of(Problem::Conflict),
            Refusal::OverLimit(_) => {
                Self::of(Problem::TooLarge).because(anyhow::anyhow!("{refusal:?}"))
            }
            Refusal::Refused(said) => Self::of(Problem::Refused).saying(said),
            Refusal::Unavailable(why) => {
                Self::of(Problem::Unavailable).because(anyhow::Error::msg(why))
            }
            Refusal::ReadOnly | Refusal::Invalid(_) | Refusal::Fault(_) | Refusal::Other(_) => {
                failed(&refusal)
            }
        }
    }
}

impl From<session::Error> for WebError {
    fn from(error: session::Error) -> Self {
        Self::of(Problem::Unavailable).because(error)
    }
}

impl From<askama::Error> for WebError {
    fn from(error: askama::Error) -> Self {
        Self::of(Problem::Failed).because(error)
    }
}
