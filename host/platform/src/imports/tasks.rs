//! `balai:platform/tasks`: work that waits for a civil servant.

use contract::{
    Refusal,
    platform::tasks::{Host, Listing, NewTask},
};

use crate::guest::{View, answer};

impl Host for View<'_> {
    async fn put(&mut self, task: NewTask) -> wasmtime::Result<Result<(), Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .task_put(&mut guest.unit, &guest.caller, task)
                .await,
        )
    }

    async fn complete(&mut self, key: String) -> wasmtime::Result<Result<(), Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .task_complete(&mut guest.unit, &guest.caller, &key)
                .await,
        )
    }

    async fn pending(
        &mut self,
        after: Option<String>,
        limit: u32,
    ) -> wasmtime::Result<Result<Listing, Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .task_pending(&mut guest.unit, &guest.caller, after, limit)
                .await,
        )
    }
}
