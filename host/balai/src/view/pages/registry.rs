//! Releases: for their agencies a portal, for the platform team a console. One page lists them, one shows a release whole.

use app::registry::State;
use askama::Template;
use jiff::Timestamp;
use platform::checks::{Annex, Finding, Permission};

use super::{Due, Filters, Paging, Passkeys, RolloutView};
use crate::view::{
    format::{decimal, whole},
    paths,
    shell::Shell,
    text::Phrase,
};

/// Releases that somebody has to do with.
#[derive(Template)]
#[template(path = "registry.html")]
pub struct RegistryPage {
    /// What stands around it.
    pub shell: Shell,
    /// Those that wait for a reviewer, the longest first; none where somebody else's are not seen.
    pub waiting: Option<Vec<ReleaseRow>>,
    /// What is shown of all of them, and what could be.
    pub filters: Filters,
    /// Those, the newest first; a part of them.
    pub releases: Vec<ReleaseRow>,
    /// The ways to the other parts.
    pub paging: Paging,
}

/// A release in a list.
#[derive(Clone, Debug)]
pub struct ReleaseRow {
    /// In the registry.
    pub id: String,
    /// The mini-app, in the reader's language.
    pub title: String,
    /// Its id.
    pub mini_app: String,
    /// Of the release.
    pub version: String,
    /// Whose.
    pub agency: String,
    /// How it stands.
    pub state: State,
    /// Since when.
    pub since: Timestamp,
    /// By when it is to be decided about; none where nobody is to decide.
    pub due: Option<Due>,
}

impl ReleaseRow {
    fn href(&self) -> String {
        paths::registry_release(&self.id)
    }

    fn state(&self, shell: &Shell) -> Phrase {
        match self.state {
            State::Uploaded => shell.say("release-uploaded"),
            State::Failed => shell.say("release-failed"),
            State::Checked => shell.say("release-checked"),
            State::InReview => shell.say("release-in-review"),
            State::Returned => shell.say("release-returned"),
            State::Rejected => shell.say("release-rejected"),
            State::Approved => shell.say("release-approved"),
            State::RollingOut => shell.say("release-rolling-out"),
            State::Live => shell.say("release-live"),
            State::Superseded => shell.say("release-superseded"),
            State::Ended => shell.say("release-ended"),
            State::Withdrawn => shell.say("release-withdrawn"),
        }
    }

    /// Chooses sign and colour.
    fn tone(&self) -> &'static str {
        match self.state {
            State::Failed | State::Rejected | State::Ended => "critical",
            State::Returned | State::Checked => "attention",
            State::Approved | State::Live => "positive",
            State::Uploaded | State::InReview | State::RollingOut => "info",
            State::Superseded | State::Withdrawn => "neutral",
        }
    }
}

/// A release.
#[derive(Template)]
#[template(path = "registry-release.html")]
pub struct ReleasePage {
    /// What stands around it.
    pub shell: Shell,
    /// Which, and how it stands.
    pub release: ReleaseRow,
    /// What the mini-app is for, in the reader's language.
    pub description: String,
    /// SHA-256 of the component file.
    pub digest: String,
    /// When it was sent in,
    pub uploaded_at: Timestamp,
    /// and by whom.
    pub uploaded_by: String,
    /// How many keys signed it.
    pub signatures: usize,
    /// What the reviewer said; "" where nothing was refused.
    pub reason: String,
    /// The rule on which that rests.
    pub rule: String,
    /// What its checks found; none before they were run.
    pub report: Option<ReportView>,
    /// What was measured meanwhile, in a line.
    pub measured: Option<String>,
    /// The steps of the mini-app's rollouts, the latest first.
    pub steps: Vec<StepRow>,
    /// How it does since people got it; none where they never did.
    pub rollout: Option<RolloutView>,
    /// Why nobody can use it; none where nothing is stopped.
    pub stopped: Option<String>,
    /// How the reader decides about it; none where they do not.
    pub decision: Option<DecisionView>,
    /// What the reader may do to it.
    pub may: May,
}

/// How a reviewer decides.
#[derive(Clone, Debug)]
pub struct DecisionView {
    /// SHA-256 of the report that is shown.
    pub report: String,
    /// Whether they have a passkey that was enrolled.
    pub has_passkey: bool,
    /// How passkeys sign here.
    pub passkeys: Passkeys,
}

/// What somebody may do to a release, as it stands.
#[derive(Clone, Copy, Debug, Default)]
pub struct May {
    /// Give it to people.
    pub roll_out: bool,
    /// Give people again what they got before,
    pub roll_back: bool,
    /// which is nothing, as it is the first release.
    pub ends: bool,
    /// Take it back.
    pub withdraw: bool,
    /// Stop its mini-app, or let it go on.
    pub stop: bool,
}

/// What the checks of a release found.
#[derive(Clone, Debug)]
pub struct ReportView {
    /// Each check.
    pub checks: Vec<CheckRow>,
    /// What it may do, in the reader's language.
    pub has: Vec<String>,
    /// What people's release could not do; none for the first release.
    pub new: Option<Vec<String>>,
    /// What it cannot do any more.
    pub gone: Vec<String>,
}

/// A check.
#[derive(Clone, Debug)]
pub struct CheckRow {
    /// What is checked, in the reader's language.
    pub name: String,
    /// Whether nothing was found.
    pub passed: bool,
    /// What was found, in the checks' words.
    pub found: Vec<Finding>,
}

/// A step of a rollout.
#[derive(Clone, Debug)]
pub struct StepRow {
    /// When.
    pub at: Timestamp,
    /// Which version people get,
    pub version: String,
    /// so many of a hundred,
    pub share: u64,
    /// of these regions; "" for all.
    pub regions: String,
    /// Who; "" where the platform did by itself.
    pub by: String,
    /// Why; "" where it goes on as planned.
    pub reason: String,
}

impl ReleasePage {
    /// By which it is approved on the command line.
    fn command(&self) -> String {
        let ReleaseRow {
            mini_app, version, ..
        } = &self.release;
        format!("balai review approve {mini_app} {version} --key reviewer.pem")
    }

    fn act(&self, what: &str) -> String {
        paths::registry_act(&self.release.id, what)
    }
}

/// A permission, for those who are no programmers.
#[must_use]
pub fn permission(shell: &Shell, of: &Permission) -> String {
    let said = match of {
        Permission::ReadClaim(name) => shell.say("permission-claim").with("claim", name),
        Permission::KeepPersonal => shell.say("permission-personal"),
        Permission::KeepCases => shell.say("permission-cases"),
        Permission::GiveTasks => shell.say("permission-tasks"),
        Permission::SendMessages => shell.say("permission-messages"),
        Permission::Use(interface) => shell.say("permission-use").with("interface", interface),
    };
    said.to_string()
}

/// What was measured while a release was checked, in a line.
#[must_use]
pub fn measured(shell: &Shell, annex: &Annex) -> Option<String> {
    let lang = shell.reader.lang;
    let seconds = |ms: u64| decimal(lang, &format!("{}.{}", ms / 1_000, ms % 1_000 / 100)).ok();
    let kilobytes = |bytes: u64| whole(lang, bytes.div_ceil(1_000));
    let all = annex.checks.iter().map(|check| check.ms).sum();
    let said = shell
        .say("release-measured")
        .with("compiled", seconds(annex.compile_ms)?)
        .with("checked", seconds(all)?)
        .with("size", kilobytes(annex.component_bytes))
        .with("native", kilobytes(annex.native_bytes));
    Some(said.to_string())
}
