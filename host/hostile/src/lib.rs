//! Components that try to hurt the platform, each with what must come of it. For tests and the bench alone.
//!
//! Three sources: a mini-app in Rust (`guest/`, built by `cargo xtask build-plugins`), modules written by hand as text,
//! and generated ones that would cost the compiler more than it has. All of them are mini-apps of the invented agency
//! [`AGENCY`], under their own names. `docs/HOSTILE.md` is the table of them; a test keeps it true.

mod acts;
mod bombs;
mod component;
mod handwritten;
mod lookups;
mod refused;
mod rust;
mod table;

use std::io;
use std::path::PathBuf;

pub use table::table;

/// Whose mini-apps they are.
pub const AGENCY: &str = "kota-damai";

/// One attempt.
pub struct Hostile {
    /// The mini-app's name, and the first part of the path by which it is asked to try.
    pub name: &'static str,
    /// What it tries, in a few words.
    pub tries: &'static str,
    /// What must come of it.
    pub ends: Ends,
    /// Which rule or limit sees to that.
    pub stopped_by: &'static str,
    source: Source,
}

/// Where the component comes from.
enum Source {
    /// The guest in Rust, with a manifest of its own.
    Rust,
    /// Made when asked for, manifest and all.
    Made(fn() -> Vec<u8>),
}

/// What must come of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// It is not installed, for this reason.
    Refused(Reason),
    /// Its page fails, and its agency finds the failure under this kind.
    ShowFails(&'static str),
    /// Its page has a form; the step after the one that asks for `a` fails under this kind.
    StepFails(&'static str),
    /// Its page has a button; what is sent by it fails under this kind, and nothing of it is written.
    ActFails(&'static str),
    /// Its page has a button; sent by it again and again, it is refused in the end, and its person told that no more is
    /// kept.
    ActIsFull,
    /// Its page has a form with a lookup; a search in it fails under this kind, and the form goes on without.
    SearchFails(&'static str),
    /// Its page has a form with a lookup; what it offers is shown, and nothing in it would do anything.
    SearchServed,
    /// It is shown, and nothing is to be found in it that would do anything.
    Served,
    /// There is no such thing, as far as it is told.
    NotFound,
}

/// Why a component is not installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is no component: text, a module, a half.
    NotAComponent,
    /// It has too many of these, in the words of the refusal.
    TooMany(&'static str),
    /// The file, or its manifest, is too large.
    TooLarge,
    /// It breaks the rules of WebAssembly, or uses a feature that is off.
    Invalid,
    /// It passes components around as values.
    Unsupported,
    /// Compiling it took more time or memory than there is for it, or broke the compiler.
    Compiler,
    /// It asks for more memory or tables than any call may have.
    DoesNotFit,
    /// It imports what the platform does not have.
    UnknownImport,
    /// It is of another world.
    OtherWorld,
    /// Its manifest does not hold.
    Manifest,
    /// An instance of it cannot be made.
    CannotStart,
}

/// The guest in Rust is not there.
#[derive(Debug, thiserror::Error)]
#[error("{path} cannot be read; hint: cargo xtask build-plugins")]
pub struct NotBuilt {
    path: PathBuf,
    source: io::Error,
}

/// All attempts, those that are refused last.
pub fn corpus() -> impl Iterator<Item = &'static Hostile> {
    [
        rust::ATTEMPTS,
        lookups::ATTEMPTS,
        acts::ATTEMPTS,
        handwritten::ATTEMPTS,
        refused::ATTEMPTS,
        bombs::ATTEMPTS,
    ]
    .into_iter()
    .flatten()
}

/// The name of the mini-app of [`any_page`].
pub const ANY_PAGE: &str = "any-page";

/// A mini-app that returns any page at all: `?draw=N` says which, and the same draw gives the same page.
///
/// # Errors
/// Where the guest in Rust was not built.
pub fn any_page() -> Result<Vec<u8>, NotBuilt> {
    rust_guest(ANY_PAGE)
}

fn rust_guest(name: &str) -> Result<Vec<u8>, NotBuilt> {
    let path = rust::module();
    let module = std::fs::read(&path).map_err(|source| NotBuilt { path, source })?;
    Ok(component::mini_app(name, &module))
}

impl Hostile {
    /// The component, as a file would hold it.
    ///
    /// # Errors
    /// Where the guest in Rust was not built.
    pub fn component(&self) -> Result<Vec<u8>, NotBuilt> {
        match self.source {
            Source::Made(make) => Ok(make()),
            Source::Rust => rust_guest(self.name),
        }
    }

    /// The address of the page that makes it try.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/m/{AGENCY}/{name}/{name}", name = self.name)
    }
}
