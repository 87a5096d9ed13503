//! A connection of either database, and the two kinds of statement that run on it: a query, and a write.

use std::{fmt::Debug, future::Future};

use serde::Serialize;
use sqlx::{PgConnection, SqliteConnection};

use crate::{Error, kept::Kept};

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

    /// The answer that is kept in memory; none of queries whose answers are not.
    fn recall(&self, kept: &Kept) -> Option<Self::Out> {
        let _ = kept;
        None
    }

    /// Keeps an answer in memory, of queries whose answers are.
    fn keep(&self, kept: &Kept, out: &Self::Out, commits: u64) {
        let _ = (kept, out, commits);
    }
}

/// Something to be written. It states what shall be, never what shall be added: whoever stages it has read first.
pub trait Write: Debug + Send + Sync + 'static {
    /// Whether it changes nothing of what is kept in memory.
    const APART: bool = false;

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

/// A query: its name, what it asks for, what it gives, and its SQL with what is bound. `kept` before it says that every
/// request asks it and that the answer seldom changes, so it is kept in memory.
macro_rules! query {
    (kept $(#[$doc:meta])* $name:ident { $($field:ident : $type:ty),* $(,)? } -> $out:ty,
     |$this:ident, $connection:ident| $body:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "its columns are named and explained in the schema")]
        pub struct $name { $(pub $field: $type),* }

        impl $crate::Query for $name {
            type Out = $out;
            async fn run<'t>(&'t self, tx: &'t mut $crate::Tx<'_>) -> Result<$out, $crate::Error> {
                let $this = self;
                Ok($crate::on!(tx, |$connection| $body)?)
            }
            fn recall(&self, kept: &$crate::Kept) -> Option<$out> {
                kept.find(self)
            }
            fn keep(&self, kept: &$crate::Kept, out: &$out, commits: u64) {
                kept.keep(self, out, commits);
            }
        }
    };
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

/// A write: its name, its values, and its SQL with what is bound. `apart` before it says that no query whose answer is
/// kept reads what it writes; any other makes all kept answers be asked again.
macro_rules! write {
    (apart $($rest:tt)*) => { $crate::write! { @ true, $($rest)* } };
    (@ $apart:literal, $(#[$doc:meta])* $name:ident { $($field:ident : $type:ty),* $(,)? },
     |$this:ident, $connection:ident| $body:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        #[allow(missing_docs, reason = "its columns are named and explained in the schema")]
        pub struct $name { $(pub $field: $type),* }

        impl $crate::Write for $name {
            const APART: bool = $apart;
            async fn apply<'t>(&'t self, tx: &'t mut $crate::Tx<'_>) -> Result<(), $crate::Error> {
                let $this = self;
                $crate::on!(tx, |$connection| async { $body.await.map(drop) })?;
                Ok(())
            }
        }
    };
    ($($rest:tt)*) => { $crate::write! { @ false, $($rest)* } };
}

pub(crate) use {on, query, write};
