//! `balai:platform/personal`: documents of the citizen who asks. The host names the citizen, so the mini-app cannot.

use app::Role;
use contract::{
    Refusal,
    platform::personal::{Document, Host, Listing},
};

use crate::guest::{Guest, View, answer};

/// The citizen's pseudonym, or why there is none.
fn subject(guest: &Guest) -> Result<String, Refusal> {
    match (&guest.subject, &guest.caller.actor.role) {
        (Some(subject), _) => Ok(subject.clone()),
        (None, Role::Staff { .. }) => Err(Refusal::NotGranted(
            "personal: only for citizens".to_owned(),
        )),
        (None, Role::Anonymous | Role::Citizen(_)) => Err(Refusal::SignInNeeded),
    }
}

macro_rules! with_subject {
    ($view:ident, |$guest:ident, $subject:ident| $call:expr) => {{
        let $guest = &mut *$view.guest;
        match subject($guest) {
            Ok($subject) => answer($call.await),
            Err(refusal) => Ok(Err(refusal)),
        }
    }};
}

impl Host for View<'_> {
    async fn get(&mut self, key: String) -> wasmtime::Result<Result<Option<Document>, Refusal>> {
        with_subject!(self, |guest, subject| guest.app.personal_get(
            &mut guest.unit,
            &guest.caller,
            &subject,
            &key
        ))
    }

    async fn browse(
        &mut self,
        prefix: String,
        after: Option<String>,
        limit: u32,
    ) -> wasmtime::Result<Result<Listing, Refusal>> {
        with_subject!(self, |guest, subject| guest.app.personal_browse(
            &mut guest.unit,
            &guest.caller,
            &subject,
            &prefix,
            after,
            limit
        ))
    }

    async fn put(
        &mut self,
        key: String,
        body: String,
        expected: Option<u64>,
    ) -> wasmtime::Result<Result<u64, Refusal>> {
        with_subject!(self, |guest, subject| guest.app.personal_put(
            &mut guest.unit,
            &guest.caller,
            &subject,
            &key,
            body,
            expected
        ))
    }

    async fn remove(
        &mut self,
        key: String,
        expected: Option<u64>,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        with_subject!(self, |guest, subject| guest.app.personal_remove(
            &mut guest.unit,
            &guest.caller,
            &subject,
            &key,
            expected
        ))
    }
}
