//! What mini-apps write into their agencies' logs, and how they failed: for those who build them, and for nobody else.
//!
//! A call hands over what it wrote and goes on; the server writes it down a moment later, many calls in one transaction. It
//! never says on whose behalf a call was.

use std::{
    collections::HashMap,
    mem,
    sync::{Mutex, PoisonError},
};

use store::{
    LogId,
    agency_log::{
        AgencyLogCount, AgencyLogExpire, AgencyLogInsert, AgencyLogIsBefore, AgencyLogRow,
        AgencyLogSince, AgencyLogTrim, AgencyLogsAbove,
    },
    failure::{FailureRow, FailuresSince},
};

use crate::{
    Actor, App, Instant, MiniAppId, Release, ReleaseId, TransactError, Unit, UnitError,
    clock::days_before,
    failure::{AT_ONCE, kept, refused},
    policy::{Action, Thing, may},
    registry::RegistryError,
};

/// The most that is kept of what one call wrote, in bytes.
const LONGEST: usize = 8 * 1024;
/// So many calls of one mini-app wait to be written down; of more at a time it is said how many there were.
const MOST_WAITING: usize = 50;
/// So many calls are written down in one transaction.
const WRITTEN_AT_ONCE: usize = 150;
/// So many entries are given at once.
const GIVEN: i64 = 500;

/// What waits to be written down.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<HashMap<MiniAppId, OfMiniApp>>);

#[derive(Default)]
struct OfMiniApp {
    calls: Vec<Written>,
    /// So many found no room.
    dropped: u64,
}

struct Written {
    release: ReleaseId,
    at: Instant,
    text: String,
}

/// An entry of an agency's log.
#[derive(Debug, Clone)]
pub enum Logged {
    /// What a call wrote that did not fail.
    Call(AgencyLogRow),
    /// A call that failed, with what it wrote.
    Failure(FailureRow),
}

impl Logged {
    /// When.
    pub fn at(&self) -> Instant {
        match self {
            Self::Call(row) => row.at,
            Self::Failure(row) => row.at,
        }
    }

    /// Of which release.
    pub fn release(&self) -> ReleaseId {
        match self {
            Self::Call(row) => row.release,
            Self::Failure(row) => row.release,
        }
    }
}

impl App {
    /// Takes what a call wrote, to be written down by [`agency_log_write`](Self::agency_log_write). Waits for nothing.
    pub fn agency_log_take(&self, release: &Release, text: &str) {
        let mut waiting = self.waiting();
        let of_it = waiting.entry(release.mini_app.clone()).or_default();
        if of_it.calls.len() == MOST_WAITING {
            of_it.dropped = of_it.dropped.saturating_add(1);
            return;
        }
        of_it.calls.push(Written {
            release: release.id,
            at: self.clock().now(),
            text: kept(text, LONGEST),
        });
    }

    /// Writes down what calls wrote. To be done every half second or so.
    ///
    /// # Errors
    /// Where the database fails: what was to be written then is lost.
    pub async fn agency_log_write(&self) -> Result<(), TransactError<UnitError>> {
        let taken = mem::take(&mut *self.waiting());
        let mut rows = Vec::new();
        for (mini_app, OfMiniApp { calls, dropped }) in taken {
            let last = calls.len().saturating_sub(1);
            for (
                nth,
                Written {
                    release,
                    at,
                    mut text,
                },
            ) in calls.into_iter().enumerate()
            {
                if nth == last && dropped > 0 {
                    text.push_str(&format!(
                        "\n… the log of {dropped} more calls was dropped\n"
                    ));
                }
                rows.push(AgencyLogRow {
                    id: LogId(self.entropy().id(at)),
                    mini_app: mini_app.clone(),
                    release,
                    at,
                    text,
                });
            }
        }
        for rows in rows.chunks(WRITTEN_AT_ONCE) {
            self.change(|mut unit| {
                let mut rows = rows.iter().cloned();
                let staged = rows.try_for_each(|row| unit.write(AgencyLogInsert { row }));
                async move { (unit, staged) }
            })
            .await?;
        }
        Ok(())
    }

    /// The last entries of a mini-app's log since a moment, the oldest first: what its calls wrote, and how they failed.
    ///
    /// # Errors
    /// Where who asks does not build the agency's mini-apps, or the database fails.
    pub async fn agency_log(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        mini_app: &MiniAppId,
        since: Instant,
        failures_only: bool,
    ) -> Result<Vec<Logged>, RegistryError> {
        may(actor, Action::ReadLog, &Thing::of(mini_app.agency()))?;
        let mini_app = mini_app.clone();
        let failed = FailuresSince {
            mini_app: mini_app.clone(),
            since,
            limit: GIVEN,
        };
        let failed = unit.read(failed).await?.into_iter().map(Logged::Failure);
        let mut all: Vec<Logged> = failed.collect();
        if !failures_only {
            let written = AgencyLogSince {
                mini_app,
                since,
                limit: GIVEN,
            };
            all.extend(unit.read(written).await?.into_iter().map(Logged::Call));
        }
        all.sort_by_key(Logged::at);
        let most = usize::try_from(GIVEN).unwrap_or(usize::MAX);
        Ok(all.split_off(all.len().saturating_sub(most)))
    }

    /// Removes what is older than it is kept, and what is beyond the last so many calls of a mini-app. To be done every
    /// minute or so.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn agency_log_expire(&self) -> Result<(), TransactError<UnitError>> {
        let kept = self.0.keeping;
        let moment = days_before(self.clock().now(), kept.log_days.into());
        let old = AgencyLogIsBefore { moment };
        while self.reading().read(old.clone()).await.map_err(refused)? {
            let at_once = AT_ONCE;
            self.stage(AgencyLogExpire { moment, at_once }).await?;
        }
        let most = i64::from(kept.logs);
        let above = AgencyLogsAbove { most };
        for AgencyLogCount { mini_app, number } in
            self.reading().read(above).await.map_err(refused)?
        {
            let mut beyond = number - most;
            while beyond > 0 {
                let (mini_app, at_once) = (mini_app.clone(), AT_ONCE);
                self.stage(AgencyLogTrim {
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

    /// A panic while it was locked leaves whole entries behind.
    fn waiting(&self) -> std::sync::MutexGuard<'_, HashMap<MiniAppId, OfMiniApp>> {
        self.0
            .waiting
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
