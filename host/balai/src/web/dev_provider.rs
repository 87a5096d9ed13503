//! The development provider: a small OpenID Connect provider in which one chooses an invented person instead of giving
//! a password. Its tokens are signed and checked like anybody's. There is none in production.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use app::{App, Instant, seed::Persona};
use axum::{
    Extension, Json,
    extract::{Query, State},
    http::{StatusCode, Uri},
    response::{IntoResponse as _, Redirect, Response},
};
use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey as _, pkcs8::spki::der::pem::LineEnding};
use openidconnect::{
    AccessToken, AddressClaim, AddressRegion, Audience, AuthUrl, EmptyAdditionalProviderMetadata,
    EmptyExtraTokenFields, EndUserName, EndUserTimezone, IdToken, IdTokenClaims, IdTokenFields,
    IssuerUrl, JsonWebKeyId, JsonWebKeySetUrl, LanguageTag, LocalizedClaim, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey as _, ResponseTypes, StandardClaims,
    StandardTokenResponse, SubjectIdentifier, TokenUrl,
    core::{
        CoreEdDsaPrivateSigningKey, CoreGenderClaim, CoreJsonWebKeySet,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
        CoreResponseType, CoreSubjectIdentifierType, CoreTokenType,
    },
    url::Url,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Web, WebError, back,
    claims::{Assured, Verification, VerifiedClaims},
    posted::Posted,
    sign_in::RETURN,
    visitor::Visitor,
};
use crate::{
    config::Mode,
    view::{
        Place,
        pages::{self, Problem, SignInPage},
    },
};

/// Under which it is served, and its issuer.
pub const BASE: &str = "/dev-oidc";
/// Where the browser goes to choose a person.
pub const AUTHORIZE: &str = "/dev-oidc/authorize";
/// Where a code becomes tokens.
pub const TOKEN: &str = "/dev-oidc/token";
/// Its keys.
pub const KEYS: &str = "/dev-oidc/keys";
/// What it says of itself.
pub const DISCOVERY: &str = "/dev-oidc/.well-known/openid-configuration";
/// As it knows Balai.
pub const CLIENT: &str = "balai";
/// What stands for its issuer in what is kept of people: they stay the same on another port.
pub const KNOWN_AS: &str = "development";

/// So long a code and a token hold.
const HOLDS: Duration = Duration::from_secs(300);
/// So many codes are kept, the newest.
const MOST_CODES: usize = 1000;

/// Production was asked for.
#[derive(Debug, thiserror::Error)]
#[error(
    "the development provider lets anybody in without a password, and refuses to start in production"
)]
pub struct NotInProduction;

/// The provider, with a key that lasts as long as it runs.
pub struct DevProvider {
    app: App,
    issuer: IssuerUrl,
    public: Url,
    key: CoreEdDsaPrivateSigningKey,
    personas: Vec<Persona>,
    codes: Mutex<VecDeque<Granted>>,
}

/// A code, until it is used.
struct Granted {
    code: String,
    persona: usize,
    until: Instant,
    asked: Asked,
}

/// What a client asks for (OpenID Connect Core 1.0, section 3.1.2.1; RFC 7636, section 4.3).
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Asked {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    scope: String,
    state: String,
    nonce: String,
    code_challenge: String,
    code_challenge_method: String,
}

