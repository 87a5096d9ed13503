//! The directory of native code: what it may contain, and who may have put it there.
//!
//! Loading native code means running it, so the directory and every file in it must belong to this user and be closed
//! to all others, and only what the child wrote is moved in. A file appears whole or not at all. There is a folder for
//! each kind of engine: after an upgrade the old code is simply not found.

use std::fs::{self, DirBuilder, File, Metadata};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::config::SetupError;
use crate::digest::Digest;
use crate::inspection::Inspection;

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
        // SAFETY: the file must be native code that wasmtime wrote and nobody changed since, as long as it is mapped.
        // It is a plain file in a directory that only this user can write to (checked when the runtime was set up),
        // owned by this user and closed to all others (checked above), and this crate moves nothing into it but what
        // its own child has compiled. Files in it are replaced by renaming, never written in place.
        #[expect(
            unsafe_code,
            reason = "native code can only be loaded by trusting it; see the comment"
        )]
        let loaded = unsafe { Component::deserialize_file(engine, &path) };
        loaded.map_err(|error| LoadError::Incompatible {
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

    /// Moves native code and its report in, the code last: where it is, the report is too.
    pub(crate) fn keep(&self, staged: TempPath, inspection: &Inspection) -> io::Result<()> {
        let mut report = self.temporary()?;
        serde_json::to_writer(&mut report, inspection)?;
        report.flush()?;
        report.as_file().sync_all()?;
        report.persist(self.report(&inspection.digest))?;
        File::open(&staged)?.sync_all()?;
        staged.persist(self.native(&inspection.digest))?;
        File::open(&self.dir)?.sync_all()
    }

    fn temporary(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new()
            .prefix(".staged-")
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

fn is_private(found: &Metadata) -> bool {
    found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 == 0
}
