//! The server: who may use which route, sessions and signing in, and what becomes of a request.
//!
//! A thin layer: a handler reads the request, calls one function of `app` or `platform`, and fills a page of
//! [`view`](crate::view). It guarantees: no handler is reached before the rule of its route holds ([`gate`]); what went
//! wrong is written in one place ([`problems`]); nothing but this platform's own files runs in a browser ([`armour`]).

mod accept;
mod access_log;
mod account;
mod account_region;
mod agency_log;
mod api;
mod armour;
mod back;
mod browser;
mod cases;
mod catalogue;
mod claims;
mod curate;
pub mod dev_provider;
mod device;
mod device_page;
mod discard;
mod drafts;
mod enter;
mod error;
mod failures;
mod favourites;
mod files;
mod filled;
mod find;
mod gallery;
pub mod gate;
mod health;
mod home;
mod icons;
mod inbox;
mod installable;
pub mod log;
mod mini_app;
mod names;
mod notices;
mod paged;
mod pages;
mod passkeys;
mod people;
mod posted;
mod preferences;
mod problems;
mod receipts;
mod registry;
mod release;
mod review;
mod rollout;
pub mod routes;
mod search;
mod send;
mod session;
mod sessions;
pub mod showable;
mod sign_in;
mod steps;
mod submit;
mod tokens;
mod visitor;
mod work;

use std::{convert::Infallible, future::Future, sync::Arc, time::Duration};

use app::App;
use axum::{Router, middleware::from_fn_with_state};
use openidconnect::url::Url;
use platform::Platform;
use store::Store;
use tokio::{
    net::TcpListener,
    time::{MissedTickBehavior, interval},
};
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::{CsrfLayer, ProtectionError},
    request_id::{PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
};

pub use error::WebError;
use trust::LogSigner;
pub use visitor::AT_WORK;

use crate::{
    api::is_under,
    config::{Config, Mode},
    view::pages::Problem,
};
use dev_provider::DevProvider;
use sign_in::{Provider, ProviderSettings};

const HALF_A_SECOND: Duration = Duration::from_millis(500);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// What every handler has. Cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Inner>);

struct Inner {
    platform: Platform,
    store: Store,
    provider: Provider,
    dev_provider: Option<DevProvider>,
    log_signer: Option<LogSigner>,
    public_url: Url,
    secure: bool,
}

impl Web {
    /// Over a database that is migrated. In development without a provider of its own, the development provider signs
    /// people in.
    ///
    /// # Errors
    /// Where the settings of the provider make no sense, or none is there in production.
    pub fn new(config: &Config, platform: Platform, store: Store) -> anyhow::Result<Self> {
        let app = platform.app();
        let public_url = config.public_url.clone();
        let (dev_provider, settings) = match &config.sign_in {
            Some(sign_in) => {
                let issuer = sign_in.issuer().to_owned();
                let settings = ProviderSettings {
                    known_as: issuer.clone(),
                    issuer,
                    client_id: sign_in.client_id.clone(),
                    client_secret: sign_in.client_secret.clone(),
                };
                (None, settings)
            }
            None => {
                let personas = app::seed::personas()?;
                let dev = DevProvider::new(config.mode, &public_url, app.clone(), personas)?;
                let settings = ProviderSettings {
                    issuer: dev.issuer().to_owned(),
                    known_as: dev_provider::KNOWN_AS.to_owned(),
                    client_id: dev_provider::CLIENT.to_owned(),
                    client_secret: None,
                };
                (Some(dev), settings)
            }
        };
        let provider = Provider::new(settings, &public_url, app.clock().clone())?;
        Ok(Self(Arc::new(Inner {
            platform,
            store,
            provider,
            dev_provider,
            log_signer: config.log_signer()?,
            public_url,
            secure: config.is_secure(),
        })))
    }

    /// The domain.
    #[must_use]
    pub fn app(&self) -> &App {
        self.0.platform.app()
    }

