//! DSSE, the Dead Simple Signing Envelope (v1.0.2): a statement with who signed it.
//!
//! <https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md>

use serde::{Deserialize, Serialize};

use crate::{Assertion, KeyId, PublicKey, SecretKey, Statement, passkey};

/// A statement as it was signed, to the byte, and its signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Envelope {
    payload_type: String,
    #[serde(with = "as_base64")]
    payload: Vec<u8>,
    signatures: Vec<Signature>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    keyid: KeyId,
    #[serde(with = "as_base64")]
    sig: Vec<u8>,
}

/// Why an envelope says nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// It is about something else.
    #[error("it holds \"{found}\", and \"{wanted}\" was to be signed")]
    OtherType {
        /// What it says it holds.
        found: String,
        /// What it should hold.
        wanted: &'static str,
    },
    /// What was signed is not what such a statement is.
    #[error("what was signed cannot be read: {0}")]
    Unreadable(String),
    /// Nobody signed.
    #[error("nobody signed it")]
    Unsigned,
    /// One key signed twice: it counts once, so a second line only hides something.
    #[error("key {0} signed it twice")]
    Twice(KeyId),
    /// A key that is not known.
    #[error(
        "key {0} is not enrolled; hint: `balai keys request` asks for that, and `balai keys list` says whether it waits for a registrar"
    )]
    UnknownKey(KeyId),
    /// A passkey that is not one of those which may sign here.
    #[error(
        "no passkey of yours that is enrolled has signed it; hint: choose the one that you asked to be enrolled"
    )]
    OfNone,
    /// The signature is not of this key over this statement.
    #[error("the signature is not by key {0} over this statement: one of them was changed")]
    Wrong(KeyId),
}

impl Envelope {
    /// Signs a statement.
    ///
    /// # Errors
    /// Where it cannot be written as JSON; those of this crate can.
    pub fn seal<S: Statement>(statement: &S, key: &SecretKey) -> Result<Self, EnvelopeError> {
        let mut envelope = Self::unsigned(statement)?;
        envelope.countersign(key);
        Ok(envelope)
    }

    /// A statement that somebody is to sign elsewhere.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn unsigned<S: Statement>(statement: &S) -> Result<Self, EnvelopeError> {
        let payload = serde_json::to_vec(statement)
            .map_err(|error| EnvelopeError::Unreadable(error.to_string()))?;
        Ok(Self {
            payload_type: S::TYPE.to_owned(),
            payload,
            signatures: Vec::new(),
        })
    }

    /// What a passkey is asked to sign for it.
    #[must_use]
    pub fn challenge(&self) -> [u8; 32] {
        passkey::challenge(&self.signed())
    }

    /// Takes in what a passkey has signed: by the first of these keys whose signature it is.
    ///
    /// # Errors
    /// Where it is of none of them.
    pub fn take_in(
        &mut self,
        assertion: &Assertion,
        keys: impl IntoIterator<Item = PublicKey>,
    ) -> Result<(), EnvelopeError> {
        let sig = serde_json::to_vec(assertion)
            .map_err(|error| EnvelopeError::Unreadable(error.to_string()))?;
        let signed = self.signed();
        let mut keys = keys.into_iter();
        let key = keys.find(|key| key.verifies(&signed, &sig));
        let keyid = key.ok_or(EnvelopeError::OfNone)?.id();
        self.signatures.push(Signature { keyid, sig });
        Ok(())
    }

    /// One more signature over the same statement.
    pub fn countersign(&mut self, key: &SecretKey) {
        let keyid = key.public().id();
        let sig = key.sign(&self.signed());
        self.signatures.push(Signature { keyid, sig });
    }

    /// The same statement with the signatures of both; none where it is not the same, to the byte.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Option<Self> {
        if (&self.payload_type, &self.payload) != (&other.payload_type, &other.payload) {
            return None;
        }
        let mut joined = self.clone();
        for signature in &other.signatures {
            if self.signers().all(|key| key != signature.keyid) {
                joined.signatures.push(signature.clone());
            }
        }
        Some(joined)
    }

    /// By which keys it says that it is signed.
    pub fn signers(&self) -> impl Iterator<Item = KeyId> + '_ {
        self.signatures.iter().map(|signature| signature.keyid)
    }

    /// What it says, before anybody looked at who signed. To find the keys, never to act on.
    ///
    /// # Errors
    /// Where it is another statement, or none.
    pub fn claims<S: Statement>(&self) -> Result<S, EnvelopeError> {
        if self.payload_type != S::TYPE {
            return Err(EnvelopeError::OtherType {
                found: self.payload_type.clone(),
                wanted: S::TYPE,
            });
        }
        serde_json::from_slice(&self.payload)
            .map_err(|error| EnvelopeError::Unreadable(error.to_string()))
    }

    /// What it says, and who signed it: at least one, and every signature holds.
    ///
    /// # Errors
    /// See [`EnvelopeError`].
    pub fn open<S: Statement>(
        &self,
        key_of: impl Fn(&KeyId) -> Option<PublicKey>,
    ) -> Result<(S, Vec<KeyId>), EnvelopeError> {
        let statement = self.claims()?;
        let signed = self.signed();
        let mut signers = Vec::new();
        for Signature { keyid, sig } in &self.signatures {
            if signers.contains(keyid) {
                return Err(EnvelopeError::Twice(*keyid));
            }
            let key = key_of(keyid).ok_or(EnvelopeError::UnknownKey(*keyid))?;
            if key.id() != *keyid || !key.verifies(&signed, sig) {
                return Err(EnvelopeError::Wrong(*keyid));
            }
            signers.push(*keyid);
        }
        if signers.is_empty() {
            return Err(EnvelopeError::Unsigned);
        }
        Ok((statement, signers))
    }

    /// The pre-authentication encoding: lengths before texts, so that no two statements are signed alike.
    fn signed(&self) -> Vec<u8> {
        let mut bytes = format!(
            "DSSEv1 {} {} {} ",
            self.payload_type.len(),
            self.payload_type,
            self.payload.len()
        )
        .into_bytes();
        bytes.extend_from_slice(&self.payload);
        bytes
    }
}

