//! The life of a release, as its people live it: each with the command line, a sign-in and a key of their own, at a server
//! that believes nothing but the log.

mod attacks;
mod bombs;
mod guide;
mod life;
pub mod people;
pub mod rollouts;
mod tampering;
