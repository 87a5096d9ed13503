//! The directory of native code: what it may contain, and who may have put it there.
//!
//! Loading native code means running it, so the directory and every file in it must belong to this user and be closed
//! to all others, and only what the child wrote is moved in. A file appears whole or not at all. There is a folder for
//! each kind of engine: after an upgrade the old code is simply not found.

use std::fs::{self, DirBuilder, File, Metadata};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::{NamedTempFile, TempPath};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::compile::PrepareError;
use crate::config::SetupError;
use crate::digest::Digest;
use crate::failure::shorten;
use crate::inspection::{Inspection, Refused};

/// Why a release cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Never compiled for this engine: prepare it.
    #[error("there is no native code of {0} for this engine; it must be compiled first")]
    NotPrepared(Digest),
    /// Not a plain file of this user that is closed to all others. It is never run; somebody must look at it.
    #[error("the native code at {0} was not written by this server, and is not run")]
    Foreign(PathBuf),
    /// wasmtime does not accept it; prepare it again after removing it.
    #[error("the native code at {path} is not for this engine: {reason}")]
    Incompatible {
        /// The file.
        path: PathBuf,
        /// What wasmtime says.
        reason: String,
    },
    /// The system could not read it.
    #[error("the native code could not be read")]
    Unreadable(#[source] io::Error),
}

/// How the names of files begin that are not whole yet.
const STAGED: &str = ".staged-";

#[derive(Debug)]
pub(crate) struct NativeCache {
    dir: PathBuf,
}

impl NativeCache {
    pub(crate) fn open(root: &Path, engine: &str) -> Result<Self, SetupError> {
        let dir = root.join(engine);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&dir)
            .map_err(|source| SetupError::CacheDir {
                path: dir.clone(),
                source,
            })?;
        for path in [root, &dir] {
            let found = fs::symlink_metadata(path).map_err(|source| SetupError::CacheDir {
                path: path.into(),
                source,
            })?;
            if !found.is_dir() || !is_private(&found) {
                return Err(SetupError::CacheDirNotPrivate { path: path.into() });
            }
        }
        sweep(&dir);
        Ok(Self { dir })
    }

    pub(crate) fn load(&self, engine: &Engine, digest: &Digest) -> Result<Component, LoadError> {
        let path = self.native(digest);
        let found = match fs::symlink_metadata(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(LoadError::NotPrepared(*digest));
            }
            Err(error) => return Err(LoadError::Unreadable(error)),
        };
        if !found.is_file() || !is_private(&found) {
            return Err(LoadError::Foreign(path));
        }
        map(engine, &path).map_err(|error| LoadError::Incompatible {
            path,
            reason: format!("{error:#}"),
        })
    }

    /// What was found in a component when it was compiled, if its native code is there too.
    pub(crate) fn inspection(&self, digest: &Digest) -> Option<Inspection> {
        let native = fs::symlink_metadata(self.native(digest)).ok()?;
        if !native.is_file() || !is_private(&native) {
            return None;
        }
        let text = fs::read(self.report(digest)).ok()?;
        let inspection: Inspection = serde_json::from_slice(&text).ok()?;
        (inspection.digest == *digest).then_some(inspection)
    }

    /// A new empty file for the child to write native code into; removed unless it is kept.
    pub(crate) fn stage(&self) -> io::Result<TempPath> {
        self.temporary().map(NamedTempFile::into_temp_path)
    }

    /// Moves native code and its report in, the code last: where it is, the report is too. Native code that this engine
    /// cannot load, because it asks for more than the pool has, is refused.
    pub(crate) fn keep(
        &self,
        engine: &Engine,
        staged: TempPath,
        inspection: &Inspection,
    ) -> Result<(), PrepareError> {
        if let Err(error) = map(engine, &staged) {
            return Err(Refused::DoesNotFit {
                reason: shorten(format!("{error:#}"), 500),
            }
            .into());
        }
        let mut report = self.temporary()?;
        serde_json::to_writer(&mut report, inspection).map_err(io::Error::from)?;
        report.flush()?;
        report.as_file().sync_all()?;
        report
            .persist(self.report(&inspection.digest))
            .map_err(io::Error::from)?;
        File::open(&staged)?.sync_all()?;
        staged
            .persist(self.native(&inspection.digest))
            .map_err(io::Error::from)?;
        File::open(&self.dir)?.sync_all()?;
        Ok(())
    }

    fn temporary(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new()
            .prefix(STAGED)
            .permissions(fs::Permissions::from_mode(0o600))
            .tempfile_in(&self.dir)
    }

    fn native(&self, digest: &Digest) -> PathBuf {
        self.dir.join(format!("{digest}.cwasm"))
    }

    fn report(&self, digest: &Digest) -> PathBuf {
        self.dir.join(format!("{digest}.json"))
    }
}

/// Maps native code.
fn map(engine: &Engine, path: &Path) -> wasmtime::Result<Component> {
    // SAFETY: the file must be native code that wasmtime wrote and nobody changed since, as long as it is mapped. It is
    // a plain file in a directory that only this user can write to (checked when the runtime was set up), owned by this
    // user and closed to all others (checked, or just made so, by both callers), and this crate puts nothing there but
    // what its own child has compiled. Files there are replaced by renaming, never written in place.
    #[expect(
        unsafe_code,
        reason = "native code can only be loaded by trusting it; see the comment"
    )]
    unsafe {
        Component::deserialize_file(engine, path)
    }
}

/// Removes what a server that was killed had staged. Another process may be compiling into the same directory, and takes
/// minutes at most.
fn sweep(dir: &Path) {
    const LEFT_BEHIND: Duration = Duration::from_secs(3_600);
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let age = entry
            .metadata()
            .and_then(|found| found.modified())
            .ok()
            .and_then(|at| at.elapsed().ok());
        if entry.file_name().to_string_lossy().starts_with(STAGED)
            && age.is_some_and(|age| age > LEFT_BEHIND)
        {
            // Not being able to costs only disk.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_private(found: &Metadata) -> bool {
    found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 == 0
}
