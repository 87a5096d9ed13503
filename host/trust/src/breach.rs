//! What an entry of the log can break, and why a release may not run: each a sentence that says what happened.

use jiff::Timestamp;

use crate::{Digest, EnvelopeError, KeyId};

/// Why an entry has no effect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// What it holds is not signed as it must be.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// It is older than the entry before it.
    #[error("it says {at}, and the entry before it {before}")]
    TimeWentBack {
        /// Its time.
        at: Timestamp,
        /// The time before it.
        before: Timestamp,
    },
    /// A list of registrars that does not follow the one before.
    #[error(
        "the trust list {found} does not follow {known}: an old one is shown as new, or one is missing"
    )]
    ListOrder {
        /// Its version.
        found: u64,
        /// The one in force.
        known: u64,
    },
    /// No registrar signed.
    #[error("no registrar signed it")]
    NoRegistrar,
    /// The key did not sign its own enrolment.
    #[error("key {0} did not sign its own enrolment: nobody has proved to have it")]
    NoProof(KeyId),
    /// The key is somebody else's already.
    #[error("key {0} is enrolled for somebody else, or was revoked; hint: make a new one")]
    KeyTaken(KeyId),
    /// The key does not sign any more, or not yet.
    #[error("key {key} does not sign at {at}: it expired or was revoked")]
    KeyNotCurrent {
        /// Which.
        key: KeyId,
        /// When it was used.
        at: Timestamp,
    },
    /// The key is for something else.
    #[error("key {key} does not sign for {wanted}")]
    KeyOfOther {
        /// Which.
        key: KeyId,
        /// For whom it would have to sign.
        wanted: String,
    },
    /// The same file, or the same version, once more.
    #[error(
        "{mini_app} {version} is in the log already: a release is sent in once; hint: count its version up, build it and publish again"
    )]
    KnownRelease {
        /// Of which mini-app.
        mini_app: String,
        /// Which version.
        version: String,
    },
    /// Nothing is known of it.
    #[error("release {0} is not in the log")]
    UnknownRelease(Digest),
    /// What was countersigned is not what was published.
    #[error("what was countersigned is not what was published for {0}")]
    OtherPublication(Digest),
    /// An agency demands more persons than signed.
    #[error("{agency} demands {wanted} persons, and {found} signed")]
    TooFewPublishers {
        /// Which agency.
        agency: String,
        /// So many persons.
        wanted: u8,
        /// So many signed.
        found: usize,
    },
    /// A rule that no agency can have.
    #[error("an agency demands 1 or 2 persons, not {0}")]
    NoSuchRule(u8),
    /// Decided by somebody who published it.
    #[error("who published a release does not decide about it")]
    OwnRelease,
    /// Decided about another report than the log has, or about none.
    #[error("the decision is about a report that the log does not have for release {0}")]
    OtherReport(Digest),
    /// A release whose checks failed is not approved.
    #[error("release {0} did not pass its checks, and cannot be approved")]
    NotPassed(Digest),
    /// Decided, or checked, or withdrawn before.
    #[error("about release {0} was decided before, or it was withdrawn")]
    Settled(Digest),
    /// A rollout that does not follow the one before.
    #[error(
        "the rollout {found} of {mini_app} does not follow {known}: an old one is shown as new, or one is missing"
    )]
    RolloutOrder {
        /// Of which mini-app.
        mini_app: String,
        /// Its number.
        found: u64,
        /// The one in force.
        known: u64,
    },
    /// More than all.
    #[error("{0} of a hundred is no share")]
    NoShare(u8),
    /// What would be rolled out may not run.
    #[error(transparent)]
    NotAdmitted(#[from] NotAdmitted),
}

/// Why a release may not run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAdmitted {
    /// Nothing is known of it.
    #[error("release {0} is not in the log")]
    Unknown(Digest),
    /// It is of another mini-app.
    #[error("release {digest} is one of {mini_app}")]
    OtherMiniApp {
        /// Which.
        digest: Digest,
        /// Whose it is.
        mini_app: String,
    },
    /// The agency's signatures do not hold, or not any more.
    #[error("release {digest} is not signed by enough current keys of {agency}")]
    Unsigned {
        /// Which.
        digest: Digest,
        /// Whose keys.
        agency: String,
    },
    /// Nobody approved it, or not any more.
    #[error("release {0} is not approved by a current reviewer")]
    NotApproved(Digest),
    /// Its agency took it back.
    #[error("release {0} was withdrawn")]
    Withdrawn(Digest),
    /// An operator stopped it.
    #[error("{what} was stopped: {reason}")]
    Stopped {
        /// What of it.
        what: String,
        /// As the operator put it.
        reason: String,
    },
}
