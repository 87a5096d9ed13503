//! How the calls of what is rolled out go on this node, written down for all nodes.
//!
//! A row is of a stretch of time, which begins anew with each step of the rollout: what was called before a step says
//! nothing about it. Only this run of this node writes its rows, each time with all that it has counted by then, so that
//! one that was not written is made good by the next.

use std::collections::HashMap;

use app::{
    Instant, ReleaseId, TransactError, UnitError, registry::Counted, registry::health::Counts,
};
use uuid::Uuid;

use crate::Platform;

/// In the first hour of a step, a row for each minute; then one for ten of them.
const SHORT: i64 = 60_000_000;
const LONG: i64 = 10 * SHORT;
const FIRST: i64 = 60 * SHORT;

/// Writes down what is counted on this node.
pub struct Recorder {
    platform: Platform,
    node: Uuid,
    last: Instant,
    rows: HashMap<ReleaseId, Row>,
}

/// The row that is being written of a release.
#[derive(Clone, Copy, Default)]
struct Row {
    /// Since when; none where its calls are not kept.
    at: Option<Instant>,
    /// What had been counted by then.
    before: Counts,
    /// What was written.
    written: Counts,
}

impl Recorder {
    /// Of this run of this node.
    #[must_use]
    pub fn of(platform: Platform) -> Self {
        let (clock, entropy) = (platform.app().clock(), platform.app().entropy());
        let last = clock.now();
        Self {
            node: entropy.id(last),
            last,
            rows: HashMap::new(),
            platform,
        }
    }

    /// Writes down what was counted since the last time. To be done every few seconds.
    ///
    /// # Errors
    /// Where the database fails: nothing is lost by it.
    pub async fn record(&mut self) -> Result<(), TransactError<UnitError>> {
        let app = self.platform.app();
        let now = app.clock().now();
        let kept = app.rollouts_counted().await;
        let kept: HashMap<ReleaseId, Instant> =
            kept.map_err(TransactError::Refused)?.into_iter().collect();
        let mut rows = self.rows.clone();
        let mut counted = Vec::new();
        for (release, counts) in self.platform.0.releases.counts() {
            let row = rows.entry(release).or_default();
            let Some(step) = kept.get(&release).copied() else {
                *row = Row {
                    before: counts,
                    ..Row::default()
                };
                continue;
            };
            let at = *row.at.get_or_insert(self.last.max(step));
            let since = counts.since(&row.before);
            if since != row.written {
                row.written = since;
                counted.push(Counted {
                    release,
                    at,
                    counts: since,
                });
            }
            let length = if now.0 - step.0 < FIRST { SHORT } else { LONG };
            if at < step || now.0 - at.0 >= length {
                *row = Row {
                    at: Some(now),
                    before: counts,
                    written: Counts::default(),
                };
            }
        }
        app.health_keep(self.node, &counted).await?;
        (self.rows, self.last) = (rows, now);
        Ok(())
    }
}
