//! `balai:platform/calendar`: days that offices work.

use contract::{Refusal, platform::calendar::Host, values::Date};

use crate::guest::{View, answer};

impl Host for View<'_> {
    async fn today(&mut self, unit: Option<String>) -> wasmtime::Result<Result<Date, Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .calendar_today(&mut guest.unit, &guest.caller, unit.as_deref())
                .await,
        )
    }

    async fn add_working_days(
        &mut self,
        unit: Option<String>,
        start: Date,
        days: u32,
    ) -> wasmtime::Result<Result<Date, Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .calendar_add_working_days(
                    &mut guest.unit,
                    &guest.caller,
                    unit.as_deref(),
                    start,
                    days,
                )
                .await,
        )
    }

    async fn working_days_between(
        &mut self,
        unit: Option<String>,
        start: Date,
        end: Date,
    ) -> wasmtime::Result<Result<u32, Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .calendar_working_days_between(
                    &mut guest.unit,
                    &guest.caller,
                    unit.as_deref(),
                    start,
                    end,
                )
                .await,
        )
    }
}
