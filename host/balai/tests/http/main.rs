//! The server over HTTP: a real one on a free port, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a failure here is the test's failure")]

/// Each rule as a test on SQLite and as one on PostgreSQL.
macro_rules! on_both {
    ($($rule:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $rule() {
                super::$rule($crate::server::start(store::Backend::Sqlite).await).await;
            })*
        }
        mod postgresql {
            $(#[tokio::test] async fn $rule() {
                super::$rule($crate::server::start(store::Backend::Postgres).await).await;
            })*
        }
    };
}

mod account;
mod answers;
mod any_page;
mod api;
mod browser;
mod crash;
mod faults;
mod fields;
mod guest;
mod homes;
mod hostile;
mod inert;
mod isolation;
mod licence;
mod native;
mod people;
mod program;
mod receipt;
mod registry;
mod server;
mod story;
mod terminal;
mod verify;
mod visitor;
mod walk;
mod wasi;
