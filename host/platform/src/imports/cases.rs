//! `balai:platform/cases`: what a citizen applied for, and its way through the agency.

use contract::{
    Refusal,
    platform::cases::{Case, Decision, Handler, Host, Listing, NewCase, Query, State},
    values::{Date, Localised},
};

use crate::guest::{View, answer};

impl Host for View<'_> {
    async fn lodge(&mut self, new: NewCase) -> wasmtime::Result<Result<String, Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .case_lodge(&mut guest.unit, &guest.caller, &mut guest.act, new)
                .await,
        )
    }

    async fn mine(
        &mut self,
        after: Option<String>,
        limit: u32,
    ) -> wasmtime::Result<Result<Listing, Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .case_mine(&mut guest.unit, &guest.caller, after, limit)
                .await,
        )
    }

    async fn get(&mut self, number: String) -> wasmtime::Result<Result<Case, Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .case_get(&mut guest.unit, &guest.caller, &number)
                .await,
        )
    }

    async fn find(&mut self, query: Query) -> wasmtime::Result<Result<Listing, Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .case_find(&mut guest.unit, &guest.caller, query)
                .await,
        )
    }

    async fn assign(
        &mut self,
        number: String,
        expected: Option<u64>,
        handler: Option<Handler>,
        person: Option<String>,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .case_assign(
                    &mut guest.unit,
                    &guest.caller,
                    &number,
                    expected,
                    handler,
                    person,
                )
                .await,
        )
    }

    async fn add(
        &mut self,
        number: String,
        expected: Option<u64>,
        state: Option<State>,
        due: Option<Date>,
        text: Localised,
        internal: bool,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .case_add(
                    &mut guest.unit,
                    &guest.caller,
                    &number,
                    expected,
                    state,
                    due,
                    text,
                    internal,
                )
                .await,
        )
    }

    async fn decide(
        &mut self,
        number: String,
        expected: Option<u64>,
        decision: Decision,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .case_decide(
                    &mut guest.unit,
                    &guest.caller,
                    &guest.act,
                    &number,
                    expected,
                    decision,
                )
                .await,
        )
    }
}
