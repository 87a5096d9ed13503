//! What a form posted: names and values in order. Everything readable is kept, also what no form asked for: the domain
//! decides what it means.

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderValue, header},
};
use futures::StreamExt as _;

use super::WebError;
use crate::view::pages::Problem;

/// The most that a form may be: a draft of 1 MiB, in which every byte takes three, and its names.
pub const MOST: usize = 4 << 20;
/// So much more is read and forgotten, so that the browser is there to read the answer.
const PATIENCE: usize = 64 << 20;

/// The fields of a posted form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted(pub Vec<(String, String)>);

impl Posted {
    /// The first value of a name; "" where there is none.
    #[must_use]
    pub fn one(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(given, _)| given == name)
            .map_or("", |(_, value)| value)
    }
}

impl<S: Sync> FromRequest<S> for Posted {
    type Rejection = WebError;

    async fn from_request(request: Request, _: &S) -> Result<Self, WebError> {
        let is_form = |kind: &HeaderValue| {
            kind.as_bytes()
                .starts_with(b"application/x-www-form-urlencoded")
        };
        let kind = request.headers().get(header::CONTENT_TYPE);
        // A form without fields may say nothing of what it is.
        if !kind.is_none_or(is_form) {
            return Err(WebError::of(Problem::Unprocessable));
        }
        let body = read(request.into_body()).await?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

async fn read(body: Body) -> Result<Vec<u8>, WebError> {
    let mut kept = Vec::new();
    let mut length = 0_usize;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| WebError::of(Problem::Unprocessable).because(error))?;
        length = length.saturating_add(chunk.len());
        if length > PATIENCE {
            break;
        }
        if length <= MOST {
            kept.extend_from_slice(&chunk);
        } else {
            kept = Vec::new();
        }
    }
    if length > MOST {
        return Err(WebError::of(Problem::TooLarge));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn posted(body: impl Into<Body>) -> Result<Posted, WebError> {
        let request = Request::post("/")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.into())
            .unwrap();
        Posted::from_request(request, &()).await
    }

    #[tokio::test]
    async fn odd_text_is_kept_and_repeated_names_stay_in_order() {
        let posted = posted("a=%F0%9F%8C%B4&a=+2&=x&b&%FF=%FF").await.unwrap();
        let fields: Vec<_> = posted
            .0
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        assert_eq!(
            fields,
            [
                ("a", "🌴"),
                ("a", " 2"),
                ("", "x"),
                ("b", ""),
                ("\u{fffd}", "\u{fffd}")
            ]
        );
        assert_eq!((posted.one("a"), posted.one("c")), ("🌴", ""));
    }

    #[tokio::test]
    async fn too_much_is_read_to_its_end_and_refused() {
        let refused = posted("a".repeat(MOST + 1)).await.unwrap_err();
        assert_eq!(refused.problem, Problem::TooLarge);
        assert!(posted("a".repeat(MOST)).await.is_ok());
    }

    #[tokio::test]
    async fn what_is_no_form_is_refused() {
        let request = Request::post("/")
            .header("content-type", "application/json")
            .body(Body::from("{}"))
            .unwrap();
        let refused = Posted::from_request(request, &()).await.unwrap_err();
        assert_eq!(refused.problem, Problem::Unprocessable);
    }
}
