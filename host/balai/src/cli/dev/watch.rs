//! The files of a mini-app, and when they have changed. Nothing of what its build writes counts, and nothing that was only
//! read.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _, recommended_watcher};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::timeout,
};
use trust::Digest;

/// An editor that saves all of its files is done where nothing more comes for so long.
const SETTLED: Duration = Duration::from_millis(200);

/// What changes in a folder.
pub struct Changes {
    events: UnboundedReceiver<notify::Result<Event>>,
    watcher: RecommendedWatcher,
    folder: PathBuf,
    /// What stood in the files when they were last looked at.
    seen: BTreeMap<PathBuf, Digest>,
}

impl Changes {
    /// From now on.
    pub fn of(folder: &Path) -> Result<Self> {
        let (tell, events) = unbounded_channel();
        let tell = move |event: notify::Result<Event>| {
            // A build reads all of them.
            if !event.as_ref().is_ok_and(|event| event.kind.is_access()) {
                // Who does not listen any more has ended.
                let _ = tell.send(event);
            }
        };
        let mut changes = Self {
            events,
            watcher: recommended_watcher(tell).context("no file can be watched")?,
            folder: folder.canonicalize()?,
            seen: BTreeMap::new(),
        };
        changes.watch()?;
        changes.seen = contents(&changes.folder)?;
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
            let watched = self.watcher.watch(&path, mode);
            watched.with_context(|| format!("{} cannot be watched", path.display()))?;
        }
        Ok(())
    }

    /// Waits until something stands in the files that did not before; one of the files.
    pub async fn next(&mut self) -> Result<PathBuf> {
        loop {
            let mut event = self.events.recv().await;
            loop {
                let told = event.context("nothing is watched")?;
                told.context("files cannot be watched any more")?;
                match timeout(SETTLED, self.events.recv()).await {
                    Ok(more) => event = more,
                    Err(_) => break,
                }
            }
            // A folder may be new.
            self.watch()?;
            // One that goes away while it is read is told of once more.
            let Ok(now) = contents(&self.folder) else {
                continue;
            };
            let before = std::mem::replace(&mut self.seen, now);
            let is_other = |file: &&PathBuf| before.get(*file) != self.seen.get(*file);
            if let Some(file) = self.seen.keys().chain(before.keys()).find(is_other) {
                return Ok(file.clone());
            }
        }
    }
}

/// What stands in the author's files, by their paths in the folder.
fn contents(folder: &Path) -> io::Result<BTreeMap<PathBuf, Digest>> {
    let mut contents = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(within) = folders.pop() {
        for entry in fs::read_dir(&within)? {
            let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
            if !counts(&name) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap_or(&path).to_owned();
                contents.insert(name, Digest::of(&fs::read(&path)?));
            }
        }
    }
    Ok(contents)
}

/// Whether what has this name is the author's.
fn counts(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    !name.starts_with('.') && !name.ends_with(".wasm") && name != "target" && name != "Cargo.lock"
}
