//! The files of a mini-app, and which of them changed. Nothing of what its build writes counts.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result};
use notify_debouncer_mini::{
    DebounceEventResult, Debouncer, new_debouncer,
    notify::{RecommendedWatcher, RecursiveMode},
};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// An editor that saves all of its files is done by then.
const SETTLED: Duration = Duration::from_millis(200);

/// What changes in a folder.
pub struct Changes {
    events: UnboundedReceiver<DebounceEventResult>,
    watcher: Debouncer<RecommendedWatcher>,
    folder: PathBuf,
}

impl Changes {
    /// From now on.
    pub fn of(folder: &Path) -> Result<Self> {
        let (tell, events) = unbounded_channel();
        let tell = move |events| {
            // Who does not listen any more has ended.
            let _ = tell.send(events);
        };
        let mut changes = Self {
            events,
            watcher: new_debouncer(SETTLED, tell).context("no file can be watched")?,
            folder: folder.canonicalize()?,
        };
        changes.watch()?;
        Ok(changes)
    }

    /// The folder, and the folders in it but those of builds and tools. Watching one again changes nothing.
    fn watch(&mut self) -> Result<()> {
        let mut all = vec![(self.folder.clone(), RecursiveMode::NonRecursive)];
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() && counts(&entry.file_name()) {
                all.push((entry.path(), RecursiveMode::Recursive));
            }
        }
        for (path, mode) in all {
            let watched = self.watcher.watcher().watch(&path, mode);
            watched.with_context(|| format!("{} cannot be watched", path.display()))?;
        }
        Ok(())
    }

    /// Waits until something has changed; one of the files that did.
    pub async fn next(&mut self) -> Result<PathBuf> {
        loop {
            let events = self.events.recv().await.context("nothing is watched")?;
            let mut found = None;
            for event in events.context("files cannot be watched any more")? {
                let Ok(inside) = event.path.strip_prefix(&self.folder) else {
                    continue;
                };
                let first = inside.components().next();
                if first.is_some_and(|first| counts(first.as_os_str())) {
                    found = Some(inside.to_owned());
                }
            }
            // A folder may be new.
            self.watch()?;
            if let Some(file) = found {
                return Ok(file);
            }
        }
    }
}

/// Whether what has this name in the folder is the author's.
fn counts(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    !name.starts_with('.') && !name.ends_with(".wasm") && name != "target" && name != "Cargo.lock"
}
