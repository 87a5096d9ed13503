//! `balai:platform/random`: randomness fit for secrets.

use contract::platform::random::Host;

use crate::guest::View;

/// As the contract states it.
const MOST: usize = 256;

impl Host for View<'_> {
    async fn bytes(&mut self, count: u32) -> wasmtime::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(count).map_or(MOST, |count| count.min(MOST))];
        self.guest.app.entropy().fill(&mut bytes);
        Ok(bytes)
    }
}
