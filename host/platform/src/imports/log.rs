//! `balai:platform/log`: into the agency's own log, as far as the call's limit goes.

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
        let line = format!("{level}: {text}\n");
        let granted = line.floor_char_boundary(self.meter.log_bytes(line.len()));
        self.guest.log.push_str(&line[..granted]);
        if granted < line.len() {
            self.guest
                .log
                .push_str(&format!("… {} bytes dropped\n", line.len() - granted));
        }
        Ok(())
    }
}
