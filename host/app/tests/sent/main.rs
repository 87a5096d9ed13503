//! Releases, drafts, submissions, receipts and what is seeded, on both databases.

#![expect(clippy::unwrap_used, reason = "a failure here is the test's failure")]

/// Each rule as a test on SQLite and as one on PostgreSQL.
macro_rules! on_both {
    ($($rule:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $rule() {
                super::$rule($crate::stage::open(store::Backend::Sqlite).await).await;
            })*
        }
        mod postgresql {
            $(#[tokio::test] async fn $rule() {
                super::$rule($crate::stage::open(store::Backend::Postgres).await).await;
            })*
        }
    };
}

mod cancelled;
mod case;
mod cases;
mod draft;
mod forms;
mod homes;
mod human;
mod kept;
mod lodged;
mod moved;
mod paging;
mod picks;
mod receipt;
mod release;
mod seed;
mod stage;
mod submission;
mod uses;
mod work;
