//! The directory of native code: what it may contain, and how what is in it is trusted.
//!
//! Loading native code means running it. So the directory belongs to this user and is closed to all others, and each
//! file in it carries a [seal](crate::seal) under a key that is kept elsewhere. What has no valid seal (a flipped bit, a
//! file cut short, another component's or another host's) is not run: to whoever asks, it is as if it were not there,
//! and it is compiled again. A file appears whole or not at all. There is a folder for each kind of engine: after an
//! upgrade the old code is simply not found.
//!
//! A release is verified when it is warmed up or loaded for the first time, and again when its file is not the one that
//! was verified then: all of it is read, 1 to 2 ms for each MB. The file is opened once: what is checked, verified and
//! mapped is one and the same, whatever happens to its name meanwhile. What remains is somebody who writes into that very
//! file after it was verified. The directory keeps other users from it; who acts as this user, or as root, could as well
//! change the running process.

use std::collections::HashMap;
use std::fs::{self, DirBuilder, File, Metadata};
use std::io::{self, Read as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use tempfile::{NamedTempFile, TempPath};
use wasmtime::Engine;
use wasmtime::component::Component;

use trust::Digest;

use crate::compile::PrepareError;
use crate::config::SetupError;
use crate::failure::shorten;
use crate::inspection::{Inspection, Refused};
use crate::seal::{Seal, Sealer, is_private, open_private};

/// Why a release cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Never compiled for this engine: prepare it.
    #[error("there is no native code of {0} for this engine; it must be compiled first")]
    NotPrepared(Digest),
    /// This host has not made the file, or not as it is now. It is never run: prepare the release, which replaces it.
    #[error(
        "the native code of {0} was not written by this host, or was changed since; it is not run, and must be \
             compiled again"
    )]
    NotAuthentic(Digest),
    /// It is this host's, and wasmtime does not accept it: the ceilings were lowered since it was compiled.
    #[error("the native code of {digest} does not fit this engine: {reason}")]
    Incompatible {
        /// Of the component.
        digest: Digest,
        /// What wasmtime says.
        reason: String,
    },
    /// The system could not read it.
    #[error("the native code could not be read")]
    Unreadable(#[from] io::Error),
}

impl LoadError {
    /// Whether preparing the release (once more) helps.
    pub fn needs_preparing(&self) -> bool {
        matches!(self, Self::NotPrepared(_) | Self::NotAuthentic(_))
    }
}

/// How the names of files begin that are not whole yet.
const STAGED: &str = ".staged-";
/// A report holds the custom sections; it is never larger than the child's answer.
const REPORT_BYTES: u64 = 64 << 20;

#[derive(Debug)]
pub(crate) struct NativeCache {
    dir: PathBuf,
    sealer: Sealer,
    /// The files that were verified, by what was compiled; a hundred bytes for each release that was ever loaded.
    verified: Mutex<HashMap<Digest, Verified>>,
}

/// A file that was held against its seal.
#[derive(Clone, Copy, Debug)]
struct Verified {
    stamp: Stamp,
    /// As [`Inspection::described`].
    described: Digest,
}

/// What no write leaves as it was: nobody but root sets the time of a file's last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    device: u64,
    inode: u64,
    bytes: u64,
    changed: (i64, i64),
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        Self {
            device: found.dev(),
            inode: found.ino(),
            bytes: found.len(),
            changed: (found.ctime(), found.ctime_nsec()),
        }
    }

    /// Whether the next change would show. The system's clock for files stands still for up to 10 ms, and in some file
    /// systems for up to 2 s, which keep whole seconds: two changes within that time look the same.
    fn is_settled(&self) -> bool {
        let stands_still = match self.changed.1 {
            0 => Duration::from_secs(3),
            _ => Duration::from_millis(100),
        };
        let seconds = u64::try_from(self.changed.0).unwrap_or(u64::MAX);
        let nanoseconds = u32::try_from(self.changed.1).unwrap_or_default();
        UNIX_EPOCH
            .checked_add(Duration::new(seconds, nanoseconds))
            .and_then(|changed| changed.elapsed().ok())
            .is_some_and(|ago| ago > stands_still)
    }
}

impl NativeCache {
    pub(crate) fn open(root: &Path, key_file: &Path, engine: &str) -> Result<Self, SetupError> {
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
        // Whoever copies the directory must not have copied the key with it.
        if key_file.starts_with(root) {
            return Err(SetupError::KeyInCacheDir {
                path: key_file.into(),
            });
        }
        let sealer = Sealer::open(key_file, engine)?;
        sweep(&dir);
        Ok(Self {
            dir,
            sealer,
            verified: Mutex::default(),
        })
    }

    /// Maps native code that this host has made, and says what it found in the component (as [`Inspection::described`]).
    pub(crate) fn load(
        &self,
        engine: &Engine,
        digest: &Digest,
    ) -> Result<(Component, Digest), LoadError> {
        let (native, described) = self.trusted(digest)?;
        let component = map(engine, &native).map_err(|error| LoadError::Incompatible {
            digest: *digest,
            reason: format!("{error:#}"),
        })?;
        Ok((component, described))
    }

    /// What was found in a component when it was compiled, if its native code can be loaded too.
    pub(crate) fn inspection(&self, digest: &Digest) -> Option<Inspection> {
        let native = self.native(digest).ok()?;
        self.verify(digest, &native).ok()
    }

