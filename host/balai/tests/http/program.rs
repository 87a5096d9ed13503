//! A program without a browser: has a token and no cookies, sends JSON and reads it.

use reqwest::{Client, Method, StatusCode, header};
use serde_json::Value;

use crate::{
    server::Server,
    visitor::{Shown, Visitor},
};

/// A program, with its token.
pub struct Program {
    http: Client,
    address: String,
    token: Option<String>,
}

impl Program {
    /// One that nobody has let in.
    pub fn new(server: &Server) -> Self {
        Self {
            http: Client::new(),
            address: server.address.clone(),
            token: None,
        }
    }

    pub fn with(server: &Server, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..Self::new(server)
        }
    }

    /// Let in by somebody at a browser of their own.
    pub async fn signed_in(server: &Server, login: &str) -> Self {
        let person = Visitor::signed_in(server, login).await;
        Self::let_in_by(server, &person).await
    }

    pub async fn let_in_by(server: &Server, person: &Visitor) -> Self {
        let begun = Self::new(server).begin().await;
        let allowed = [
            ("code", begun["user_code"].as_str().unwrap()),
            ("answer", "allow"),
        ];
        let allowed = person.post("/device", &allowed).await;
        allowed.assert_says("Program sudah diizinkan");
        let given = Self::new(server).poll(&begun).await;
        Self::with(server, given.json()["access_token"].as_str().unwrap())
    }

    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap()
    }

    /// Asks for a sign-in.
    pub async fn begin(&self) -> Value {
        let begun = self
            .form("/api/v1/device", &[("client_id", "uji coba")])
            .await;
        assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
        begun.json()
    }

    /// Asks for the token.
    pub async fn poll(&self, begun: &Value) -> Shown {
        let asked = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", begun["device_code"].as_str().unwrap()),
            ("client_id", "uji coba"),
        ];
        self.form("/api/v1/token", &asked).await
    }

    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let request = self.http.post(format!("{}{path}", self.address));
        let answer = request.form(fields).send().await.unwrap();
        Shown::of(answer, &self.address).await
    }

    pub async fn get(&self, path: &str) -> Shown {
        self.ask(&Method::GET, path, None).await
    }

    pub async fn ask(&self, method: &Method, path: &str, body: Option<&Value>) -> Shown {
        let mut request = self
            .http
            .request(method.clone(), format!("{}{path}", self.address));
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Shown::of(request.send().await.unwrap(), &self.address).await
    }
}

impl Shown {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error} at {}: {}", self.path, self.text))
    }
}
