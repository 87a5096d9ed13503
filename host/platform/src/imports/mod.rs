//! What a mini-app imports from the platform: one file for each interface, a thin adapter over the domain.

mod calendar;
mod cases;
mod claims;
mod clock;
mod inbox;
mod log;
mod personal;
mod random;
mod regions;
mod session;
mod tasks;

use contract::platform;
use runtime::Call;
use wasmtime::component::Linker;

use crate::{
    guest::{Guest, HasGuest, view},
    wasi,
};

type Link = fn(&mut Linker<Call<Guest>>) -> wasmtime::Result<()>;

/// Every interface of the platform, by the name under which a component imports it. What is not here does not exist.
const INTERFACES: [(&str, Link); 11] = [
    ("balai:platform/session@0.1.0", |l| {
        platform::session::add_to_linker::<_, HasGuest>(l, view)
    }),
    ("balai:platform/claims@0.1.0", |l| {
        platform::claims::add_to_linker::<_, HasGuest>(l, view)
    }),
    ("balai:platform/personal@0.1.0", |l| {
        platform::personal::add_to_linker::<_, HasGuest>(l, view)
    }),
    ("balai:platform/cases@0.1.0", |l| {
        platform::cases::add_to_linker::<_, HasGuest>(l, view)
    }),
    ("balai:platform/tasks@0.1.0", |l| {
        platform::tasks::add_to_linker::<_, HasGuest>(l, view)
    }),
    ("balai:platform/inbox@0.1.0", |l| {
        platform::inbox::add_to_linker::<_, HasGuest>(l, view)
    }),
    ("balai:platform/calendar@0.1.0", |l| {
        platform::calendar::add_to_linker::<_, HasGuest>(l, view)
    }),
    ("balai:platform/clock@0.1.0", |l| {
        platform::clock::add_to_linker::<_, HasGuest>(l, view)
    }),
    ("balai:platform/random@0.1.0", |l| {
        platform::random::add_to_linker::<_, HasGuest>(l, view)
    }),
    ("balai:platform/regions@0.1.0", |l| {
        platform::regions::add_to_linker::<_, HasGuest>(l, view)
    }),
    ("balai:platform/log@0.1.0", |l| {
        platform::log::add_to_linker::<_, HasGuest>(l, view)
    }),
];

/// Links the interfaces that a release was granted, and no other: a call of anything else cannot be expressed.
pub fn link(linker: &mut Linker<Call<Guest>>, granted: &[String]) -> wasmtime::Result<()> {
    for (name, link) in INTERFACES {
        if granted.iter().any(|grant| grant == name) {
            link(linker)?;
        }
    }
    wasi::add_to_linker(linker, granted)
}

/// Those among these interfaces that the platform does not have.
pub fn unknown(imports: &[String]) -> Vec<String> {
    imports
        .iter()
        .filter(|import| !INTERFACES.iter().any(|(name, _)| name == import))
        .filter(|import| !wasi::is_offered(import))
        .cloned()
        .collect()
}
