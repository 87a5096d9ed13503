//! Tests of a mini-app without wasm: `show` and `act` are called as plain functions, and a small platform in memory answers
//! what they ask. Whoever acts, the moment and the language are the test's to say, and what was written can be looked at.
//!
//! ```
//! use balai_sdk::{prelude::*, testing::{Person, World, answers, says}};
//! # use platform::personal;
//! # struct Note;
//! # impl MiniApp for Note {
//! #     fn show(_: &Request) -> Result<Page> {
//! #         let note = personal::get("note")?.map_or_else(String::new, |kept| kept.body);
//! #         let text = Field::text("text", t!("Isi", "Text"), 1..=200);
//! #         Ok(page(t!("Catatan", "Notes")).paragraph(note).form(form("keep", "OK").step(step("1", [text]))))
//! #     }
//! #     fn act(_: &Request, sent: &Submission) -> Result<Outcome> {
//! #         personal::put("note", &details(&sent.text("text")?)?, None)?;
//! #         Ok(Outcome::go("/"))
//! #     }
//! # }
//! let (mut world, sari) = (World::at("2026-11-24T09:00:00+07:00"), Person::citizen("sari"));
//! let sent = answers("keep").text("text", "Beli susu");
//! assert_eq!(world.act::<Note>(&sari, "/", sent), Ok(Outcome::go("/")));
//! assert!(says(&world.show::<Note>(&sari, "/"), "Beli susu"));
//! assert!(!says(&world.show::<Note>(&Person::citizen("tono"), "/"), "Beli susu"));
//! ```
//!
//! It answers as the contract says, as far as a mini-app can see it: who may read and write what, versions, the steps of a
//! case, "read-only" in `show`. It believes what it is told of units, people, claims and the manifest, and checks of a form
//! only that it asks what the test answers. Limits, rules of fields and what many do at once are for journeys, which run in
//! the real sandbox.

mod answers;
mod person;
pub mod platform;
mod world;

use core::cell::RefCell;
use core::fmt::Debug;

pub use answers::{Answers, answers};
pub use person::Person;
pub use world::World;

use crate::bindings::balai::types::refusals::Refusal;
use crate::language::Language;
use crate::mini_app::Result;

/// A call that runs: who asks, and what it has read and written so far.
struct Call {
    world: World,
    person: Person,
    /// Whether it is an act.
    writes: bool,
    /// The cases that it has lodged.
    lodged: Vec<String>,
    /// The messages that it has sent.
    messages: usize,
}

thread_local! {
    /// Tests run on threads of their own, and a call stays on its thread.
    static RUNNING: RefCell<Option<Call>> = const { RefCell::new(None) };
}

impl Call {
    /// Runs a call in a world; gives what it gave, and the world as it left it.
    fn run<T>(world: World, person: &Person, writes: bool, run: impl FnOnce() -> T) -> (T, World) {
        /// A mini-app that panics leaves nothing behind for the next test on this thread.
        struct Ended;
        impl Drop for Ended {
            fn drop(&mut self) {
                RUNNING.take();
            }
        }
        let call = Self {
            world,
            person: person.clone(),
            writes,
            lodged: Vec::new(),
            messages: 0,
        };
        let before = RUNNING.replace(Some(call));
        assert!(
            before.is_none(),
            "a mini-app was called within another call"
        );
        let ended = Ended;
        let gave = run();
        let left = RUNNING.take().map(|call| call.world).unwrap_or_default();
        drop(ended);
        (gave, left)
    }

    fn assert_writes(&self) -> Result<()> {
        if self.writes {
            Ok(())
        } else {
            Err(Refusal::ReadOnly)
        }
    }
}

/// What the call that runs on this thread answers to an import.
fn asked<T>(import: &str, answer: impl FnOnce(&mut Call) -> T) -> T {
    RUNNING.with_borrow_mut(|call| match call {
        Some(call) => answer(call),
        None => panic!(
            "{import} asks the platform, and no call runs; hint: `World::show`, `act` or `reading` of balai_sdk::testing"
        ),
    })
}

/// The reader's language. Rules are tested without a call: there it is Indonesian.
pub(crate) fn reader() -> Language {
    RUNNING.with_borrow(|call| {
        call.as_ref()
            .map_or(Language::Indonesian, |call| call.person.language)
    })
}

/// Whether a text stands somewhere in a page, in an outcome, or in why there is none.
#[must_use]
pub fn says(shown: &impl Debug, text: &str) -> bool {
    // As it stands in a string that is shown for debugging.
    format!("{shown:?}").contains(&text.escape_debug().to_string())
}
