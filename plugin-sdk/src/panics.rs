//! Panics, in the agency's log: the trap that ends the call afterwards says neither what it was nor where.

use std::panic;

use crate::bindings::balai::platform::log::{Level, write};

/// From now on a panic of this call is logged with its message, file and line.
pub(crate) fn to_log() {
    panic::set_hook(Box::new(|panicked| {
        write(Level::Error, &panicked.to_string());
    }));
}
