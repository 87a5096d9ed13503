//! Releases and how they are curated: what agencies send in, reviewers decide, operators stop, and registrars vouch for.
//!
//! What somebody signs is said as it was signed: an envelope of DSSE, made by who has the key and by nobody else.

use jiff::{SignedDuration, Timestamp, civil};
use serde::{Deserialize, Serialize};
use trust::{Envelope, Holder};
use utoipa::ToSchema;

/// The header with the publication that comes with a component: an envelope of DSSE as JSON, in base64.
pub const PUBLICATION: &str = "balai-publication";

/// By which the log knows who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// A pseudonym: the `person` of what they sign.
    pub name: String,
}

/// Something that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Signed {
    /// An envelope of DSSE.
    #[schema(value_type = Object)]
    pub envelope: Envelope,
}

/// Keys that who asks may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Keys {
    /// By id.
    pub keys: Vec<Key>,
    /// One's own that a registrar has not enrolled yet, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<WaitingKey>,
}

/// A key of one's own that waits for a registrar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingKey {
    /// SHA-256 of the public key, in hex.
    pub id: String,
    /// `{"agency": "…"}` or `"reviewer"`.
    #[schema(value_type = Object)]
    pub holder: Holder,
    /// When it was asked for.
    #[schema(value_type = String)]
    pub requested_at: Timestamp,
}

/// A key that was enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Key {
    /// SHA-256 of the public key, in hex.
    pub id: String,
    /// "ed25519:" and base64.
    pub key: String,
    /// `{"agency": "…"}` or `"reviewer"`.
    #[schema(value_type = Object)]
    pub holder: Holder,
    /// Whose, as a pseudonym.
    pub person: String,
    /// Whether it is of who asks.
    pub own: bool,
    /// It signs from this moment,
    #[schema(value_type = String)]
    pub from: Timestamp,
    /// until this one.
    #[schema(value_type = String)]
    pub until: Timestamp,
    /// What it signed from this moment on does not hold.
    #[schema(value_type = Option<String>)]
    pub revoked: Option<Timestamp>,
}

/// Keys that wait for a registrar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyRequests {
    /// The oldest first.
    pub requests: Vec<KeyRequest>,
}

/// A key that waits for a registrar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyRequest {
    /// SHA-256 of the public key, in hex.
    pub id: String,
    /// `{"agency": "…"}` or `"reviewer"`.
    #[schema(value_type = Object)]
    pub holder: Holder,
    /// Who asks, as a pseudonym,
    pub person: String,
    /// and by name.
    pub name: String,
    /// It is to sign until then.
    #[schema(value_type = String)]
    pub until: Timestamp,
    /// When it was asked for.
    #[schema(value_type = String)]
    pub requested_at: Timestamp,
    /// The enrolment, signed by the key: to be countersigned.
    #[schema(value_type = Object)]
    pub envelope: Envelope,
}

/// Releases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Releases {
    /// In order.
    pub releases: Vec<Release>,
}

/// A release and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Release {
    /// In the registry.
    pub id: String,
    /// `agency/name`
    pub mini_app: String,
    /// By its manifest.
    pub version: String,
    /// What it is called, in the reader's language.
    pub title: String,
    /// SHA-256 of the component file, in hex.
    pub digest: String,
    /// "uploaded", "failed", "checked", "in-review", "returned", "rejected", "approved", "rolling-out", "live",
    /// "superseded", "ended" or "withdrawn".
    pub state: String,
    /// Since when.
    #[schema(value_type = String)]
    pub changed_at: Timestamp,
    /// By which day it is to be decided about, while it waits for a reviewer.
    #[schema(value_type = Option<String>)]
    pub review_due: Option<civil::Date>,
    /// When it was sent in.
    #[schema(value_type = String)]
    pub uploaded_at: Timestamp,
    /// By whom, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uploaded_by: Option<String>,
    /// The keys that signed it.
    pub signed_by: Vec<String>,
    /// SHA-256 of the report of its checks, which a decision names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// The verified data of citizens that it reads, as its manifest says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// Who decided about it, by name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub decided_at: Option<Timestamp>,
    /// The rule on which a refusal rests.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// Verified data that a release reads, in the agency's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Claim {
    /// Such as "name".
    pub name: String,
    /// What for, in the reader's language.
    pub purpose: String,
    /// On which basis (UU 27/2022 art. 20).
    pub basis: String,
    /// Where that stands.
    pub law: String,
}

