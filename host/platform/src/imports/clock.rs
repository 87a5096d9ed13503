//! `balai:platform/clock`: the time of the call, which stands still.

use contract::{platform::clock::Host, values::Instant};

use crate::guest::View;

impl Host for View<'_> {
    async fn now(&mut self) -> wasmtime::Result<Instant> {
        Ok(self.guest.unit.now().0)
    }
}
