//! Calls that failed: kept under the id that the person was shown, so that the agency can find out why.

use store::{
    Write,
    failure::{
        FailureById, FailureCount, FailureInsert, FailureIsBefore, FailureRow, FailuresAbove,
        FailuresExpire, FailuresTrim,
    },
};

use crate::{
    Actor, App, FailureId, Release, StoreError, TransactError, Unit, UnitError, clock::days_before,
};

/// The most that is kept of what a mini-app says and of what was asked for, in bytes: who fails often fills no disk.
const LONGEST_TEXT: usize = 4 * 1024;
/// The most that is kept of its log, in bytes; below it, the limit of the call decides.
const LONGEST_LOG: usize = 1024 * 1024;

/// So many rows are removed in one transaction.
pub(crate) const AT_ONCE: i64 = 100;

/// Why a failure is not shown.
#[derive(Debug, thiserror::Error)]
pub enum FailureError {
    /// It takes the role of those who build mini-apps.
    #[error("only those who build mini-apps see how they failed")]
    NotADeveloper,
    /// There is no such failure, or it is another agency's.
    #[error("there is no such failure")]
    NotFound,
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

/// A call that failed.
#[derive(Debug, Clone)]
pub struct FailedCall {
    /// What the person is shown.
    pub id: FailureId,
    /// A name that never changes.
    pub kind: String,
    /// What happened, in words.
    pub detail: String,
    /// What was asked for.
    pub path: String,
    /// What the mini-app logged in the call.
    pub log: String,
    /// Where it was.
    pub backtrace: Option<String>,
}

impl App {
    /// Keeps a failure, in a transaction of its own: the call's own writes are discarded.
    pub async fn failure_record(
        &self,
        release: &Release,
        failed: &FailedCall,
    ) -> Result<(), StoreError> {
        let kept = self
            .change(|mut unit| {
                let row = FailureRow {
                    id: failed.id,
                    mini_app: release.mini_app.clone(),
                    release: release.id,
                    at: unit.now(),
                    kind: failed.kind.clone(),
                    detail: kept(&failed.detail, LONGEST_TEXT),
                    path: kept(&failed.path, LONGEST_TEXT),
                    log: kept(&failed.log, LONGEST_LOG),
                    backtrace: failed
                        .backtrace
                        .as_deref()
                        .map(|trace| kept(trace, LONGEST_TEXT * 4)),
                };
                async move {
                    let staged = unit.write(FailureInsert { row });
                    (unit, staged)
                }
            })
            .await;
        match kept {
            Err(TransactError::Store(error) | TransactError::Refused(UnitError::Store(error))) => {
                Err(error)
            }
            // A new id conflicts with nothing, and one write fits into a unit.
            Ok(()) | Err(TransactError::Refused(_) | TransactError::Contended(_)) => Ok(()),
        }
    }

    /// Removes the failures that are older than they are kept, and those of a mini-app beyond its last so many. To be
    /// done every minute or so: a mini-app that fails all the time must not fill the disk in between. So many are taken
    /// in one transaction that nobody waits for long.
    pub async fn failures_expire(&self) -> Result<(), TransactError<UnitError>> {
        let kept = self.0.keeping;
        let moment = days_before(self.clock().now(), kept.failure_days.into());
        let old = FailureIsBefore { moment };
        while self.reading().read(old.clone()).await.map_err(refused)? {
            let at_once = AT_ONCE;
            self.stage(FailuresExpire { moment, at_once }).await?;
        }
        let most = i64::from(kept.failures);
        let above = FailuresAbove { most };
        for FailureCount { mini_app, number } in
            self.reading().read(above).await.map_err(refused)?
        {
            let mut beyond = number - most;
            while beyond > 0 {
                let mini_app = mini_app.clone();
                let at_once = AT_ONCE;
                self.stage(FailuresTrim {
                    mini_app,
                    most,
                    at_once,
                })
                .await?;
                beyond -= AT_ONCE;
            }
        }
        Ok(())
    }

    pub(crate) async fn stage<W: Write + Clone>(
        &self,
        write: W,
    ) -> Result<(), TransactError<UnitError>> {
        self.change(|mut unit| {
            let staged = unit.write(write.clone());
            async move { (unit, staged) }
        })
        .await
    }

    /// A failure by the id that a person was shown, for those who build the mini-apps of its agency: what a mini-app
    /// logs may tell of citizens, so no other civil servant sees it.
    pub async fn failure_for_developer(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: &str,
    ) -> Result<FailureRow, FailureError> {
        if !actor.builds_for(None) {
            return Err(FailureError::NotADeveloper);
        }
        let id = id.trim().parse().map_err(|_| FailureError::NotFound)?;
        let found = self.failure_by_id(unit, id).await?;
        found
            .filter(|row| actor.builds_for(Some(row.mini_app.agency())))
            .ok_or(FailureError::NotFound)
    }

    /// A failure by its id.
    pub async fn failure_by_id(
        &self,
        unit: &mut Unit,
        id: FailureId,
    ) -> Result<Option<FailureRow>, UnitError> {
        unit.read(FailureById { id }).await
    }
}

/// At most so many bytes, and no null characters, which PostgreSQL cannot store: a mini-app must not be able to make its
/// failure one that nobody hears of.
pub(crate) fn kept(text: &str, most: usize) -> String {
    let end = text.floor_char_boundary(most);
    let mut kept = text[..end].replace('\0', "\u{2400}");
    if end < text.len() {
        kept.push('…');
    }
    kept
}

pub(crate) fn refused(error: UnitError) -> TransactError<UnitError> {
    TransactError::Refused(error)
}
