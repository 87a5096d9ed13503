//! Documents of the citizen, as Rust types: what [`details`](crate::prelude::details) writes, [`Document::read`] reads.

use crate::bindings::balai::platform::personal::Document;
use crate::bindings::balai::types::refusals::Refusal;
use crate::mini_app::Result;
use serde::de::DeserializeOwned;

impl Document {
    /// What was kept under this key.
    ///
    /// # Errors
    /// [`Refusal::Fault`] where it is of another form: a release must read what the one before it wrote.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.body)
            .map_err(|error| Refusal::Fault(format!("document {}: {error}", self.key)))
    }
}