mod as_base64 {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Digest, Publication};

    fn publication() -> Publication {
        Publication {
            mini_app: "kota-damai/izin-usaha".to_owned(),
            version: "1.0.0".to_owned(),
            digest: Digest::of(b"component"),
        }
    }

    #[test]
    fn is_encoded_before_it_is_signed_as_the_protocol_says() {
        // The example of the protocol's own text.
        let envelope = Envelope {
            payload_type: "http://example.com/HelloWorld".to_owned(),
            payload: b"hello world".to_vec(),
            signatures: Vec::new(),
        };
        assert_eq!(
            envelope.signed(),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
    }

    #[test]
    fn any_byte_that_was_changed_is_found() {
        let key = SecretKey::from_seed(&[7; 32]);
        let sealed = Envelope::seal(&publication(), &key).expect("sealed");
        let known = |id: &KeyId| (*id == key.public().id()).then(|| key.public());
        let (said, signers) = sealed.open::<Publication>(known).expect("holds");
        assert_eq!((said, signers), (publication(), vec![key.public().id()]));
        for at in 0..sealed.payload.len() {
            let mut changed = sealed.clone();
            changed.payload[at] ^= 1;
            assert!(changed.open::<Publication>(known).is_err(), "byte {at}");
        }
        for at in 0..64 {
            let mut changed = sealed.clone();
            changed.signatures[0].sig[at] ^= 1;
            assert!(changed.open::<Publication>(known).is_err(), "byte {at}");
        }
    }

    #[test]
    fn who_did_not_sign_it_is_told() {
        let (key, other) = (
            SecretKey::from_seed(&[7; 32]),
            SecretKey::from_seed(&[8; 32]),
        );
        let mut sealed = Envelope::seal(&publication(), &key).expect("sealed");
        let only = |id: &KeyId| (*id == other.public().id()).then(|| other.public());
        assert_eq!(
            sealed.open::<Publication>(only),
            Err(EnvelopeError::UnknownKey(key.public().id()))
        );
        // Another's key under this key's name.
        let swapped = |_: &KeyId| Some(other.public());
        assert_eq!(
            sealed.open::<Publication>(swapped),
            Err(EnvelopeError::Wrong(key.public().id()))
        );
        sealed.countersign(&key);
        let known = |_: &KeyId| Some(key.public());
        assert_eq!(
            sealed.open::<Publication>(known),
            Err(EnvelopeError::Twice(key.public().id()))
        );
        sealed.signatures.clear();
        assert_eq!(
            sealed.open::<Publication>(known),
            Err(EnvelopeError::Unsigned)
        );
        assert!(matches!(
            sealed.claims::<crate::Revocation>(),
            Err(EnvelopeError::OtherType { .. })
        ));
    }
}
