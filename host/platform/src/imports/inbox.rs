//! `balai:platform/inbox`: messages to people, sent when the act is committed.

use contract::{
    Refusal,
    platform::inbox::{Host, Message, Recipient},
};

use crate::guest::{View, answer};

impl Host for View<'_> {
    async fn send(
        &mut self,
        to: Recipient,
        message: Message,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        let guest = &mut *self.guest;
        answer(
            guest
                .app
                .message_send(&mut guest.unit, &guest.caller, &mut guest.act, to, message)
                .await,
        )
    }
}
