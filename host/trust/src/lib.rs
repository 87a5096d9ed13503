//! What makes a release one that may run: keys, signed statements, and a transparency log of all that happened to it.
//!
//! The [`Ledger`] is what the log says, gone through from its first entry: which keys are whose, which releases are signed
//! and approved, what is stopped. Nodes and auditors run the same code over the same entries, so nobody has to take the
//! registry's word, or its database's. Knows nobody and does no input or output.

mod breach;
mod checkpoint;
mod digest;
mod entry;
mod envelope;
mod key;
mod ledger;
mod passkey;
mod statement;
mod tiles;
mod tree;

pub use breach::{Breach, NotAdmitted};
pub use checkpoint::{CheckpointError, Head, LogKey, LogSigner};
pub use digest::{Digest, NotADigest};
pub use entry::{Entry, EntryError, Event, Target};
pub use envelope::{Envelope, EnvelopeError};
pub use key::{KeyError, KeyId, PublicKey, SecretKey};
pub use ledger::{Key, Ledger, Standing};
pub use passkey::Assertion;
pub use statement::{
    AgencyRule, Decision, Enrolment, Holder, Publication, Revocation, Statement, TrustList, Verdict,
};
pub use tiles::{CutShort, Resource, TILE_HEIGHT, TILE_WIDTH, bundle, entries, tile};
pub use tree::{
    Frontier, Hash, Hashes, level_of, root, to_store, wanted_for_root, wanted_to_store,
};