/// Who is to get a release from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStep {
    /// Of the release.
    pub version: String,
    /// So many of a hundred: 1 to 100.
    pub share: u8,
    /// Codes that their regions begin with; all, where there is none.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Why, where it does not go on as planned.
    #[serde(default)]
    pub reason: String,
    /// Larger shares that are to come by themselves, one after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<u8>,
    /// How long after one another, such as "24h" or "90m"; a minute to 30 days. Needed where something is to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub every: Option<SignedDuration>,
}

/// Whether a plan waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// For somebody to let it go on.
    pub paused: bool,
}

/// Why something is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// In words.
    pub reason: String,
}

/// The steps of a mini-app's rollouts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Steps {
    /// The latest, which is in force, first.
    pub steps: Vec<Step>,
    /// What is still to come by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// How the calls go since the step that is in force; of the last day at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
}

/// What is still to come of a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Plan {
    /// So many of a hundred, one after the other.
    pub shares: Vec<u8>,
    /// How long after one another, by ISO 8601.
    #[schema(value_type = String)]
    pub every: SignedDuration,
    /// When the next one is due.
    #[schema(value_type = String)]
    pub next_at: Timestamp,
    /// Whether it waits for somebody to let it go on.
    pub paused: bool,
    /// It is due, and waits for more calls to tell how the release does; until then at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub waits_until: Option<Timestamp>,
    /// In whose name, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// How a release does beside the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// Of the release that is rolled out.
    pub new: Counts,
    /// Of the one that the others get, or that people had before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Counts>,
    /// "too-few" calls to say, "fine", or "worse", which is taken back by itself. None where nothing is taken back by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
}

/// What came of the calls of a release. Those that failed by the platform's fault are not among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Counts {
    /// Of the release.
    pub version: String,
    /// All.
    pub calls: u64,
    /// Those that trapped,
    pub traps: u64,
    /// those that ran into a limit,
    pub limits: u64,
    /// those that broke a promise or gave up.
    pub errors: u64,
    /// 95 of a hundred took less, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95_ms: Option<u64>,
}

/// A step of a rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// From 1.
    pub sequence: i64,
    /// The version that they get,
    pub version: String,
    /// so many of a hundred; 0 where nobody gets the mini-app any more,
    pub share: i64,
    /// of these regions.
    pub regions: Vec<String>,
    /// The version that the others get.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Who, by name; none where the platform did by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// A mini-app's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Logs {
    /// The last ones, the oldest of them first.
    pub entries: Vec<Logged>,
}

/// What a call of a mini-app left for its agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Logged {
    /// Of the entry; of a failure it is what the person was shown.
    pub id: String,
    /// When.
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// Of which release.
    pub version: String,
    /// What the mini-app logged: lines.
    pub text: String,
    /// How it failed; none where it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// How a call failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Failure {
    /// A name that never changes, such as "trap".
    pub kind: String,
    /// What happened, in words.
    pub detail: String,
    /// What was asked for.
    pub path: String,
    /// Where in the mini-app it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backtrace: Option<String>,
}

/// What is stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stops {
    /// Each, with why.
    pub stops: Vec<Stop>,
}

/// Something that is stopped, or is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// What kind of thing.
    pub kind: Kind,
    /// Which: a digest, `agency/name`, an agency, or an interface with its version.
    pub name: String,
    /// Why, for those who used it and for the log.
    pub reason: String,
}

/// What can be stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One release, by the digest of its component file.
    Release,
    /// All releases of a mini-app.
    MiniApp,
    /// All mini-apps of an agency.
    Agency,
    /// All releases that import an interface.
    Capability,
}
