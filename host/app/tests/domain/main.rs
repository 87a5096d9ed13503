//! People, pseudonyms, claims and the calendar over a real database in memory.

#![expect(clippy::unwrap_used, reason = "a failure here is the test's failure")]

mod calendar;
mod claims;
mod people;
mod regions;
mod world;
