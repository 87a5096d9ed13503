//! `balai:platform/log`: into the agency's own log.

use contract::platform::log::{Host, Level};

use crate::guest::View;

impl Host for View<'_> {
    async fn write(&mut self, level: Level, text: String) -> wasmtime::Result<()> {
        let level = match level {
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Error => "error",
        };
        self.guest
            .log
            .write(format!("{level}: {text}\n").as_bytes());
        Ok(())
    }
}
