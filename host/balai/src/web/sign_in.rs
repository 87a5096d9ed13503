//! Signing in with OpenID Connect: authorization code with PKCE, state and nonce, each used once; and signing out.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use app::{
    App, Clock, PersonId, Unit,
    person::{PersonError, SignIn},
    preference::Preferences,
};
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl,
    LanguageTag, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
        CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
        CoreTokenIntrospectionResponse, CoreTokenType,
    },
    reqwest,
    url::Url,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

use super::{
    Web, WebError, back, browser,
    claims::{Assured, sign_in},
    device::Device,
    gate::{BY_SCRIPT, LEAVE_FOR},
    session::{SignedIn, cookie_name},
    visitor::Visitor,
};
use crate::view::pages::Problem;

/// Where the provider sends the browser back to.
pub const RETURN: &str = "/sign-in/return";
/// So long the provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

type Tokens = StandardTokenResponse<
    IdTokenFields<
        Assured,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;
type OidcClient = Client<
    Assured,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A sign-in that was begun, until the provider sends the browser back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// What the provider must send back.
    pub state: String,
    nonce: String,
    verifier: String,
    back: String,
}

/// The provider, as Balai uses it.
pub struct Provider {
    http: reqwest::Client,
    clock: Clock,
    issuer: IssuerUrl,
    known_as: String,
    client_id: ClientId,
    client_secret: Option<SecretString>,
    return_to: RedirectUrl,
    /// What the provider says of itself and its keys; forgotten where a token does not hold, as keys change.
    metadata: Mutex<Option<Arc<CoreProviderMetadata>>>,
}

/// What a provider is called and how it knows Balai.
pub struct ProviderSettings {
    /// Its issuer, as it stands in its tokens.
    pub issuer: String,
    /// What stands for the issuer in what is kept of people.
    pub known_as: String,
    /// As the provider knows Balai.
    pub client_id: String,
    /// None for a public client.
    pub client_secret: Option<SecretString>,
}

impl Provider {
    /// Asks nothing of it yet: it may start later than Balai.
    pub fn new(settings: ProviderSettings, public: &Url, clock: Clock) -> anyhow::Result<Self> {
        Ok(Self {
            // The provider's addresses come from itself: what it redirects to does not.
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .timeout(PATIENCE)
                .build()?,
            clock,
            issuer: IssuerUrl::new(settings.issuer)?,
            known_as: settings.known_as,
            client_id: ClientId::new(settings.client_id),
            client_secret: settings.client_secret,
            return_to: RedirectUrl::from_url(public.join(RETURN)?),
            metadata: Mutex::new(None),
        })
    }

    async fn client(&self) -> Result<OidcClient, WebError> {
        let known = self.cached().clone();
        let metadata = match known {
            Some(metadata) => metadata,
            None => {
                let found =
                    CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
                let found =
                    found.map_err(|error| WebError::of(Problem::Unavailable).because(error))?;
                let found = Arc::new(found);
                *self.cached() = Some(Arc::clone(&found));
                found
            }
        };
        let secret = self
            .client_secret
            .as_ref()
            .map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        let client = OidcClient::from_provider_metadata(
            CoreProviderMetadata::clone(&metadata),
            self.client_id.clone(),
            secret,
        );
        Ok(client.set_redirect_uri(self.return_to.clone()))
    }

    fn cached(&self) -> std::sync::MutexGuard<'_, Option<Arc<CoreProviderMetadata>>> {
        self.metadata.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the browser goes, and what is remembered meanwhile.
    async fn begin(&self, back: String, lang: &str) -> Result<(Url, Pending), WebError> {
        let client = self.client().await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state, nonce) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("profile".to_owned()))
            .add_ui_locale(LanguageTag::new(lang.to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let pending = Pending {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            back,
        };
        Ok((address, pending))
    }

    /// What the provider says of who signed in.
    async fn finish(&self, code: String, pending: &Pending) -> Result<SignIn, WebError> {
        let failed = |error: anyhow::Error| WebError::of(Problem::SignInFailed).because(error);
        let client = self.client().await?;
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| failed(error.into()))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()))
            .request_async(&self.http)
            .await
            .map_err(|error| failed(error.into()))?;
        let token = tokens
            .id_token()
            .ok_or_else(|| failed(anyhow::anyhow!("the provider gave no ID token")))?;
        let clock = self.clock.clone();
        let verifier = client
            .id_token_verifier()
            .set_time_fn(move || SystemTime::from(clock.now().timestamp()).into());
        let said = token
            .claims(&verifier, &Nonce::new(pending.nonce.clone()))
            .map_err(|error| {
                *self.cached() = None;
                failed(error.into())
            })?;
        Ok(sign_in(said, &self.known_as, self.clock.now().timestamp()))
    }
}

