//! What becomes of a call that gave nothing: its agency finds it under an id, the release's circuit breaker hears of it
//! where the mini-app is to blame, and the person is told.

use app::{FailureId, Release, failure::FailedCall, personal::is_full, registry::health::Fault};
use contract::Refusal;
use runtime::{Blame, Failure, FailureKind};

use crate::{CALL, CallError, Platform, Unshowable, guest::Guest};

/// So many characters of what a mini-app says to a person in a refusal or an objection are shown.
pub const LONGEST_SENTENCE: usize = 2_000;

/// Tells it where somebody listens.
fn tell(failed: &FailedCall) {
    let FailedCall {
        id,
        kind,
        detail,
        backtrace,
        ..
    } = failed;
    let (failure, backtrace) = (
        format_args!("{id}"),
        backtrace.as_deref().unwrap_or_default(),
    );
    tracing::trace!(target: CALL, ?failure, kind, detail, backtrace);
}

impl Platform {
    /// What the mini-app gave before, and was kept, cannot be shown: as where a later step of a form does not hold what
    /// the contract promises.
    pub async fn unshowable(
        &self,
        release: &Release,
        path: &str,
        unshowable: &Unshowable,
    ) -> CallError {
        self.0.releases.failed(release);
        let (kind, detail) = (unshowable.name(), unshowable.to_string());
        self.given_up(release, path, kind, detail, String::new())
            .await
    }

    // These take the guest as their own while they wait: what WASI keeps cannot be shared between threads.

    /// A refusal of the mini-app. What it says to nobody but the agency's own log is kept there, and the person gets an
    /// id.
    pub(crate) async fn refused(
        &self,
        guest: &mut Guest,
        path: &str,
        refusal: Refusal,
    ) -> CallError {
        let detail = match refusal {
            Refusal::Fault(detail) | Refusal::Invalid(detail) | Refusal::Other(detail) => detail,
            Refusal::Refused(said) if said.chars().nth(LONGEST_SENTENCE).is_some() => {
                "it refuses in more words than anybody could read".to_owned()
            }
            Refusal::ReadOnly => "it writes where it may only read".to_owned(),
            // Nobody's mistake: the citizen has as much there as one may have.
            Refusal::OverLimit((limit, _)) if is_full(&limit) => {
                guest.answered();
                return CallError::Full(limit);
            }
            Refusal::OverLimit((limit, most)) => format!("it goes beyond {limit}, {most}"),
            said => {
                guest.answered();
                return CallError::Refused(said);
            }
        };
        self.gave_up(guest, path, "fault", detail).await
    }

    /// A mistake of the mini-app that it did not fail by. Kept for the agency, and the person gets an id.
    pub(crate) async fn gave_up(
        &self,
        guest: &mut Guest,
        path: &str,
        kind: &str,
        detail: String,
    ) -> CallError {
        guest.failed(Fault::Error);
        self.given_up(&guest.caller.release, path, kind, detail, guest.log.text())
            .await
    }

    async fn given_up(
        &self,
        release: &Release,
        path: &str,
        kind: &str,
        detail: String,
        log: String,
    ) -> CallError {
        let id = FailureId(self.0.app.entropy().id(self.0.app.clock().now()));
        let failed = FailedCall {
            id,
            kind: kind.to_owned(),
            detail,
            path: path.to_owned(),
            log,
            backtrace: None,
        };
        tell(&failed);
        match self.0.app.failure_record(release, &failed).await {
            Ok(()) => CallError::Fault(id),
            Err(error) => error.into(),
        }
    }

    /// A call that did not come to an end of its own. Log and backtrace are kept for the agency.
    pub(crate) async fn failed(
        &self,
        guest: &mut Guest,
        path: &str,
        failure: &Failure,
    ) -> CallError {
        if failure.blame() == Blame::Guest {
            guest.failed(fault(&failure.kind));
        }
        let error = CallError::of(failure);
        if matches!(error, CallError::Busy) {
            return error;
        }
        let failed = FailedCall {
            id: FailureId(failure.id.0),
            kind: failure.kind.name().to_owned(),
            detail: failure.kind.to_string(),
            path: path.to_owned(),
            log: guest.log.text(),
            backtrace: failure.backtrace.clone(),
        };
        tell(&failed);
        match self
            .0
            .app
            .failure_record(&guest.caller.release, &failed)
            .await
        {
            Ok(()) => error,
            Err(error) => error.into(),
        }
    }
}

/// As it is counted, of a failure for which the mini-app is to blame.
fn fault(kind: &FailureKind) -> Fault {
    match kind {
        FailureKind::Trap(_) | FailureKind::Exit(_) => Fault::Trap,
        FailureKind::WallTime
        | FailureKind::CpuTime
        | FailureKind::Memory
        | FailureKind::Tables
        | FailureKind::Output
        | FailureKind::HostCalls => Fault::Limit,
        _ => Fault::Error,
    }
}
