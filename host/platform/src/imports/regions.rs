//! `balai:platform/regions`: regions by their code.

use app::region;
use contract::platform::regions::{Host, Region};

use crate::guest::View;

impl Host for View<'_> {
    async fn find(&mut self, code: String) -> wasmtime::Result<Option<Region>> {
        let found = code.parse().ok().and_then(region::find);
        Ok(found.map(|region| Region {
            code: region.code().to_string(),
            level: region.code().level(),
            name: region.title(),
            full_name: region.full_name(),
            edition: region.edition().to_owned(),
        }))
    }
}
