//! Why a mini-app's call gave nothing.

use std::{sync::Arc, time::Duration};

use app::{FailureId, StoreError, submission::SubmissionError};
use contract::Refusal;
use runtime::{Blame, Failure, FailureKind, LoadError, MissingImport};
use trust::NotAdmitted;

/// Why a call gave nothing. What the person is told follows from the case; the rest is for the log.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The mini-app said why not, in the contract's words.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// The citizen has as much in this mini-app as one may have. Nothing was written.
    #[error("the citizen has reached {0}")]
    Full(String),
    /// The call failed; log and backtrace are found under the id.
    #[error("{kind} ({id})")]
    Failed {
        /// What the person is shown.
        id: FailureId,
        /// What happened.
        kind: FailureKind,
    },
    /// The mini-app gave up and said why to its agency only; found under the id.
    #[error("the mini-app gave up ({0})")]
    Fault(FailureId),
    /// Too many calls at this moment, of this mini-app, of its agency or of all. Nothing of it has run, or nothing that
    /// it did was kept. Trying again a little later helps.
    #[error("too many calls are running")]
    Busy,
    /// The release failed repeatedly, and is left alone for a while.
    #[error("the mini-app rests for another {} ms", after.as_millis())]
    Resting {
        /// When it is worth trying again.
        after: Duration,
    },
    /// The release may not run: it was stopped, or never approved.
    #[error(transparent)]
    NotAdmitted(#[from] NotAdmitted),
    /// It was stopped while it ran; nothing of it was kept.
    #[error("the mini-app was stopped while it ran")]
    Stopped,
    /// Others changed the same things, five times over. Trying again helps.
    #[error("changed meanwhile: {0}")]
    Contended(Arc<str>),
    /// It was not sent: the key was used with other answers, or the draft changed.
    #[error(transparent)]
    Submission(#[from] SubmissionError),
    /// The release cannot be run on this node.
    #[error(transparent)]
    NotRunnable(#[from] LinkError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A rule of the platform, not of the mini-app, was in the way.
    #[error("{0}")]
    Platform(String),
}

impl CallError {
    pub(crate) fn of(failure: &Failure) -> Self {
        // There was no room for it: nobody failed.
        if matches!(failure.kind, FailureKind::Busy | FailureKind::NoMemory) {
            return Self::Busy;
        }
        if failure.kind == FailureKind::Stopped {
            return Self::Stopped;
        }
        Self::Failed {
            id: FailureId(failure.id.0),
            kind: failure.kind.clone(),
        }
    }

    /// Whether the mini-app is at fault, and not the platform or who asked.
    pub fn is_the_mini_apps_fault(&self) -> bool {
        match self {
            Self::Failed { kind, .. } => kind.blame() == Blame::Guest,
            Self::Fault(_) => true,
            _ => false,
        }
    }
}

/// A page that a mini-app gave and that cannot be shown: it does not hold what the contract promises.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unshowable {
    /// The page, or a block of it.
    #[error("{0}")]
    Page(String),
    /// One of its forms cannot be asked.
    #[error("{0}")]
    Form(String),
}

impl Unshowable {
    /// A name that never changes: the kind under which the failure is kept.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Page(_) => "page",
            Self::Form(_) => "form",
        }
    }
}

/// Why a release cannot be linked.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Its native code is not there, or not to be trusted.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Its row says otherwise than its component.
    #[error(
        "what the database says of it (manifest, imports) is not what is in its component; hint: somebody changed the \
         row: put the database back"
    )]
    Altered,
    /// It imports interfaces that the platform does not have.
    #[error("it imports {}, which the platform does not offer; hint: remove what uses it, or build it with the SDK of this version", .0.join(", "))]
    Unknown(Vec<String>),
    /// It imports what it is not granted, or in another shape than the contract's.
    #[error("{}", list(.0))]
    Missing(Vec<MissingImport>),
    /// It does not export what every mini-app does, or in another shape.
    #[error(
        "it does not keep the world balai:app/mini-app@0.1.0: {0}; hint: build it with the SDK of this version"
    )]
    World(String),
}

fn list(missing: &[MissingImport]) -> String {
    let listed: Vec<String> = missing.iter().map(ToString::to_string).collect();
    format!(
        "{}; hint: remove what uses it, or ask the platform for the grant",
        listed.join("; ")
    )
}
