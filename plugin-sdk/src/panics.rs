//! Panics: what one says is left where the host finds it, as the trap that ends the call afterwards says neither what it was
//! nor where. It is not said through an import, as one that takes text costs each call one instance of a module more: that by
//! which imports reach the memory of a module that was not there when they were given.
#![expect(
    unsafe_code,
    reason = "the host finds a symbol by its name, which nobody else may have"
)]

use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};
use std::panic;

/// The text of a panic: where it begins in memory, and its length in bytes.
#[repr(C)]
struct Said {
    text: AtomicPtr<u8>,
    bytes: AtomicUsize,
}

// The host's `runtime/src/panicked.rs` reads it.
#[unsafe(export_name = "balai-panicked")]
static SAID: Said = Said {
    text: AtomicPtr::new(core::ptr::null_mut()),
    bytes: AtomicUsize::new(0),
};

/// From now on a panic of this call is told with its message, file and line.
pub(crate) fn to_host() {
    panic::set_hook(Box::new(|panicked| {
        let text = panicked.to_string().leak();
        SAID.text.store(text.as_mut_ptr(), Relaxed);
        SAID.bytes.store(text.len(), Relaxed);
    }));
}
