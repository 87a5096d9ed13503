//! The form engine, through its public face: what forms are refused, what answers are, and that nothing typed is lost.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

mod ask;
mod drafts;
mod forms;
mod identity;
mod properties;
mod rules;
mod way;
