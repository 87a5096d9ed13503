//! Pages: turns the contract's types and plain view structs into HTML that everybody can use.
//!
//! It guarantees: no text or value gets into a page unescaped (only a rendered template is [`Html`]); no link leads
//! where its target does not say; every word of the shell's own comes from `locales/`; a page of a mini-app that does
//! not hold what it promises is a [`PageError`], never a broken page. It knows no request, no database and no rule:
//! who may see what, and what was answered rightly, is decided by those who fill these structs.

pub mod assets;
pub mod blocks;
pub mod copy;
pub mod data;
pub mod fields;
pub mod form;
pub mod format;
pub mod html;
pub mod links;
pub mod notice;
pub mod pages;
pub mod paper;
pub mod paths;
pub mod problem;
pub mod reader;
pub mod rich;
pub mod samples;
pub mod shell;
pub mod text;
pub mod value;
pub mod worker;

#[cfg(test)]
mod appearance;
#[cfg(test)]
mod words;

pub use blocks::{PageContext, PageError, Slot, slots};
pub use form::{FieldError, FormView};
pub use html::{Html, Text};
pub use notice::PlatformNotice;
pub use reader::Reader;
pub use shell::{Place, RoleOption, Shell, Viewer};
pub use text::{Lang, Phrase};
