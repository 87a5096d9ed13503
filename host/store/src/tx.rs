//! A connection of either database, and the two kinds of statement that run on it: a query, and a write.

use std::{fmt::Debug, future::Future};

use serde::Serialize;
use sqlx::{PgConnection, SqliteConnection};

use crate::Error;

/// A connection, in or out of a transaction.
pub enum Tx<'c> {
    /// To an SQLite file.
    Sqlite(&'c mut SqliteConnection),
    /// To a PostgreSQL server.
    Postgres(&'c mut PgConnection),
}

/// Something to be read. It is a value and not a call, so that the commit of an act can ask it again.
///
/// Its `Debug` form is its name: two that are written alike read the same rows.
pub trait Query: Debug + Send + Sync + 'static {
    /// What it gives; compared at commit by its serialised form.
    type Out: Serialize + Send + 'static;
    /// Asks the database.
    fn run<'t>(
        &'t self,
        tx: &'t mut Tx<'_>,
    ) -> impl Future<Output = Result<Self::Out, Error>> + Send + 't;
}

/// Something to be written. It states what shall be, never what shall be added: whoever stages it has read first.
pub trait Write: Debug + Send + Sync + 'static {
    /// Does it.
    fn apply<'t>(
        &'t self,
        tx: &'t mut Tx<'_>,
    ) -> impl Future<Output = Result<(), Error>> + Send + 't;
}

/// Compiles one body for each database.
macro_rules! on {
    ($tx:expr, |$connection:ident| $body:expr) => {
        match $tx {
            $crate::Tx::Sqlite(connection) => {
                let $connection: &mut sqlx::SqliteConnection = connection;
                $body.await
            }
            $crate::Tx::Postgres(connection) => {
                let $connection: &mut sqlx::PgConnection = connection;
                $body.await
            }
        }
    };
}

/// A query: its name, what it asks for, what it gives, and its SQL with what is bound.
macro_rules! query {
    ($(#[$doc:meta])* $name:ident { $($field:ident : $type:ty),* $(,)? } -> $out:ty,
     |$this:ident, $connection:ident| $body:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        #[allow(missing_docs, reason = "its columns are named and explained in the schema")]
        pub struct $name { $(pub $field: $type),* }

        impl $crate::Query for $name {
            type Out = $out;
            async fn run<'t>(&'t self, tx: &'t mut $crate::Tx<'_>) -> Result<$out, $crate::Error> {
                let $this = self;
                Ok($crate::on!(tx, |$connection| $body)?)
            }
        }
    };
}

/// A write: its name, its values, and its SQL with what is bound.
macro_rules! write {
    ($(#[$doc:meta])* $name:ident { $($field:ident : $type:ty),* $(,)? },
     |$this:ident, $connection:ident| $body:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        #[allow(missing_docs, reason = "its columns are named and explained in the schema")]
        pub struct $name { $(pub $field: $type),* }

        impl $crate::Write for $name {
            async fn apply<'t>(&'t self, tx: &'t mut $crate::Tx<'_>) -> Result<(), $crate::Error> {
                let $this = self;
                $crate::on!(tx, |$connection| async { $body.await.map(drop) })?;
                Ok(())
            }
        }
    };
}

pub(crate) use {on, query, write};
