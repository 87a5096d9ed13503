//! People who come at their own pace, and how somebody signs in.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use regex::Regex;
use reqwest::{Client, header};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::measure::{micros, quantile};

/// A client that keeps cookies and follows redirects, as a browser does.
pub fn browser() -> Result<Client> {
    Client::builder()
        .cookie_store(true)
        .timeout(Duration::from_secs(30))
        .build()
        .context("no client could be made")
}

/// Signs in through the development provider; gives the cookie of the session.
pub async fn sign_in(url: &str, login: &str) -> Result<String> {
    // Redirects are followed by hand, as the cookie is wanted.
    let client = Client::builder()
        .cookie_store(true)
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let provider = location(&client.get(format!("{url}/sign-in")).send().await?, url)?;
    let choice = client
        .get(provider)
        .send()
        .await?
        .error_for_status()?
        .text()
        .await?;
    let hidden = Regex::new(r#"<input type="hidden" name="([^"]*)" value="([^"]*)">"#)?;
    let main = choice.split("<main").nth(1).unwrap_or(&choice);
    let mut fields: Vec<(String, String)> = hidden
        .captures_iter(main)
        .map(|found| (found[1].to_owned(), found[2].replace("&#38;", "&")))
        .collect();
    fields.push(("persona".to_owned(), login.to_owned()));
    let chosen = client
        .post(format!("{url}/dev-oidc/authorize"))
        .header(header::ORIGIN, url)
        .form(&fields)
        .send()
        .await?;
    let returned = client.get(location(&chosen, url)?).send().await?;
    let cookies = returned.headers().get_all(header::SET_COOKIE);
    let session = cookies
        .iter()
        .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
        .find(|cookie| cookie.starts_with("balai-session="));
    session
        .map(str::to_owned)
        .context("signing in gave no session")
}

fn location(response: &reqwest::Response, url: &str) -> Result<String> {
    let location = response.headers().get(header::LOCATION);
    let location = location.and_then(|location| location.to_str().ok());
    let location = location.with_context(|| format!("{} leads nowhere", response.url()))?;
    Ok(if location.starts_with('/') {
        format!("{url}{location}")
    } else {
        location.to_owned()
    })
}

/// People who come one by one, whatever becomes of those before them: how long each waits, counted from when they came.
#[derive(Debug, Clone)]
pub struct Paced {
    /// In microseconds, of those who got a page.
    waits: Vec<f64>,
    /// Those who got none.
    pub bad: usize,
}

impl Paced {
    /// One request every `interval`, for `time`; at most 64 under way.
    pub async fn send(url: &str, cookie: &str, interval: Duration, time: Duration) -> Result<Self> {
        let client = browser()?;
        let permits = Arc::new(Semaphore::new(64));
        let mut arrivals = arrivals(interval, time);
        let mut under_way = Vec::new();
        while let Some(came) = arrivals.recv().await {
            let permit = Arc::clone(&permits).acquire_owned().await?;
            let request = client.get(url).header(header::COOKIE, cookie);
            under_way.push(tokio::spawn(async move {
                let answered = request.send().await;
                let whole = match answered.and_then(reqwest::Response::error_for_status) {
                    Ok(response) => response.bytes().await.is_ok(),
                    Err(_) => false,
                };
                drop(permit);
                whole.then(|| micros(came.elapsed()))
            }));
        }
        let mut paced = Self {
            waits: Vec::new(),
            bad: 0,
        };
        for one in under_way {
            match one.await? {
                Some(wait) => paced.waits.push(wait),
                None => paced.bad += 1,
            }
        }
        Ok(paced)
    }

    /// The wait below which this share of them lies, in microseconds.
    pub fn quantile(&self, share: f64) -> f64 {
        quantile(&self.waits, share)
    }

    /// How long those waited at most who came first, in microseconds.
    pub fn longest_of_first(&self, people: usize) -> f64 {
        self.waits.iter().copied().take(people).fold(0.0, f64::max)
    }
}

/// When people come, one after the other for `time`. From a thread of its own: the timers of an executor are late by up to
/// two milliseconds, many times what a page takes.
fn arrivals(interval: Duration, time: Duration) -> UnboundedReceiver<Instant> {
    let (tell, told) = unbounded_channel();
    thread::spawn(move || {
        let begun = Instant::now();
        let mut next = begun;
        while next < begun + time {
            while let Some(left) = next.checked_duration_since(Instant::now()) {
                thread::park_timeout(left);
            }
            // Nobody listens any more where the measurement was given up.
            if tell.send(next).is_err() {
                return;
            }
            next += interval;
        }
    });
    told
}
