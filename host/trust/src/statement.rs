//! What is signed. Each is a JSON document of a type of its own, so that a signature for one is none for another.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Digest, KeyId, PublicKey};

/// Something that can be signed.
pub trait Statement: Serialize + DeserializeOwned {
    /// Its media type: the `payloadType` of its envelope.
    const TYPE: &'static str;
}

macro_rules! statement {
    ($name:ident, $type:literal) => {
        impl Statement for $name {
            const TYPE: &'static str = concat!("application/vnd.balai.", $type, ".v1+json");
        }
    };
}

/// Who may enrol keys. Signed by the root, which is kept offline; each list replaces the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TrustList {
    /// 1 for the first, one more for each that follows.
    pub version: u64,
    /// Keys of the people who enrol others.
    pub registrars: Vec<PublicKey>,
}
statement!(TrustList, "trust-list");

/// For whom a key signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Holder {
    /// Releases of an agency.
    Agency(String),
    /// Decisions about the releases of others.
    Reviewer,
}

/// A key becomes somebody's. Signed by the key itself, which proves that they have it, and by a registrar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Enrolment {
    /// The key.
    pub key: PublicKey,
    /// For whom it signs.
    pub holder: Holder,
    /// Who has it: a pseudonym that the registry gave, the same in all that this person signs.
    pub person: String,
    /// What it signs from this moment on does not hold.
    pub until: jiff::Timestamp,
}
statement!(Enrolment, "enrolment");

/// A key is nobody's any more. Signed by a registrar, or by the key itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Revocation {
    /// Which.
    pub key: KeyId,
    /// What it signed from this moment on does not hold; also a moment in the past, where it was stolen then.
    pub from: jiff::Timestamp,
    /// Why, for those who read the log.
    pub reason: String,
}
statement!(Revocation, "revocation");

/// How many persons of an agency must sign a release. Signed by as many as the rule before demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AgencyRule {
    /// Whose rule.
    pub agency: String,
    /// 1 or 2.
    pub publishers: u8,
}
statement!(AgencyRule, "agency-rule");

/// A file is a release of an agency. Signed by its publishers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Publication {
    /// `agency/name`.
    pub mini_app: String,
    /// As the manifest in the file says it.
    pub version: String,
    /// Of the component file.
    pub digest: Digest,
}
statement!(Publication, "publication");

impl Publication {
    /// The agency that it names.
    #[must_use]
    pub fn agency(&self) -> &str {
        self.mini_app
            .split_once('/')
            .map_or("", |(agency, _)| agency)
    }
}

/// What a reviewer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It may be rolled out.
    Approve,
    /// The agency is asked to change something, and to send another release.
    AskForChanges,
    /// It may not.
    Reject,
}

/// A decision about a release. Signed by a reviewer who did not publish it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Decision {
    /// Of the component file.
    pub digest: Digest,
    /// Of the report of its checks, as the reviewer saw it.
    pub report: Digest,
    /// What is decided.
    pub verdict: Verdict,
    /// The rule that it rests on; empty where it is approved.
    pub rule: String,
    /// Why, for the agency; empty where it is approved.
    pub reason: String,
}
statement!(Decision, "decision");
