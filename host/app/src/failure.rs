//! Calls that failed: kept under the id that the person was shown, so that the agency can find out why.

use store::failure::{FailureById, FailureInsert, FailureRow};

use crate::{App, FailureId, Release, StoreError, TransactError, Unit, UnitError};

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
                    detail: failed.detail.clone(),
                    path: failed.path.clone(),
                    log: failed.log.clone(),
                    backtrace: failed.backtrace.clone(),
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

    /// A failure by its id.
    pub async fn failure_by_id(
        &self,
        unit: &mut Unit,
        id: FailureId,
    ) -> Result<Option<FailureRow>, UnitError> {
        unit.read(FailureById { id }).await
    }
}
