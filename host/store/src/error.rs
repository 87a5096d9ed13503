//! What can go wrong with the database itself.

use sqlx::postgres::{PgDatabaseError, PgSeverity};

/// The database did not do what was asked. None of these is the fault of who asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server or file answers with an error, or not at all. Trying again later helps.
    #[error("the database does not answer: {0}")]
    Sql(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the schema could not be migrated: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The schema is not the one that this binary was built for.
    #[error("the schema is older than this version of balai; hint: run `balai migrate`")]
    SchemaOutdated,
    /// SQLite 3.7.0 to 3.51.2 can corrupt a write-ahead log.
    #[error(
        "SQLite {0} can corrupt a write-ahead log; hint: build with the bundled SQLite, 3.51.3 or newer"
    )]
    OldSqlite(String),
    /// What was read could not be digested for comparison at commit.
    #[error("a row could not be digested: {0}")]
    Digest(#[from] serde_json::Error),
}

impl Error {
    /// Whether what was asked for has a character in it that the database cannot have, and so can be nowhere in it.
    pub fn is_unstorable_text(&self) -> bool {
        // PostgreSQL: character_not_in_repertoire, for U+0000 alone, as all else that comes is valid UTF-8.
        matches!(self, Self::Sql(sqlx::Error::Database(error)) if error.code().as_deref() == Some("22021"))
    }

    /// Whether the connection is at fault, or its server: the same on another one may well succeed.
    pub(crate) fn is_of_connection(&self) -> bool {
        match self {
            // PostgreSQL ends the connection with these.
            Self::Sql(sqlx::Error::Database(error)) => error
                .try_downcast_ref::<PgDatabaseError>()
                .is_some_and(|error| {
                    matches!(error.severity(), PgSeverity::Fatal | PgSeverity::Panic)
                }),
            Self::Sql(sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_)) => true,
            _ => false,
        }
    }

    /// Whether another transaction was in the way: running the same again may well succeed.
    pub(crate) fn is_conflict(&self) -> bool {
        let Self::Sql(sqlx::Error::Database(error)) = self else {
            return false;
        };
        // PostgreSQL: serialization_failure, deadlock_detected. A key that exists meanwhile is a read that changed.
        error.is_unique_violation() || matches!(error.code().as_deref(), Some("40001" | "40P01"))
    }
}
