//! The attempts of the mini-app in Rust, `guest/`, that are made while somebody types.

use crate::Ends::{SearchFails, SearchServed};
use crate::Hostile;
use crate::rust::rust;

const OFFER: &str = "the limits of what is offered";

/// In the order of the table.
pub const ATTEMPTS: &[Hostile] = &[
    rust(
        "lookup-that-panics",
        "panic while somebody types",
        SearchFails("trap"),
        "a fresh instance for each call",
    ),
    rust(
        "lookup-that-loops",
        "compute for ever while somebody types",
        SearchFails("cpu-time"),
        "`cpu-time-ms`",
    ),
    rust(
        "lookup-of-ten-thousand",
        "offer 10,000 choices",
        SearchFails("lookup"),
        OFFER,
    ),
    rust(
        "lookup-of-one-value",
        "offer one value under two labels",
        SearchFails("lookup"),
        OFFER,
    ),
    rust(
        "lookup-of-a-label-of-megabytes",
        "offer a label of 900 kB",
        SearchFails("lookup"),
        OFFER,
    ),
    rust(
        "lookup-that-writes",
        "write while somebody types",
        SearchFails("fault"),
        "lookups only read",
    ),
    rust(
        "lookup-of-markup",
        "offer markup and script, as value and label",
        SearchServed,
        "every text is escaped",
    ),
];