    /// A new empty file for native code; removed unless it is kept.
    pub(crate) fn stage(&self) -> io::Result<(File, TempPath)> {
        self.temporary().map(NamedTempFile::into_parts)
    }

    /// Seals native code with its report and moves both in, the code last: where it is, the report is too. Native code
    /// that this engine cannot load, because it asks for more than the pool has, is refused.
    pub(crate) fn keep(
        &self,
        engine: &Engine,
        staged: TempPath,
        inspection: &Inspection,
    ) -> Result<(), PrepareError> {
        let digest = &inspection.digest;
        let native = open_private(&staged)?
            .ok_or_else(|| io::Error::other("the compiler's file was replaced"))?;
        if let Err(error) = map(engine, &native) {
            return Err(Refused::DoesNotFit {
                reason: shorten(format!("{error:#}"), 500),
            }
            .into());
        }
        let found = serde_json::to_vec(inspection).map_err(io::Error::from)?;
        let seal = self.sealer.seal(digest, &found, &native)?;
        let mut report = self.temporary()?;
        writeln!(report, "{}", hex::encode(seal))?;
        report.write_all(&found)?;
        report.as_file().sync_all()?;
        report
            .persist(self.report_path(digest))
            .map_err(io::Error::from)?;
        native.sync_all()?;
        staged
            .persist(self.native_path(digest))
            .map_err(io::Error::from)?;
        File::open(&self.dir)?.sync_all()?;
        Ok(())
    }

    /// The native code's file, opened, if this host has made it; and what was found in the component.
    pub(crate) fn trusted(&self, digest: &Digest) -> Result<(File, Digest), LoadError> {
        let native = self.native(digest)?;
        let stamp = Stamp::of(&native.metadata()?);
        let known = self.verified().get(digest).copied();
        let described = match known.filter(|known| known.stamp == stamp) {
            Some(known) => known.described,
            None => self.verify(digest, &native)?.described(),
        };
        Ok((native, described))
    }

    /// The native code's file, opened: a plain file that only this user can have written.
    fn native(&self, digest: &Digest) -> Result<File, LoadError> {
        match open_private(&self.native_path(digest)) {
            Ok(Some(native)) => Ok(native),
            Ok(None) => Err(self.suspect(digest)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(LoadError::NotPrepared(*digest))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Holds native code and its report against their seal, and gives the report.
    fn verify(&self, digest: &Digest, native: &File) -> Result<Inspection, LoadError> {
        let before = Stamp::of(&native.metadata()?);
        let (seal, report) = self.report(digest)?.ok_or_else(|| self.suspect(digest))?;
        if !self.sealer.has_sealed(digest, &report, native, &seal)? {
            return Err(self.suspect(digest));
        }
        // Of another version, which said it otherwise: that one's code is of no use either.
        let inspection = serde_json::from_slice(&report).ok();
        let inspection = inspection.filter(|found: &Inspection| found.digest == *digest);
        let inspection = inspection.ok_or_else(|| self.suspect(digest))?;
        // Where it was changed while it was read, it is verified again the next time.
        if before.is_settled() && Stamp::of(&native.metadata()?) == before {
            let verified = Verified {
                stamp: before,
                described: inspection.described(),
            };
            self.verified().insert(*digest, verified);
        }
        Ok(inspection)
    }

    fn report(&self, digest: &Digest) -> Result<Option<(Seal, Vec<u8>)>, LoadError> {
        let file = match open_private(&self.report_path(digest)) {
            Ok(Some(file)) => file,
            Ok(None) => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut text = Vec::new();
        file.take(REPORT_BYTES).read_to_end(&mut text)?;
        let mut seal = Seal::default();
        let Some((line, report)) = text.split_at_checked(2 * seal.len() + 1) else {
            return Ok(None);
        };
        let hexadecimal = line.strip_suffix(b"\n").unwrap_or_default();
        Ok(hex::decode_to_slice(hexadecimal, &mut seal)
            .is_ok()
            .then(|| (seal, report.to_vec())))
    }

    fn suspect(&self, digest: &Digest) -> LoadError {
        self.verified().remove(digest);
        tracing::warn!(%digest, "native code without a valid seal is not run");
        LoadError::NotAuthentic(*digest)
    }

    fn verified(&self) -> MutexGuard<'_, HashMap<Digest, Verified>> {
        self.verified.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn temporary(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new()
            .prefix(STAGED)
            .permissions(fs::Permissions::from_mode(0o600))
            .tempfile_in(&self.dir)
    }

    fn native_path(&self, digest: &Digest) -> PathBuf {
        self.dir.join(format!("{digest}.cwasm"))
    }

    fn report_path(&self, digest: &Digest) -> PathBuf {
        self.dir.join(format!("{digest}.report"))
    }
}

/// Maps native code.
fn map(engine: &Engine, native: &File) -> wasmtime::Result<Component> {
    // wasmtime opens files by name only: this name stands for the very file that is open already.
    let path = format!("/proc/self/fd/{}", native.as_raw_fd());
    // SAFETY: the file must be native code that wasmtime wrote and nobody changed since, as long as it is mapped. It
    // has this host's seal, or was just written by this host's own compiler (one of both, at the two callers), it lies
    // in a directory that only this user can enter, belongs to this user and is closed to all others. Files there are
    // replaced by renaming, never written in place.
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