impl DevProvider {
    /// Under the public address of this node.
    pub fn new(mode: Mode, public: &Url, app: App, personas: Vec<Persona>) -> anyhow::Result<Self> {
        if mode == Mode::Production {
            return Err(NotInProduction.into());
        }
        let pem = SigningKey::from_bytes(&app.entropy().bytes()).to_pkcs8_pem(LineEnding::LF)?;
        let id = JsonWebKeyId::new(hex::encode(app.entropy().bytes::<8>()));
        Ok(Self {
            issuer: IssuerUrl::from_url(public.join(BASE)?),
            public: public.clone(),
            key: CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(id))
                .map_err(anyhow::Error::msg)?,
            app,
            personas,
            codes: Mutex::default(),
        })
    }

    /// As it stands in its tokens.
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    fn is_for_us(&self, asked: &Asked) -> bool {
        asked.response_type == "code"
            && asked.client_id == CLIENT
            && self
                .public
                .join(RETURN)
                .is_ok_and(|own| own.as_str() == asked.redirect_uri)
            && asked.scope.split(' ').any(|scope| scope == "openid")
            && asked.code_challenge_method == "S256"
            && !asked.code_challenge.is_empty()
    }

    fn grant(&self, persona: usize, asked: Asked) -> String {
        let code = hex::encode(self.app.entropy().bytes::<32>());
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        if codes.len() >= MOST_CODES {
            codes.pop_front();
        }
        codes.push_back(Granted {
            code: code.clone(),
            persona,
            until: later(self.app.clock().now()),
            asked,
        });
        code
    }

    /// The code, once and in time.
    fn redeem(&self, code: &str) -> Option<Granted> {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.app.clock().now();
        codes.retain(|granted| granted.until > now);
        let position = codes.iter().position(|granted| granted.code == code)?;
        codes.remove(position)
    }

    fn tokens(&self, persona: &Persona, nonce: &str) -> anyhow::Result<impl Serialize> {
        let now = self.app.clock().now();
        let time = |at: Instant| SystemTime::from(at.timestamp()).into();
        let said = persona.sign_in(KNOWN_AS, now);
        let mut name = LocalizedClaim::new();
        name.insert(None, EndUserName::new(said.name));
        let standard: StandardClaims<CoreGenderClaim> =
            StandardClaims::new(SubjectIdentifier::new(said.login))
                .set_name(Some(name))
                .set_locale(Some(LanguageTag::new(said.reader.lang.tag().to_owned())))
                .set_zoneinfo(Some(EndUserTimezone::new(said.reader.time_zone)))
                .set_address(said.reader.region.map(|region| AddressClaim {
                    formatted: None,
                    street_address: None,
                    locality: None,
                    region: Some(AddressRegion::new(region)),
                    postal_code: None,
                    country: None,
                }));
        let verified_claims = said
            .claims
            .into_iter()
            .filter_map(|claim| match claim.value {
                contract::values::Value::Text(text) => Some(VerifiedClaims {
                    verification: Verification {
                        trust_framework: KNOWN_AS.to_owned(),
                        time: Some(claim.at.timestamp()),
                    },
                    claims: [(claim.name, text.into())].into(),
                }),
                _ => None,
            });
        let claims = IdTokenClaims::new(
            self.issuer.clone(),
            vec![Audience::new(CLIENT.to_owned())],
            time(later(now)),
            time(now),
            standard,
            Assured {
                verified_claims: verified_claims.collect(),
            },
        )
        .set_nonce(Some(Nonce::new(nonce.to_owned())));
        let access = AccessToken::new(hex::encode(self.app.entropy().bytes::<32>()));
        let token: IdToken<_, _, CoreJweContentEncryptionAlgorithm, _> = IdToken::new(
            claims,
            &self.key,
            CoreJwsSigningAlgorithm::EdDsa,
            Some(&access),
            None,
        )?;
        let fields = IdTokenFields::new(Some(token), EmptyExtraTokenFields {});
        let mut tokens = StandardTokenResponse::new(access, CoreTokenType::Bearer, fields);
        tokens.set_expires_in(Some(&HOLDS));
        Ok(tokens)
    }
}

fn later(now: Instant) -> Instant {
    Instant(
        now.0
            .saturating_add(i64::try_from(HOLDS.as_micros()).unwrap_or_default()),
    )
}

fn of(web: &Web) -> Result<&DevProvider, WebError> {
    web.dev_provider().ok_or_else(WebError::not_found)
}

