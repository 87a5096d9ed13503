//! The head of the log, signed: C2SP tlog-checkpoint over a signed note, <https://c2sp.org/tlog-checkpoint>.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use signed_note::{
    Note, Signer as _, StandardSigner, StandardVerifier, Verifier as _, VerifierList,
};
use tlog_tiles::Checkpoint;

use crate::{Hash, SecretKey};

/// The algorithm's number in keys of signed notes: Ed25519.
const ED25519: u8 = 1;

/// How many entries a log has, and the root of its tree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Head {
    /// Entries.
    pub size: u64,
    /// Of the tree.
    pub root: Hash,
}

/// What checkpoints of a log are checked with: `<origin>+<id>+<base64>`, as the specification writes it. The origin is the
/// log's own name.
#[derive(Clone, PartialEq, Eq)]
pub struct LogKey {
    origin: String,
    text: String,
}

/// What signs the checkpoints of a log.
#[derive(Clone)]
pub struct LogSigner {
    signer: StandardSigner,
    key: LogKey,
}

/// Why a checkpoint says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The key is none.
    #[error(
        "\"{0}\" is no key of a log; hint: <origin>+<id>+<base64>, as `balai log key` prints it"
    )]
    Key(String),
    /// The name of a log has a space or a plus, or is empty.
    #[error(
        "\"{0}\" cannot be the name of a log; hint: the address of the platform without its scheme"
    )]
    Origin(String),
    /// It is no signed note, or no checkpoint.
    #[error("it is no checkpoint of a log")]
    Malformed,
    /// Of another log.
    #[error("it is a checkpoint of the log \"{0}\"")]
    OtherLog(String),
    /// Nobody known signed it, or the signature is over something else.
    #[error("it is not signed by the log's key")]
    Unsigned,
}

impl LogKey {
    /// The log's own name.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What a checkpoint says, where the log's key signed it.
    ///
    /// # Errors
    /// See [`CheckpointError`].
    pub fn open(&self, note: &[u8]) -> Result<Head, CheckpointError> {
        let verifier = StandardVerifier::new(&self.text)
            .map_err(|_| CheckpointError::Key(self.text.clone()))?;
        let note = Note::from_bytes(note).map_err(|_| CheckpointError::Malformed)?;
        note.verify(&VerifierList::new(vec![Box::new(verifier)]))
            .map_err(|_| CheckpointError::Unsigned)?;
        let checkpoint =
            Checkpoint::from_bytes(note.text()).map_err(|_| CheckpointError::Malformed)?;
        if checkpoint.origin() != self.origin {
            return Err(CheckpointError::OtherLog(checkpoint.origin().to_owned()));
        }
        Ok(Head {
            size: checkpoint.size(),
            root: *checkpoint.hash(),
        })
    }
}

impl LogSigner {
    /// Signs for the log of this name.
    ///
    /// # Errors
    /// Where a log cannot have this name.
    pub fn new(origin: &str, key: &SecretKey) -> Result<Self, CheckpointError> {
        if !signed_note::is_key_name_valid(origin) {
            return Err(CheckpointError::Origin(origin.to_owned()));
        }
        let unfit = || CheckpointError::Origin(origin.to_owned());
        let of = |bytes: &[u8]| [&[ED25519], bytes].concat();
        let public = of(&key.public_bytes());
        let id = signed_note::key_id(origin, &public);
        let text = |secret: &[u8]| format!("{origin}+{id:08x}+{}", STANDARD.encode(secret));
        let signer = StandardSigner::new(&format!("PRIVATE+KEY+{}", text(&of(&key.seed()))))
            .map_err(|_| unfit())?;
        let key = text(&public).parse().map_err(|_| unfit())?;
        Ok(Self { signer, key })
    }

    /// What its checkpoints are checked with.
    #[must_use]
    pub fn key(&self) -> &LogKey {
        &self.key
    }

    /// The checkpoint of a head.
    ///
    /// # Errors
    /// Never, in practice: the library's own.
    pub fn sign(&self, head: Head) -> Result<String, CheckpointError> {
        let text = Checkpoint::new(&self.key.origin, head.size, head.root, "")
            .map_err(|_| CheckpointError::Malformed)?
            .to_bytes();
        let mut note = Note::new(&text, &[]).map_err(|_| CheckpointError::Malformed)?;
        note.add_sigs(&[&self.signer])
            .map_err(|_| CheckpointError::Unsigned)?;
        String::from_utf8(note.to_bytes()).map_err(|_| CheckpointError::Malformed)
    }
}

impl fmt::Debug for LogSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogSigner {:08x} of {}", self.signer.key_id(), self.key)
    }
}

impl fmt::Display for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for LogKey {
    type Err = CheckpointError;
    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let verifier =
            StandardVerifier::new(text).map_err(|_| CheckpointError::Key(text.to_owned()))?;
        Ok(Self {
            origin: verifier.name().to_owned(),
            text: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Frontier;

    #[test]
    fn only_what_the_log_signed_is_a_checkpoint_of_it() {
        let key = SecretKey::from_seed(&[3; 32]);
        let signer = LogSigner::new("balai.example/log", &key).expect("a name");
        let mut tree = Frontier::default();
        tree.push(b"one");
        let head = Head {
            size: tree.size(),
            root: tree.root(),
        };
        let note = signer.sign(head).expect("signed");
        assert!(note.starts_with("balai.example/log\n1\n"), "{note}");
        assert_eq!(signer.key().open(note.as_bytes()), Ok(head));
        let written: LogKey = signer.key().to_string().parse().expect("a key");
        assert_eq!(written.open(note.as_bytes()), Ok(head));

        let more = note.replace("\n1\n", "\n2\n");
        assert_eq!(
            written.open(more.as_bytes()),
            Err(CheckpointError::Unsigned)
        );
        let other = LogSigner::new("balai.example/log", &SecretKey::from_seed(&[4; 32]));
        let other = other.expect("a name").sign(head).expect("signed");
        assert_eq!(
            written.open(other.as_bytes()),
            Err(CheckpointError::Unsigned)
        );
        assert_eq!(written.open(b"hello"), Err(CheckpointError::Malformed));
        assert!(LogSigner::new("a log", &key).is_err());
        assert!("nonsense".parse::<LogKey>().is_err());
    }
}
