//! Asking a platform, by its API alone.

use std::time::Duration;

use anyhow::{Result, bail};
use balai::{
    api::{
        BASE,
        problem::Problem,
        registry::{PUBLICATION, Release},
    },
    view::Lang,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::{Method, RequestBuilder, StatusCode, Url, header, redirect::Policy};
use serde::{Serialize, de::DeserializeOwned};
use trust::Envelope;

/// Longer than the platform lets anything take.
const PATIENCE: Duration = Duration::from_secs(70);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Nobody answers there.
    #[error(
        "{server} cannot be reached; hint: is the platform running? Another is named by --server"
    )]
    Unreachable {
        /// Where.
        server: String,
        /// Why not.
        #[source]
        cause: reqwest::Error,
    },
    /// Something else answers there.
    #[error("what answers at {server} is no Balai: {said}; hint: name the platform by --server")]
    Stranger {
        /// Where.
        server: String,
        /// What it said.
        said: String,
    },
    /// It leads to another site, a telephone or a mailbox.
    #[error("that is no page of a mini-app")]
    Elsewhere,
    /// The platform says why not.
    #[error("{}", in_words(.0))]
    Told(Box<Problem>),
}

fn in_words(told: &Problem) -> String {
    // The title is for a page that knows nothing more.
    let mut words = told.detail.clone().unwrap_or_else(|| told.title.clone());
    if told.status == 401 {
        words = format!("{words}; hint: run the command once more to sign in");
    }
    words
}

/// The API of a platform, as one person uses it.
pub struct Client {
    http: reqwest::Client,
    server: Url,
    lang: Lang,
    token: Option<String>,
}

impl Client {
    /// Nobody is signed in yet.
    pub fn of(server: &str, lang: Lang) -> Result<Self> {
        let Ok(server) = server.parse::<Url>() else {
            bail!("{server:?} is no address; hint: such as https://balai.example");
        };
        let is_here = matches!(server.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if server.scheme() != "https" && !(server.scheme() == "http" && is_here) {
            bail!(
                "{server} is not https: whoever is on the way could read all that you do; hint: only this machine is asked without"
            );
        }
        Ok(Self {
            // The token goes to the server that gave it, and to no other.
            http: reqwest::Client::builder()
                .redirect(Policy::none())
                .timeout(PATIENCE)
                .build()?,
            server,
            lang,
            token: None,
        })
    }

    /// By which its token is kept: scheme, host and port.
    pub fn origin(&self) -> String {
        self.server.origin().ascii_serialization()
    }

    /// As the person whose token it is; as nobody without.
    pub fn signed_in(&mut self, token: Option<String>) {
        self.token = token;
    }

    /// What is at a path below the API's own.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.read(self.request(Method::GET, path)).await
    }

    /// Puts JSON there.
    pub async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        self.read(self.request(Method::PUT, path).json(body)).await
    }

    /// Posts JSON there.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        self.read(self.request(Method::POST, path).json(body)).await
    }

    /// Posts JSON there, which is not answered but by that it is done.
    pub async fn send_off(&self, path: &str, body: &impl Serialize) -> Result<(), ClientError> {
        let request = self.request(Method::POST, path).json(body);
        let (status, body) = self.send(request).await?;
        if status.is_success() {
            Ok(())
        } else {
            Err(self.told(status, &body))
        }
    }

    /// Sends in a release.
    pub async fn publish(
        &self,
        component: Vec<u8>,
        publication: &Envelope,
    ) -> Result<Release, ClientError> {
        let publication = serde_json::to_vec(publication).unwrap_or_default();
        let request = self
            .request(Method::POST, "/registry/releases")
            .header(PUBLICATION, STANDARD.encode(publication))
            .header(header::CONTENT_TYPE, "application/wasm")
            .body(component);
        self.read(request).await
    }

    /// Posts a form there, as OAuth has it: what is answered, or told by it.
    pub async fn form<T: DeserializeOwned, E: DeserializeOwned>(
        &self,
        path: &str,
        form: &impl Serialize,
    ) -> Result<Result<T, E>, ClientError> {
        let request = self.request(Method::POST, path).form(form);
        let (status, body) = self.send(request).await?;
        match status {
            StatusCode::BAD_REQUEST => self.parsed(&body).map(Err),
            status if status.is_success() => self.parsed(&body).map(Ok),
            _ => Err(self.told(status, &body)),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let address = format!("{}{BASE}{path}", self.origin());
        let request = self
            .http
            .request(method, address)
            .header(header::ACCEPT_LANGUAGE, self.lang.code());
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn read<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ClientError> {
        let (status, body) = self.send(request).await?;
        if status.is_success() {
            self.parsed(&body)
        } else {
            Err(self.told(status, &body))
        }
    }

    async fn send(&self, request: RequestBuilder) -> Result<(StatusCode, String), ClientError> {
        let unreachable = |cause| ClientError::Unreachable {
            server: self.origin(),
            cause,
        };
        let answer = request.send().await.map_err(unreachable)?;
        let status = answer.status();
        Ok((status, answer.text().await.map_err(unreachable)?))
    }

    fn parsed<T: DeserializeOwned>(&self, body: &str) -> Result<T, ClientError> {
        serde_json::from_str(body).map_err(|error| self.stranger(error.to_string()))
    }

    fn told(&self, status: StatusCode, body: &str) -> ClientError {
        match serde_json::from_str(body) {
            Ok(problem) => ClientError::Told(Box::new(problem)),
            Err(_) => self.stranger(status.to_string()),
        }
    }

    fn stranger(&self, said: String) -> ClientError {
        ClientError::Stranger {
            server: self.origin(),
            said,
        }
    }
}

/// A part of an address, escaped (RFC 3986, section 2.3).
pub fn escaped(part: &str) -> String {
    form_urlencoded::byte_serialize(part.as_bytes()).collect()
}
