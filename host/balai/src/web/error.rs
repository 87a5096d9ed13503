//! What a handler gives where it gives no page: what the person is told, and the cause, which only the log is.
//!
//! The one place where a domain error becomes a status. [`problems`](super::problems) writes the answer.

use std::sync::Arc;

use app::{StoreError, TransactError, UnitError, person::PersonError, release::ReleaseError};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tower_sessions::session;

use crate::view::pages::Problem;

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
    pub id: Option<String>,
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
            cause: None,
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

    /// With more words for the person.
    #[must_use]
    pub fn saying(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.problem {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::NotAllowed => StatusCode::FORBIDDEN,
            Problem::Conflict => StatusCode::CONFLICT,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Unprocessable | Problem::Refused => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Problem::Unavailable | Problem::Resting => StatusCode::SERVICE_UNAVAILABLE,
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
            UnitError::ReadOnly | UnitError::TooMuch(_) => Self::of(Problem::Failed).because(error),
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
            ReleaseError::NoSuchAgency(_) | ReleaseError::Manifest(_) => {
                Self::of(Problem::Failed).because(error)
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
