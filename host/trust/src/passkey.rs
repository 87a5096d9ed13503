//! Passkeys: keys that a browser or a device keeps, and that sign in a person's presence alone (Web Authentication,
//! Level 3, with ECDSA over P-256 and SHA-256, which is COSE's ES256).
//!
//! A passkey signs no bytes of one's choice, but a challenge with what the browser and the device say about the moment.
//! Here the challenge is the SHA-256 of the statement, so that whoever has the log alone can check it at any time.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::{
    ecdsa::{Signature, VerifyingKey, signature::Verifier as _},
    pkcs8::DecodePublicKey as _,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A point on the curve as it is written: compressed (SEC 1, 2.3.3).
const POINT: usize = 33;
/// Where the flags stand in what the device says (section 6.1), after the hash of the site.
const FLAGS: usize = 32;
/// Flags: somebody was there, and proved to the device who they are.
const PRESENT_AND_VERIFIED: u8 = 0b0000_0101;

/// The public part of a passkey, with the one site for which it signs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passkey {
    key: VerifyingKey,
    /// SHA-256 of the site's name: the relying party's id.
    site: [u8; 32],
}

/// What a browser gives when a passkey has signed: `AuthenticatorAssertionResponse`, each part in base64url.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assertion {
    authenticator_data: String,
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    signature: String,
}

/// What the browser says about the moment (section 5.8.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    what: String,
    challenge: String,
    #[serde(default)]
    cross_origin: bool,
}

impl Passkey {
    /// From what a browser gives when it is made: a key's DER (SubjectPublicKeyInfo).
    pub(crate) fn of(site: &str, spki: &[u8]) -> Option<Self> {
        let key = VerifyingKey::from_public_key_der(spki).ok()?;
        let site = Sha256::digest(site.as_bytes()).into();
        Some(Self { key, site })
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (point, site) = bytes.split_at_checked(POINT)?;
        Some(Self {
            key: VerifyingKey::from_sec1_bytes(point).ok()?,
            site: site.try_into().ok()?,
        })
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.key.to_sec1_point(true).as_bytes().to_vec();
        bytes.extend_from_slice(&self.site);
        bytes
    }

    /// The steps of section 7.2 that concern what was signed: that this person allowed it, on this site, for this
    /// message, and that the key signed exactly that. The origin is the browser's to compare with the site, whose hash the
    /// device has signed.
    pub(crate) fn verifies(&self, message: &[u8], assertion: &[u8]) -> bool {
        self.check(message, assertion).is_some()
    }

    fn check(&self, message: &[u8], assertion: &[u8]) -> Option<()> {
        let assertion: Assertion = serde_json::from_slice(assertion).ok()?;
        let data = URL_SAFE_NO_PAD.decode(assertion.authenticator_data).ok()?;
        let client = URL_SAFE_NO_PAD.decode(assertion.client_data_json).ok()?;
        let signature = URL_SAFE_NO_PAD.decode(assertion.signature).ok()?;

        let said: ClientData = serde_json::from_slice(&client).ok()?;
        let is_this_message = said.what == "webauthn.get"
            && said.challenge == URL_SAFE_NO_PAD.encode(challenge(message))
            && !said.cross_origin;
        let flags = *data.get(FLAGS)?;
        let is_this_person =
            data.starts_with(&self.site) && flags & PRESENT_AND_VERIFIED == PRESENT_AND_VERIFIED;
        if !is_this_message || !is_this_person {
            return None;
        }
        let mut signed = data;
        signed.extend_from_slice(&Sha256::digest(&client));
        let signature = Signature::from_der(&signature).ok()?;
        self.key.verify(&signed, &signature).ok()
    }
}

/// What a passkey is asked to sign for a message.
pub(crate) fn challenge(message: &[u8]) -> [u8; 32] {
    Sha256::digest(message).into()
}

#[cfg(test)]
mod tests {
    use p256::{
        ecdsa::{SigningKey, signature::Signer as _},
        pkcs8::EncodePublicKey as _,
    };
    use serde_json::{Value, json};

    use super::*;

    const SITE: &str = "balai.example";

    fn key() -> SigningKey {
        SigningKey::from_slice(&[7; 32]).expect("a key")
    }

    fn passkey() -> Passkey {
        let spki = key().verifying_key().to_public_key_der().expect("DER");
        Passkey::of(SITE, spki.as_bytes()).expect("a passkey")
    }

    /// As a device signs it, with what the browser says.
    fn signed(site: &str, flags: u8, client: &Value) -> Vec<u8> {
        let mut data = Sha256::digest(site.as_bytes()).to_vec();
        data.push(flags);
        data.extend_from_slice(&[0, 0, 0, 9]);
        let client = client.to_string();
        let mut bytes = data.clone();
        bytes.extend_from_slice(&Sha256::digest(client.as_bytes()));
        let signature: Signature = key().sign(&bytes);
        let assertion = Assertion {
            authenticator_data: URL_SAFE_NO_PAD.encode(data),
            client_data_json: URL_SAFE_NO_PAD.encode(client),
            signature: URL_SAFE_NO_PAD.encode(signature.to_der()),
        };
        serde_json::to_vec(&assertion).expect("JSON")
    }

    fn client(message: &[u8]) -> Value {
        json!({
            "type": "webauthn.get",
            "challenge": URL_SAFE_NO_PAD.encode(challenge(message)),
            "origin": "https://balai.example",
            "crossOrigin": false,
        })
    }

    #[test]
    fn signs_a_message_in_a_persons_presence_on_its_site() {
        let (passkey, said) = (passkey(), client(b"approved"));
        assert!(passkey.verifies(b"approved", &signed(SITE, 0b101, &said)));
        assert!(!passkey.verifies(b"rejected", &signed(SITE, 0b101, &said)));
        // Nobody there, or nobody who proved who they are.
        assert!(!passkey.verifies(b"approved", &signed(SITE, 0b001, &said)));
        assert!(!passkey.verifies(b"approved", &signed(SITE, 0b100, &said)));
        // For another site, or in a frame of one.
        assert!(!passkey.verifies(b"approved", &signed("evil.example", 0b101, &said)));
        let mut framed = said.clone();
        framed["crossOrigin"] = json!(true);
        assert!(!passkey.verifies(b"approved", &signed(SITE, 0b101, &framed)));
        // A passkey that was made says nothing about a message.
        let mut made = said;
        made["type"] = json!("webauthn.create");
        assert!(!passkey.verifies(b"approved", &signed(SITE, 0b101, &made)));
    }

    #[test]
    fn any_byte_that_was_changed_is_found() {
        let (passkey, whole) = (passkey(), signed(SITE, 0b101, &client(b"approved")));
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            // A letter of base64 that stands for bits beyond the last byte is no other letter: it is refused as well.
            assert!(!passkey.verifies(b"approved", &changed), "byte {at}");
        }
        assert!(!passkey.verifies(b"approved", b"{}"));
        assert!(!passkey.verifies(b"approved", b""));
    }

    #[test]
    fn is_written_and_read_back() {
        let passkey = passkey();
        assert!(Passkey::from_bytes(&passkey.to_bytes()).is_some_and(|read| read == passkey));
        assert!(Passkey::from_bytes(&passkey.to_bytes()[1..]).is_none());
        assert!(Passkey::of(SITE, b"no key").is_none());
    }
}
