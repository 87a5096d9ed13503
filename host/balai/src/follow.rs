//! A node follows the log: what others entered holds here within a second, and what it has seen once it expects again.
//!
//! The highest checkpoint that was seen is kept beside the node's data, apart from the database: a database that was
//! restored from an older backup, or swapped, is noticed, and the node does not start over it.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result};
use app::App;
use tokio::time::{MissedTickBehavior, interval};
use trust::{Head, LogSigner};

/// So often the log is looked at: a stop holds on every node within a second.
const PERIOD: Duration = Duration::from_millis(500);

/// What follows the log on this node.
pub struct Follower {
    app: App,
    signer: LogSigner,
    seen: PathBuf,
}

impl Follower {
    /// Goes through the whole log; what was seen before must still be in it.
    ///
    /// # Errors
    /// Where the log went back, or cannot be read.
    pub async fn begin(app: App, signer: LogSigner, data: &Path) -> Result<Self> {
        let seen = data.join("log-seen");
        let follower = Self { app, signer, seen };
        if let Some(before) = follower.seen()? {
            let app = &follower.app;
            app.log_assert_grown(&mut app.reading(), before).await?;
        }
        let head = follower.app.log_follow().await?;
        follower.keep(head).await?;
        Ok(follower)
    }

    /// Follows for ever. What goes wrong is told, and tried again.
    pub async fn go_on(self) {
        let mut ticks = interval(PERIOD);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut size = 0;
        loop {
            ticks.tick().await;
            match self.app.log_follow().await {
                Ok(head) if head.size != size => match self.keep(head).await {
                    Ok(()) => size = head.size,
                    Err(error) => {
                        tracing::warn!(error = format!("{error:#}"), "the checkpoint was not kept");
                    }
                },
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "the log cannot be followed"),
            }
        }
    }

    fn seen(&self) -> Result<Option<Head>> {
        let name = self.seen.display();
        let note = match fs::read(&self.seen) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            note => note.with_context(|| format!("{name} cannot be read"))?,
        };
        let head = self.signer.key().open(&note);
        let head = head.with_context(|| {
            format!("{name} does not hold; hint: `balai log forget` lets this node begin anew")
        })?;
        Ok(Some(head))
    }

    /// Keeps what was followed, where it is what the tree says.
    async fn keep(&self, head: Head) -> Result<()> {
        let app = &self.app;
        app.log_assert_whole(&mut app.reading(), head).await?;
        let note = self.signer.sign(head)?;
        let folder = self.seen.parent().unwrap_or(Path::new("."));
        let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
            file.write_all(note.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&self.seen).map_err(|error| error.error)
        });
        written.with_context(|| format!("{} cannot be written", self.seen.display()))?;
        Ok(())
    }
}

/// Lets a node forget what it has seen of the log. Whether there was anything.
///
/// # Errors
/// Where the file cannot be removed.
pub fn forget(data: &Path) -> io::Result<bool> {
    match fs::remove_file(data.join("log-seen")) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
