//! A node looks after what is rolled out: it writes down how calls go here, goes on with what was planned, and takes back
//! what does worse.

use std::{convert::Infallible, time::Duration};

use platform::{Platform, Recorder};
use tokio::time::{MissedTickBehavior, interval};

/// So often it is looked at: what fails all the time is taken back within seconds.
const PERIOD: Duration = Duration::from_secs(2);

/// Looks after it for ever. What goes wrong is told, and tried again.
pub async fn look_after(platform: Platform) -> Infallible {
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut recorder = Recorder::of(platform.clone());
    loop {
        ticks.tick().await;
        if let Err(error) = recorder.record().await {
            tracing::warn!(%error, "how calls went could not be written down");
        }
        if let Err(error) = platform.app().rollouts_watch().await {
            tracing::warn!(%error, "not every rollout could be looked after");
        }
    }
}
