//! A notice of the platform's operators, on top of every page.

use contract::values::Tone;

/// A notice, to whom it concerns while it is current.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformNotice {
    /// What is posted to [`paths::NOTICE_SEEN`](super::paths::NOTICE_SEEN).
    pub id: String,
    /// In the reader's language.
    pub text: String,
    /// How much it weighs.
    pub tone: Tone,
    /// Whoever has read it may put it away.
    pub dismissible: bool,
}
