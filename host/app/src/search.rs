//! Finding things by their words, over mini-apps and over what is one's own. Case and accents make no difference, and a
//! word is found by its beginning.
//!
//! Mini-apps are a few thousand and found in memory. What is one's own is read by the index of the person first, the
//! newest [`LOOKED_AT`] of each kind, and compared here: so both databases find the same, by the same queries, and
//! nobody finds what another query than their own lists would not give them.

mod index;
mod own;
mod words;

pub use index::Known;
pub use own::{Found, SearchError};
pub use words::Sought;

/// So many things of each kind are looked at, the newest or most urgent ones.
pub const LOOKED_AT: u32 = 500;
/// So many things of each kind are found.
pub const FOUND: usize = 20;
