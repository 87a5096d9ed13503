//! What the platform says to programs and hears from them under `/api/v1`: each resource as a type of its own, from which
//! the JSON, its description (OpenAPI) and the terminal client all come.
//!
//! Names of members are in snake_case, as those of OAuth are that stand among them; words that are values are the
//! contract's own, in kebab-case. What is here keeps its name and meaning; more may come beside it, and new kinds of blocks
//! and fields too. It knows no request and no database; what a value looks like to its reader is said by
//! [`view`](crate::view), so that programs and pages say it alike.

pub mod account;
pub mod answer;
pub mod case;
pub mod catalogue;
pub mod content;
pub mod draft;
pub mod field;
pub mod form;
pub mod grant;
pub mod message;
pub mod page;
pub mod problem;
pub mod receipt;
pub mod registry;
pub mod step;
pub mod value;

use app::MiniAppId;

use crate::view::{Reader, links::Links};

/// Where all of it is.
pub const BASE: &str = "/api/v1";

/// Whether an address is a program's. What is not found there is told to it as what is.
#[must_use]
pub fn is_under(path: &str) -> bool {
    let mut segments = path.trim_start_matches('/').split('/');
    segments.next() == Some("api")
}

/// For whom something of a mini-app is said.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// For whom.
    pub reader: &'a Reader,
    /// Of the mini-app.
    pub links: &'a Links,
    /// Whose links without another's name lead to itself.
    pub mini_app: &'a MiniAppId,
}
