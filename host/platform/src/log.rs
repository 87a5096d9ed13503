//! What a mini-app writes into its agency's log in one call, by the platform's interface or by its own standard output
//! and error, in the order in which it was written.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The log of one call. Clones write into the same.
#[derive(Clone)]
pub struct Log(Arc<Mutex<Written>>);

struct Written {
    bytes: Vec<u8>,
    left: usize,
    dropped: usize,
}

impl Log {
    /// Takes so many bytes ([`runtime::Limits::log_bytes`]), and drops what comes after them.
    pub fn up_to(most: u64) -> Self {
        Self(Arc::new(Mutex::new(Written {
            bytes: Vec::new(),
            left: usize::try_from(most).unwrap_or(usize::MAX),
            dropped: 0,
        })))
    }

    /// Adds these bytes, as far as there is room.
    pub fn write(&self, bytes: &[u8]) {
        let mut written = self.written();
        let (kept, dropped) = bytes.split_at(bytes.len().min(written.left));
        written.bytes.extend_from_slice(kept);
        written.left -= kept.len();
        written.dropped = written.dropped.saturating_add(dropped.len());
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        let written = self.written();
        written.bytes.is_empty() && written.dropped == 0
    }

    /// What was written; bytes that are no text are replaced, as a guest may write anything.
    pub fn text(&self) -> String {
        let written = self.written();
        let mut text = String::from_utf8_lossy(&written.bytes).into_owned();
        if written.dropped > 0 {
            text.push_str(&format!("\n… {} bytes dropped\n", written.dropped));
        }
        text
    }

    /// A panic while it was locked leaves whole bytes behind, which are worth reading.
    fn written(&self) -> MutexGuard<'_, Written> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Log;

    #[test]
    fn what_there_is_no_room_for_is_counted() {
        let log = Log::up_to(5);
        log.write(b"abc");
        log.clone().write(b"\xffde");
        log.write(b"f");
        assert_eq!(log.text(), "abc\u{fffd}d\n… 2 bytes dropped\n");
    }
}
