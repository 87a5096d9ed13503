//! The runtime from outside, with real components and the real child.
#![allow(
    clippy::unwrap_used,
    reason = "the helpers of tests may fail loudly too"
)]

mod child;
mod guests;
mod limits;
mod linking;
mod native_code;
mod panicked;
mod refusals;
mod sharing;
mod upload;
mod workshop;
