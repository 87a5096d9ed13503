//! What the host keeps while a mini-app's call runs: on whose behalf, what was read and staged, what was logged.

use std::sync::Arc;

use app::{Act, App, Caller, Refused, Unit, registry::health::Fault};
use contract::Refusal;
use runtime::{Call, HostFault};
use wasmtime::component::HasData;

use crate::{isolation::Admitted, log::Log, wasi::Wasi};

/// The state of one call.
pub struct Guest {
    /// The domain.
    pub app: App,
    /// On whose behalf, and which release.
    pub caller: Arc<Caller>,
    /// The citizen's pseudonym towards the release's agency; none for anybody but a citizen.
    pub subject: Option<String>,
    /// What it read and staged.
    pub unit: Unit,
    /// What this act has done that its later steps must know.
    pub act: Act,
    /// What it wrote into the agency's log.
    pub log: Log,
    /// Its place among the calls of its mini-app, until it has ended; none for one that is only tried.
    pub admitted: Option<Arc<Admitted>>,
    /// What WASI keeps for it, once it has called WASI.
    pub wasi: Option<Box<Wasi>>,
}

impl Guest {
    /// It gave something that holds, if only a refusal. What it logged is the agency's; of a failure it is kept with that.
    pub fn answered(&self) {
        if !self.log.is_empty() {
            let release = &self.caller.release;
            self.app.agency_log_take(release, &self.log.text());
        }
        if let Some(admitted) = &self.admitted {
            admitted.answered();
        }
    }

    /// It failed, and is to blame.
    pub fn failed(&self, fault: Fault) {
        if let Some(admitted) = &self.admitted {
            admitted.failed(fault);
        }
    }
}

/// What an import borrows from a call.
pub struct View<'a> {
    /// The state.
    pub guest: &'a mut Guest,
}

/// What every getter of a linker is: counts the host call, then borrows.
pub fn view(call: &mut Call<Guest>) -> View<'_> {
    let guest = &mut call.enter().host;
    View { guest }
}

/// Names [`View`] to the generated bindings.
pub struct HasGuest;

impl HasData for HasGuest {
    type Data<'a> = View<'a>;
}

/// What a domain function said, as the mini-app gets it; or the end of the call.
pub fn answer<T, E>(done: Result<T, E>) -> wasmtime::Result<Result<T, Refusal>>
where
    Refused: From<E>,
{
    match done.map_err(Refused::from) {
        Ok(value) => Ok(Ok(value)),
        Err(Refused::Answer(refusal)) => Ok(Err(refusal)),
        Err(Refused::End(error)) => Err(HostFault::new(error).into()),
    }
}
