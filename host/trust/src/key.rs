//! Keys: what agencies, reviewers, registrars and the root sign with. Ed25519 (RFC 8032), or a [passkey](crate::passkey).

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{
    Signer as _, SigningKey, VerifyingKey,
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, spki::der::pem::LineEnding},
};
use serde::{Deserialize, Serialize};

use crate::{Digest, passkey::Passkey};

const ED25519: &str = "ed25519:";
const PASSKEY: &str = "passkey:";

/// A key that signatures are checked with; written "ed25519:" or "passkey:", and base64.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(Kind);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ed25519(VerifyingKey),
    Passkey(Passkey),
}

/// A key that signs. Wiped from memory when it is dropped, and never shown.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

/// By what a key is named: the SHA-256 of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(Digest);

/// Why something is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A public key.
    #[error(
        "\"{0}\" is no public key; hint: \"ed25519:\" and base64, as `balai keys show` prints it"
    )]
    Public(String),
    /// A passkey of a kind that is not taken.
    #[error("that is no passkey that signs by ES256; hint: make another one, on another device")]
    Passkey,
    /// A secret key. What it was is not said.
    #[error("the file holds no Ed25519 key; hint: PEM (PKCS #8), as `balai keys new` writes it")]
    Secret,
    /// The system gave no random bytes.
    #[error("the system has no randomness to make a key of: {0}")]
    Randomness(String),
}

impl PublicKey {
    /// That of a passkey for a site, from the DER that the browser gives (SubjectPublicKeyInfo).
    ///
    /// # Errors
    /// Where it is no key on P-256.
    pub fn of_passkey(site: &str, spki: &[u8]) -> Result<Self, KeyError> {
        let passkey = Passkey::of(site, spki).ok_or(KeyError::Passkey)?;
        Ok(Self(Kind::Passkey(passkey)))
    }

    /// Whether a browser or a device keeps it, and not a file.
    #[must_use]
    pub fn is_passkey(&self) -> bool {
        matches!(self.0, Kind::Passkey(_))
    }

    /// By what it is named.
    #[must_use]
    pub fn id(&self) -> KeyId {
        KeyId(Digest::of(&self.bytes()))
    }

    /// Whether these bytes are this key's signature of the message: those of RFC 8032, or an
    /// [`Assertion`](crate::Assertion) as JSON. Keys and signatures with a small-order part are none.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Kind::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Kind::Passkey(key) => key.verifies(message, signature),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match &self.0 {
            Kind::Ed25519(key) => key.as_bytes().to_vec(),
            Kind::Passkey(key) => key.to_bytes(),
        }
    }
}

impl SecretKey {
    /// A new key, from the system's randomness.
    ///
    /// # Errors
    /// Where the system has none.
    pub fn generate() -> Result<Self, KeyError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| KeyError::Randomness(error.to_string()))?;
        Ok(Self::from_seed(&seed))
    }

    /// The key of a seed: the 32 bytes that RFC 8032 calls the private key.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// From a PEM file (PKCS #8, RFC 8410).
    ///
    /// # Errors
    /// Where it is none.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        SigningKey::from_pkcs8_pem(text)
            .map(Self)
            .map_err(|_| KeyError::Secret)
    }

    /// As a PEM file (PKCS #8, RFC 8410).
    ///
    /// # Errors
    /// Never, in practice: the encoder's own.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        self.0
            .to_pkcs8_pem(LineEnding::LF)
            .map(|pem| pem.to_string())
            .map_err(|_| KeyError::Secret)
    }

    /// What its signatures are checked with.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(Kind::Ed25519(self.0.verifying_key()))
    }

    /// The 32 bytes of its public key.
    pub(crate) fn public_bytes(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// The 32 bytes that RFC 8032 calls the private key.
    pub(crate) fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Its signature of a message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).to_vec()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey of {}", self.public())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_passkey() { PASSKEY } else { ED25519 };
        write!(f, "{kind}{}", STANDARD.encode(self.bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let after = |kind| {
            let base64 = text.strip_prefix(kind)?;
            STANDARD.decode(base64).ok()
        };
        let ed25519 = after(ED25519)
            .and_then(|bytes| VerifyingKey::try_from(bytes.as_slice()).ok())
            .filter(|key| !key.is_weak())
            .map(Kind::Ed25519);
        let passkey = || {
            let bytes = after(PASSKEY)?;
            Passkey::from_bytes(&bytes).map(Kind::Passkey)
        };
        ed25519
            .or_else(passkey)
            .map(Self)
            .ok_or_else(|| KeyError::Public(text.to_owned()))
    }
}

impl TryFrom<String> for PublicKey {
    type Error = KeyError;
    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        key.to_string()
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for KeyId {
    type Err = crate::NotADigest;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}
