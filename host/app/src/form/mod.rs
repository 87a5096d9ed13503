//! The form engine: what a mini-app's form asks, what a person typed, and whether the one answers the other.
//!
//! Pure functions over the contract's types; drafts and submissions are stored by others. It guarantees:
//! - a form from a hostile guest is refused by [`shape::examine`] before a person sees it;
//! - what was typed is kept as it was typed ([`Answers`]), right or wrong, until the person changes it;
//! - what [`check_all`] gives keeps every rule that the form states, and holds nothing that was not asked.
//!
//! Nothing here panics on any input, also where a form was not examined. Texts are the web's: a broken rule is a
//! [`Rule`] with a stable key and typed arguments.

pub mod answers;
mod check;
mod condition;
mod coordinates;
pub mod currency;
mod digest;
mod email;
pub mod input;
mod moved;
mod nik;
pub mod number;
mod offered;
mod phone;
mod prefill;
mod read;
mod release;
mod rule;
pub mod shape;
mod steps;
mod summary;
mod text;

pub use answers::{Answers, DraftTooLarge};
pub use check::{BadStep, Claims, check_all, check_step};
pub use digest::digest_of;
pub use moved::move_over;
pub use nik::masked as masked_nik;
pub use number::Notation;
pub use offered::{Offered, ToResolve, is_searched_for};
pub use release::carry_over;
pub use rule::{Problem, Rule};
pub use steps::{Steps, step_of};
pub(crate) use summary::kept_region;
pub use summary::{Line, summary};
pub use text::{is_blank, is_invisible};
