//! The contract as Rust types, generated from `wit/` and from nothing else: what goes in and out of a mini-app, and the
//! traits that `platform` implements. Everybody above may name these types; this crate knows nobody.
//!
//! The short names below are the newest version of each package. An older version that is still hosted gets a module
//! of its own, whose one job is to convert to these.

mod exports;

#[allow(missing_docs, reason = "generated; the documentation stands in wit/")]
mod generated {
    wasmtime::component::bindgen!({
        path: [
            "../../wit/types/0.1.0",
            "../../wit/ui/0.1.0",
            "../../wit/platform/0.1.0",
            "../../wit/app/0.1.0",
        ],
        inline: "
            package balai:host@0.1.0;
            /// Everything that a mini-app of any world may import, and what it must export.
            world guest {
                include balai:app/mini-app@0.1.0;
                include balai:platform/everything@0.1.0;
            }
        ",
        world: "balai:host/guest",
        // Told where somebody listens for it, as `balai dev` does. It names what is people's own.
        imports: { default: async | trappable | tracing | verbose_tracing },
        exports: { default: async },
        additional_derives: [Clone, PartialEq, serde::Serialize, serde::Deserialize],
    });
}

pub use exports::Exports;
pub use generated::balai::app::types::{Outcome, Request};
pub use generated::balai::platform;
pub use generated::balai::types::{content, refusals::Refusal, values};
pub use generated::balai::ui::{form, page};
pub use generated::{Guest, GuestIndices};