/// `?back=`
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// GET: sends the browser to the provider.
pub async fn begin(
    State(web): State<Web>,
    Extension(session): Extension<Session>,
    Extension(visitor): Extension<Visitor>,
    Query(asked): Query<Back>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let back = back::within(web.public_url(), &asked.back);
    if !visitor.is_anonymous() {
        return Ok(Redirect::to(&back).into_response());
    }
    let lang = visitor.reader.lang.code();
    let (address, pending) = web.provider().begin(back, lang).await?;
    pending.keep(&session).await?;
    // A script cannot follow to another site.
    if headers.contains_key(BY_SCRIPT) {
        return Ok((StatusCode::OK, [(LEAVE_FOR, address.to_string())]).into_response());
    }
    Ok(Redirect::to(address.as_str()).into_response())
}

/// What the provider sends the browser back with.
#[derive(Deserialize)]
pub struct Returned {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
}

/// GET: the provider sends the browser back.
pub async fn finish(
    State(web): State<Web>,
    Extension(session): Extension<Session>,
    Query(returned): Query<Returned>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let failed =
        |said: String| WebError::of(Problem::SignInFailed).because(anyhow::Error::msg(said));
    let pending = Pending::take(&session, &returned.state)
        .await?
        .ok_or_else(|| failed("no sign-in was begun with this state in this browser".to_owned()))?;
    let code = returned.code.ok_or_else(|| {
        failed(
            returned
                .error
                .unwrap_or_else(|| "neither code nor error".to_owned()),
        )
        .back_to(pending.back.clone())
    })?;
    let said = &web
        .provider()
        .finish(code, &pending)
        .await
        .map_err(|error| error.back_to(pending.back.clone()))?;
    let (app, chosen) = (web.app(), &browser::chosen(&headers));
    let person = app
        .change(|mut unit| async move {
            let person = take_over(app, &mut unit, said, chosen).await;
            (unit, person)
        })
        .await?;
    let works = app.person_memberships(&mut app.reading(), person).await?;
    // Who works somewhere most likely came to work; the other role is one press away, and shown on every page.
    let signed_in = SignedIn {
        person,
        at_work: !works.is_empty(),
    };
    signed_in.begin(&session, &Device::of(&headers)).await?;
    Ok(Redirect::to(&pending.back).into_response())
}

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Who it is; with what was chosen in this browser, where they never chose for themselves.
async fn take_over(
    app: &App,
    unit: &mut Unit,
    said: &SignIn,
    chosen: &Preferences,
) -> Result<PersonId, PersonError> {
    let person = app.person_sign_in(unit, said).await?;
    app.person_settle(unit, person, chosen).await?;
    Ok(person)
}

/// POST: signs out, in every tab of this browser.
pub async fn end(
    State(web): State<Web>,
    Extension(session): Extension<Session>,
) -> Result<Response, WebError> {
    session.flush().await?;
    Ok(signed_out(&web))
}

/// That one is signed out, and nothing is left in the browser.
pub fn signed_out(web: &Web) -> Response {
    let name = cookie_name(web.is_secure());
    let secure = if web.is_secure() { "; Secure" } else { "" };
    let gone = format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}");
    let mut response = WebError::of(Problem::SignedOut).into_response();
    if let Ok(gone) = HeaderValue::from_str(&gone) {
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    // What pages and service worker keep on this device (https://www.w3.org/TR/clear-site-data/).
    let storage = HeaderValue::from_static("\"storage\"");
    response.headers_mut().append(CLEAR_SITE_DATA, storage);
    response
}
