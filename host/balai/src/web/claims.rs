//! What a provider says of a person beside the standard claims: attributes that it has verified, in the form of OpenID
//! Connect for Identity Assurance 1.0, section 5.

use std::collections::BTreeMap;

use app::{Lang, Reader, person::SignIn, person::Verified};
use contract::values::Value;
use jiff::Timestamp;
use openidconnect::{AdditionalClaims, IdTokenClaims, core::CoreGenderClaim};
use serde::{Deserialize, Serialize};

/// Claims of an ID token beside the standard ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assured {
    /// Sets of claims that were verified in the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verified_claims: Vec<VerifiedClaims>,
}

impl AdditionalClaims for Assured {}

/// Claims that were verified in the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedClaims {
    /// How.
    pub verification: Verification,
    /// By name.
    pub claims: BTreeMap<String, serde_json::Value>,
}

/// How claims were verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Under which rules.
    pub trust_framework: String,
    /// When; at sign-in where it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
}

/// What an ID token says, for the domain. `known_as` stands for the issuer in what is kept. Verified texts are taken;
/// what has a structure of its own is left with the provider, as no mini-app can be granted it.
#[must_use]
pub fn sign_in(
    said: &IdTokenClaims<Assured, CoreGenderClaim>,
    known_as: &str,
    now: Timestamp,
) -> SignIn {
    let first = |values: Option<&openidconnect::LocalizedClaim<openidconnect::EndUserName>>| {
        let values = values?;
        let plain = values
            .get(None)
            .or_else(|| values.iter().next().map(|(_, name)| name));
        plain.map(|name| name.to_string())
    };
    let claims = said
        .additional_claims()
        .verified_claims
        .iter()
        .flat_map(|set| {
            let at = set.verification.time.unwrap_or(now).into();
            set.claims.iter().filter_map(move |(name, value)| {
                Some(Verified {
                    name: name.clone(),
                    value: Value::Text(value.as_str()?.to_owned()),
                    at,
                })
            })
        });
    let is_english = |tag: &str| tag.split('-').next() == Some(Lang::En.tag());
    let reader = Reader {
        lang: match said.locale() {
            Some(tag) if is_english(tag.as_str()) => Lang::En,
            _ => Lang::Id,
        },
        time_zone: said
            .zoneinfo()
            .map_or_else(|| "Asia/Jakarta".to_owned(), |zone| zone.to_string()),
        region: said
            .address()
            .and_then(|address| address.region.as_ref())
            .map(|region| region.to_string()),
    };
    let login = said.subject().to_string();
    SignIn {
        issuer: known_as.to_owned(),
        name: first(said.name()).unwrap_or_else(|| login.clone()),
        login,
        reader,
        claims: claims.collect(),
    }
}
