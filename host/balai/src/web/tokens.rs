//! Access tokens of programs. Each is a session like that of a browser, of one person in one role, and is listed and ended
//! with those; but no cookie is one, and it is none: they are written differently, and each is looked for in its own place.

use app::{Entropy, Instant, Unit, UnitError};
use axum::http::{HeaderMap, header};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::session::{SessionPut, SessionsSweep};

use super::{
    WebError,
    device::Device,
    session::{DEVICE, SIGNED_IN, SignedIn},
};
use crate::view::pages::Problem;

/// How each begins: a scanner for secrets that were published finds it, and no cookie looks like it.
const PREFIX: &str = "balai_";
/// So long one lasts: who uses a program every month signs in once.
pub const LASTS_SECONDS: u32 = 30 * 24 * 3600;

/// An access token.
pub struct Token(String);

impl Token {
    /// A new one: 256 random bits.
    #[must_use]
    pub fn fresh(entropy: &Entropy) -> Self {
        Self(format!("{PREFIX}{}", hex::encode(entropy.bytes::<32>())))
    }

    /// The one that a request came with (RFC 6750, section 2.1); none where it came with none.
    ///
    /// # Errors
    /// Where it came with something else to prove who it is of.
    pub fn presented(headers: &HeaderMap) -> Result<Option<Self>, WebError> {
        let Some(said) = headers.get(header::AUTHORIZATION) else {
            return Ok(None);
        };
        let token = said
            .to_str()
            .ok()
            .and_then(|said| said.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .filter(|token| token.starts_with(PREFIX));
        match token {
            Some(token) => Ok(Some(Self(token.to_owned()))),
            None => Err(WebError::of(Problem::SessionEnded)),
        }
    }

    /// What stands for it in the table.
    #[must_use]
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(&self.0))
    }

    /// Begins its session.
    pub fn begin(
        &self,
        unit: &mut Unit,
        signed_in: SignedIn,
        device: &Device,
    ) -> Result<(), UnitError> {
        let now = unit.now();
        let lasts = i64::from(LASTS_SECONDS).saturating_mul(1_000_000);
        unit.write(SessionsSweep { now })?;
        unit.write(SessionPut {
            id: self.digest(),
            body: json!({ SIGNED_IN: signed_in, DEVICE: device }).to_string(),
            expires_at: Instant(now.0.saturating_add(lasts)),
            person: Some(signed_in.person),
            device: Some(json!(device).to_string()),
            begun_at: now,
        })
    }

    /// As the program gets it.
    #[must_use]
    pub fn secret(self) -> String {
        self.0
    }
}
