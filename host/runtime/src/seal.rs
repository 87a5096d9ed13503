//! The key that only this host has, and the seal that it puts on what was compiled here.
//!
//! A seal is HMAC-SHA256 over the digest of the component, the kind of engine, the report and the native code: it says
//! that this host compiled these bytes from that component, for that engine. Whoever writes into the directory of
//! native code without the key (a backup that was put back, another host's directory, a disk that flips a bit) makes
//! nothing that is run.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use hmac::{Hmac, Mac as _};
use rustix::fs::OFlags;
use rustix::io::Errno;
use sha2::Sha256;

use trust::Digest;

use crate::config::SetupError;

/// What is sealed, and how: another layout is another label.
const LABEL: &[u8] = b"balai native code 1";
const KEY_BYTES: usize = 32;

/// Seals, and tells whether a seal is its own.
pub(crate) struct Sealer {
    keyed: Hmac<Sha256>,
    engine: String,
}

/// What a [`Sealer`] gives; hexadecimal as text.
pub(crate) type Seal = [u8; 32];

impl Sealer {
    /// With the key in this file, which is made where it is not there yet.
    pub(crate) fn open(key_file: &Path, engine: &str) -> Result<Self, SetupError> {
        let key = key(key_file)?;
        let keyed = Hmac::new_from_slice(&key).map_err(|error| SetupError::Key {
            path: key_file.into(),
            source: io::Error::other(error),
        })?;
        Ok(Self {
            keyed,
            engine: engine.to_owned(),
        })
    }

    /// The seal of native code with its report.
    pub(crate) fn seal(
        &self,
        digest: &Digest,
        report: &[u8],
        native: impl Read,
    ) -> io::Result<Seal> {
        let mac = self.over(digest, report, native)?;
        Ok(mac.finalize().into_bytes().into())
    }

    /// Whether this host sealed exactly these. Takes as long whichever byte differs.
    pub(crate) fn has_sealed(
        &self,
        digest: &Digest,
        report: &[u8],
        native: impl Read,
        seal: &Seal,
    ) -> io::Result<bool> {
        let mac = self.over(digest, report, native)?;
        Ok(mac.verify_slice(seal).is_ok())
    }

    fn over(
        &self,
        digest: &Digest,
        report: &[u8],
        mut native: impl Read,
    ) -> io::Result<Hmac<Sha256>> {
        let mut mac = self.keyed.clone();
        // Each with its length: no two lists of parts give the same bytes. The native code is the last.
        for part in [LABEL, self.engine.as_bytes(), digest.as_bytes(), report] {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        let mut piece = vec![0; 64 << 10];
        loop {
            match native.read(&mut piece) {
                Ok(0) => return Ok(mac),
                Ok(read) => mac.update(piece.get(..read).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl fmt::Debug for Sealer {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer")
            .field("engine", &self.engine)
            .finish_non_exhaustive()
    }
}

fn key(path: &Path) -> Result<[u8; KEY_BYTES], SetupError> {
    let failed = |source| SetupError::Key {
        path: path.into(),
        source,
    };
    if !fs::exists(path).map_err(failed)? {
        make_key(path).map_err(failed)?;
    }
    let not_a_key = || SetupError::NotAKey { path: path.into() };
    let mut file = open_private(path).map_err(failed)?.ok_or_else(not_a_key)?;
    // One byte more than a key has, to see that there is no more.
    let mut found = Vec::new();
    (&mut file)
        .take(KEY_BYTES as u64 + 1)
        .read_to_end(&mut found)
        .map_err(failed)?;
    found.try_into().map_err(|_| not_a_key())
}

/// Whole, or not at all; where another process was faster, its key stays.
fn make_key(path: &Path) -> io::Result<()> {
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key)?;
    let dir = path
        .parent()
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .permissions(fs::Permissions::from_mode(0o600))
        .tempfile_in(dir)?;
    file.write_all(&key)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => File::open(dir)?.sync_all(),
        Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(failed) => Err(failed.error),
    }
}

/// Opens a plain file of this user that is closed to all others; none if it is something else, such as a link.
pub(crate) fn open_private(path: &Path) -> io::Result<Option<File>> {
    // What is checked is what was opened: the name may stand for another file a moment later. A pipe does not block.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path);
    let file = match opened {
        Ok(file) => file,
        Err(error) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => return Ok(None),
        Err(error) => return Err(error),
    };
    let found = file.metadata()?;
    Ok((found.is_file() && is_private(&found)).then_some(file))
}

/// Whether it belongs to this user and is closed to all others.
pub(crate) fn is_private(found: &fs::Metadata) -> bool {
    found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o077 == 0
}
