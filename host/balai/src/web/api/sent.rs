//! What a program sends as JSON. What is none is told as what it is, as it is the program's author who reads it.

use axum::{
    Json,
    extract::{FromRequest, Request},
};
use serde::de::DeserializeOwned;

use crate::{view::pages::Problem, web::WebError};

/// The body of a request.
pub struct Sent<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) if rejection.status().as_u16() == 413 => {
                Err(WebError::of(Problem::TooLarge))
            }
            Err(rejection) => {
                Err(WebError::of(Problem::Unprocessable).saying(rejection.body_text()))
            }
        }
    }
}