    fn platform(&self) -> &Platform {
        &self.0.platform
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn provider(&self) -> &Provider {
        &self.0.provider
    }

    fn dev_provider(&self) -> Option<&DevProvider> {
        self.0.dev_provider.as_ref()
    }

    fn log_signer(&self) -> Option<&LogSigner> {
        self.0.log_signer.as_ref()
    }

    fn public_url(&self) -> &Url {
        &self.0.public_url
    }

    fn is_secure(&self) -> bool {
        self.0.secure
    }

    /// The whole server.
    ///
    /// # Errors
    /// Where the public address is no origin.
    pub fn router(&self) -> anyhow::Result<Router> {
        let (mut pages, mut api) = (Router::new(), Router::new());
        for route in routes::all(self.0.dev_provider.is_some()) {
            let rule = gate::Rule {
                who: route.who,
                is_api: is_under(&route.path),
            };
            let gate = from_fn_with_state((self.clone(), rule), gate::admit);
            let router = if rule.is_api { &mut api } else { &mut pages };
            *router = std::mem::take(router).route(&route.path, route.handler.layer(gate));
        }

        let origin = self.public_url().origin().ascii_serialization();
        let csrf = CsrfLayer::new()
            .add_trusted_origin(origin)?
            .with_rejection_response(|_: ProtectionError| {
                axum::response::IntoResponse::into_response(WebError::of(Problem::NotAllowed))
            });
        // A site that has a browser ask in its person's name has no token to send: only pages need to be guarded.
        let router: Router = pages
            .layer(csrf)
            .merge(api)
            .fallback(async || WebError::not_found())
            .with_state(self.clone());
        // From the outside in.
        let layers = ServiceBuilder::new()
            .map_request(armour::without_foreign_id)
            .layer(SetRequestIdLayer::x_request_id(armour::FreshId))
            .layer(PropagateRequestIdLayer::x_request_id())
            .map_response(armour::protected(self.is_secure()))
            // A page is made anew for each who asks: compressing it well takes longer than making it. Assets are compressed so,
            // too, and seldom: browsers keep them.
            .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
            .layer(session::layer(self.app().clone(), self.is_secure()))
            .layer(from_fn_with_state(self.clone(), problems::answer))
            .layer(CatchPanicLayer::custom(problems::of_panic))
            .layer(TimeoutLayer::with_status_code(
                armour::TOO_LONG,
                armour::PATIENCE,
            ));
        // Around the router and not around each of its routes: what a layer is around is copied for each request, and a router is
        // one count of it.
        Ok(Router::new().fallback_service(layers.service(router)))
    }

    /// Serves until `stop`, and then what was begun before.
    ///
    /// # Errors
    /// Where the socket fails.
    pub async fn serve(
        &self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let router = self.router()?;
        let serving = axum::serve(listener, router).with_graceful_shutdown(stop);
        tokio::select! {
            served = serving => served?,
            never = self.tidy() => match never {},
            never = self.write_logs() => match never {},
        }
        // What the last calls wrote.
        Ok(self.app().agency_log_write().await?)
    }

    /// Writes down what mini-apps log, off the way of their calls.
    async fn write_logs(&self) -> Infallible {
        let mut ticks = interval(HALF_A_SECOND);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.app().agency_log_write().await {
                tracing::warn!(%error, "what mini-apps logged could not be written");
            }
        }
    }

    /// Forgets what is kept for a time only: drafts and how calls went every hour; failures and logs, which come faster, every
    /// minute.
    async fn tidy(&self) -> Infallible {
        let (mut hours, mut minutes) = (interval(HOUR), interval(MINUTE));
        minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = hours.tick() => {
                    if let Err(error) = self.app().drafts_expire().await {
                        tracing::warn!(%error, "old drafts could not be removed");
                    }
                    if let Err(error) = self.app().health_expire().await {
                        tracing::warn!(%error, "old counts of calls could not be removed");
                    }
                }
                _ = minutes.tick() => {
                    if let Err(error) = self.app().failures_expire().await {
                        tracing::warn!(%error, "old failures could not be removed");
                    }
                    if let Err(error) = self.app().agency_log_expire().await {
                        tracing::warn!(%error, "old logs could not be removed");
                    }
                }
            }
        }
    }
}

/// Whether this configuration signs invented people in.
#[must_use]
pub fn has_dev_provider(config: &Config) -> bool {
    config.mode == Mode::Development && config.sign_in.is_none()
}