/// GET: what it says of itself.
pub async fn discovery(State(web): State<Web>) -> Result<Response, WebError> {
    let provider = of(&web)?;
    let failed = |error: anyhow::Error| WebError::of(Problem::Failed).because(error);
    let at = |path| {
        provider
            .public
            .join(path)
            .map_err(|error| failed(error.into()))
    };
    let metadata = CoreProviderMetadata::new(
        provider.issuer.clone(),
        AuthUrl::from_url(at(AUTHORIZE)?),
        JsonWebKeySetUrl::from_url(at(KEYS)?),
        vec![ResponseTypes::new(vec![CoreResponseType::Code])],
        vec![CoreSubjectIdentifierType::Public],
        vec![CoreJwsSigningAlgorithm::EdDsa],
        EmptyAdditionalProviderMetadata {},
    )
    .set_token_endpoint(Some(TokenUrl::from_url(at(TOKEN)?)));
    Ok(Json(metadata).into_response())
}

/// GET: its public keys.
pub async fn keys(State(web): State<Web>) -> Result<Response, WebError> {
    let key = of(&web)?.key.as_verification_key();
    Ok(Json(CoreJsonWebKeySet::new(vec![key])).into_response())
}

/// GET: choose who signs in.
pub async fn choose(
    State(web): State<Web>,
    Extension(visitor): Extension<Visitor>,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Result<SignInPage, WebError> {
    let provider = of(&web)?;
    if !provider.is_for_us(&asked) {
        return Err(WebError::of(Problem::Unprocessable));
    }
    let personas = provider.personas.iter().map(|persona| pages::Persona {
        id: persona.login.clone(),
        name: persona.name.clone(),
        about: visitor.pick(&persona.about),
    });
    let hidden = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    Ok(SignInPage {
        shell: visitor.shell(Place::Elsewhere, back::here(&uri)),
        action: AUTHORIZE.to_owned(),
        hidden: hidden.into_owned().collect(),
        personas: personas.collect(),
    })
}

/// POST: the choice; sends the browser back to the client.
pub async fn chosen(State(web): State<Web>, posted: Posted) -> Result<Response, WebError> {
    let provider = of(&web)?;
    let nonsense = || WebError::of(Problem::Unprocessable);
    let one = |name: &str| posted.one(name).to_owned();
    let asked = Asked {
        response_type: one("response_type"),
        client_id: one("client_id"),
        redirect_uri: one("redirect_uri"),
        scope: one("scope"),
        state: one("state"),
        nonce: one("nonce"),
        code_challenge: one("code_challenge"),
        code_challenge_method: one("code_challenge_method"),
    };
    let persona = provider
        .personas
        .iter()
        .position(|persona| persona.login == posted.one("persona"))
        .filter(|_| provider.is_for_us(&asked))
        .ok_or_else(nonsense)?;
    let mut address = Url::parse(&asked.redirect_uri).map_err(|_| nonsense())?;
    let state = asked.state.clone();
    let code = provider.grant(persona, asked);
    address
        .query_pairs_mut()
        .append_pair("code", &code)
        .append_pair("state", &state);
    Ok(Redirect::to(address.as_str()).into_response())
}

/// POST: a code becomes tokens.
pub async fn token(State(web): State<Web>, posted: Posted) -> Result<Response, WebError> {
    let provider = of(&web)?;
    let refused = |error: &str| {
        let body = Json(json!({ "error": error }));
        Ok((StatusCode::BAD_REQUEST, body).into_response())
    };
    if posted.one("grant_type") != "authorization_code" {
        return refused("unsupported_grant_type");
    }
    let Some(granted) = provider.redeem(posted.one("code")) else {
        return refused("invalid_grant");
    };
    let verifier = PkceCodeVerifier::new(posted.one("code_verifier").to_owned());
    let holds = is_verifier(posted.one("code_verifier"))
        && PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str()
            == granted.asked.code_challenge
        && posted.one("redirect_uri") == granted.asked.redirect_uri
        && posted.one("client_id") == granted.asked.client_id;
    let persona = provider.personas.get(granted.persona).filter(|_| holds);
    let Some(persona) = persona else {
        return refused("invalid_grant");
    };
    let tokens = provider
        .tokens(persona, &granted.asked.nonce)
        .map_err(|error| WebError::of(Problem::Failed).because(error))?;
    Ok(Json(tokens).into_response())
}

/// RFC 7636, section 4.1: 43 to 128 unreserved characters.
fn is_verifier(text: &str) -> bool {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    (43..=128).contains(&text.len()) && text.bytes().all(unreserved)
}
