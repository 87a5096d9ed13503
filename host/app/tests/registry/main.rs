//! The registry and its log, on both databases: the whole life of a release, and who may have a part in it.

#![expect(clippy::unwrap_used, reason = "a failure here is the test's failure")]

/// Each rule as a test on SQLite and as one on PostgreSQL.
macro_rules! on_both {
    ($($rule:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $rule() {
                super::$rule(crate::world::open(store::Backend::Sqlite).await).await;
            })*
        }
        mod postgresql {
            $(#[tokio::test] async fn $rule() {
                super::$rule(crate::world::open(store::Backend::Postgres).await).await;
            })*
        }
    };
}

mod agency;
mod life;
mod log;
mod rollout;
mod watch;
mod world;
