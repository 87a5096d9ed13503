//! `balai:platform/claims`: verified attributes, entered in the citizen's log before they are handed over.

use contract::{
    Refusal,
    platform::claims::{Claim, Host},
};

use crate::guest::{View, answer};

impl Host for View<'_> {
    async fn read(
        &mut self,
        names: Vec<String>,
        purpose: String,
    ) -> wasmtime::Result<Result<Vec<Claim>, Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .claim_read(&mut guest.unit, &guest.caller, &names, &purpose)
                .await,
        )
    }
}
