//! The seeded platform at a fixed time, and people who act on it.

use app::{Actor, App, Clock, Entropy, KeepingConfig, PersonId, person::Capacity};
use store::{Backend, agency::PersonByLogin, column::Instant};

/// Little, so that it is soon reached.
pub const KEPT: KeepingConfig = KeepingConfig {
    documents: 3,
    document_bytes: 400,
    failures: 3,
    failure_days: 90,
    logs: 4,
    log_days: 30,
};

pub const ISSUER: &str = "https://masuk.example";

/// Tuesday 24 November 2026, nine o'clock in Jakarta.
pub fn now() -> Instant {
    at("2026-11-24T09:00:00+07:00")
}

pub fn at(text: &str) -> Instant {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

pub async fn open(backend: Backend) -> App {
    let store = store::testing::database(backend).await.unwrap();
    let app = App::keeping(store, Clock::fixed(now()), Entropy::seeded(1), KEPT);
    app.seed_demo(ISSUER).await.unwrap();
    app
}

pub async fn person(app: &App, login: &str) -> PersonId {
    let query = PersonByLogin {
        issuer: ISSUER.into(),
        login: login.into(),
    };
    app.reading().read(query).await.unwrap().unwrap().id
}

pub async fn acting(app: &App, login: &str, capacity: Capacity) -> Actor {
    let person = person(app, login).await;
    app.person_acting(&mut app.reading(), person, capacity)
        .await
        .unwrap()
}

pub async fn citizen(app: &App, login: &str) -> Actor {
    acting(app, login, Capacity::Private).await
}
