//! What the author of a mini-app uses. The contract in `wit/` as Rust types, and on top of it what makes the common
//! case one line: builders for pages and forms, typed access to answers, text in both languages, routes.
//!
//! The whole of a first mini-app:
//! ```
#![doc = include_str!("../examples/hello.rs")]
//! ```
//!
//! An instance lives for one call: it is born, answers, and is gone, with all its memory. Two things follow.
//! Nothing needs to be freed, so the allocator (`heap`) never does. And what a `static` holds is true for one reader
//! only, so the reader's language is asked for once.
//!
//! Everything compiles natively too, so that a mini-app is tested with plain `cargo test`: [`testing`] has a small platform
//! in memory that answers it. Journeys test the rest, in the real sandbox.

mod answers;
mod blocks;
mod cases;
mod field;
mod form;
// With WASI, libc has a heap of its own, and there can be one only.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod heap;
mod language;
mod lookups;
mod mini_app;
mod page;
#[cfg(target_arch = "wasm32")]
mod panics;
mod personal;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;
mod values;

/// The contract as `wit-bindgen` gives it. The names that a mini-app needs are in [`prelude`] and [`platform`].
#[allow(
    missing_docs,
    unsafe_code,
    reason = "generated; the documentation stands in wit/"
)]
#[allow(clippy::all, reason = "generated")]
pub mod bindings {
    wit_bindgen::generate!({
        path: ["../wit/types/0.1.0", "../wit/ui/0.1.0", "../wit/platform/0.1.0", "../wit/app/0.1.0"],
        inline: "
            package balai:sdk@0.1.0;
            /// Everything that a mini-app may import. What it does not use is dropped from the component.
            world sdk {
                include balai:app/mini-app@0.1.0;
                include balai:platform/everything@0.1.0;
            }
        ",
        world: "balai:sdk/sdk",
        generate_all,
        generate_unused_types: true,
        additional_derives: [Clone, PartialEq],
        runtime_path: "wit_bindgen::rt",
        pub_export_macro: true,
        export_macro_name: "export_component",
        default_bindings_module: "balai_sdk::bindings",
    });
}

/// As [`bindings`], for the one interface that a mini-app with lookups exports beside.
#[allow(
    missing_docs,
    unsafe_code,
    reason = "generated; the documentation stands in wit/"
)]
#[allow(clippy::all, reason = "generated")]
pub mod lookup_bindings {
    wit_bindgen::generate!({
        path: ["../wit/types/0.1.0", "../wit/ui/0.1.0", "../wit/platform/0.1.0", "../wit/app/0.1.0"],
        inline: "
            package balai:sdk-lookups@0.1.0;
            world sdk-lookups {
                export balai:app/lookups@0.1.0;
            }
        ",
        world: "balai:sdk-lookups/sdk-lookups",
        with: {
            "balai:types/values@0.1.0": crate::bindings::balai::types::values,
            "balai:types/content@0.1.0": crate::bindings::balai::types::content,
            "balai:types/refusals@0.1.0": crate::bindings::balai::types::refusals,
            "balai:ui/form@0.1.0": crate::bindings::balai::ui::form,
            "balai:ui/page@0.1.0": crate::bindings::balai::ui::page,
            "balai:app/types@0.1.0": crate::bindings::balai::app::types,
        },
        runtime_path: "wit_bindgen::rt",
        pub_export_macro: true,
        export_macro_name: "export_lookups",
        default_bindings_module: "balai_sdk::lookup_bindings",
    });
}

/// What a mini-app may ask of the platform, an interface a module. Naming one is importing it.
#[cfg(target_arch = "wasm32")]
pub use bindings::balai::platform;
#[cfg(not(target_arch = "wasm32"))]
pub use testing::platform;

pub use language::{Language, Text, Written};
pub use lookups::Lookups;
pub use mini_app::{MiniApp, Result};

/// Everything that most mini-apps use.
pub mod prelude {
    pub use crate::bindings::balai::app::types::{Outcome, Request};
    pub use crate::bindings::balai::types::content::{Link, Rich, Span, Target};
    pub use crate::bindings::balai::types::refusals::Refusal;
    pub use crate::bindings::balai::types::values::{
        Date, Instant, Localised, Money, Status, Tone, Value,
    };
    pub use crate::bindings::balai::ui::form::{
        Choice, Field, FieldError, Form, Kind, RegionLevel, Step, Submission,
    };
    pub use crate::bindings::balai::ui::page::{
        Block, Button, Card, Chart, ChartKind, Filter, Lane, Milestone, Page, ProgressState,
        SummaryRow, Table,
    };
    pub use crate::blocks::{button, card, chart, empty, fact, lane, table};
    pub use crate::cases::{details, entry};
    pub use crate::field::choice;
    pub use crate::form::{filter, form, step};
    pub use crate::language::{Language, Text, Written, as_written};
    pub use crate::lookups::{Lookups, offered, suggested};
    pub use crate::mini_app::{MiniApp, Result};
    pub use crate::page::page;
    pub use crate::platform;
    pub use crate::values::{IntoRich, here, instant, link, rupiah, status, strong};
    pub use crate::{both, cells, mini_app, rich, t};
}

#[doc(hidden)]
pub mod macros {
    //! What the exported macros name, so that a mini-app needs no dependency of its own.
    pub use std::{format, string::String, vec, vec::Vec};
}
