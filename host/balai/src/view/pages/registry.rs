//! Releases: for their agencies a portal, for the platform team a console. One page lists them, one shows a release whole.

use app::registry::State;
use askama::Template;
use jiff::Timestamp;
use platform::checks::{Annex, Finding, Permission};

use super::{Due, Filters, Paging, Passkeys, RolloutView};
use crate::view::{
    Reader, data,
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
        state_words(&shell.reader, self.state)
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

/// How a release stands, in words.
#[must_use]
pub fn state_words(reader: &Reader, state: State) -> Phrase {
    match state {
        State::Uploaded => reader.say("release-uploaded"),
        State::Failed => reader.say("release-failed"),
        State::Checked => reader.say("release-checked"),
        State::InReview => reader.say("release-in-review"),
        State::Returned => reader.say("release-returned"),
        State::Rejected => reader.say("release-rejected"),
        State::Approved => reader.say("release-approved"),
        State::RollingOut => reader.say("release-rolling-out"),
        State::Live => reader.say("release-live"),
        State::Superseded => reader.say("release-superseded"),
        State::Ended => reader.say("release-ended"),
        State::Withdrawn => reader.say("release-withdrawn"),
    }
}

/// How a release was decided about.
#[derive(Clone, Debug)]
pub struct DecidedView {
    /// By whom; "" where the platform does not know them any more.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A release.
#[derive(Template)]
#[template(path = "registry-release.html")]
pub struct ReleasePage {
    /// What stands around it.
    pub shell: Shell,
    /// Which, and how it stands.
    pub release: ReleaseRow,
    /// Its picture.
    pub icon: String,
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
    /// Who decided about it; none before that.
    pub decided: Option<DecidedView>,
    /// Whether the reader has just done so.
    pub has_just_decided: bool,
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
    /// Read what its mini-app logs.
    pub read_log: bool,
}

/// What the checks of a release found.
#[derive(Clone, Debug)]
pub struct ReportView {
    /// Each check.
    pub checks: Vec<CheckRow>,
    /// What it may do, in the reader's language.
    pub has: Vec<String>,
    /// It may do nothing but what all may.
    pub asks_for_nothing: bool,
    /// The verified data of citizens that it reads.
    pub claims: Vec<ClaimRow>,
    /// What people's release could not do; none for the first release.
    pub new: Option<Vec<String>>,
    /// What it cannot do any more.
    pub gone: Vec<String>,
}

/// Verified data that a release reads, as its manifest says.
#[derive(Clone, Debug)]
pub struct ClaimRow {
    /// What, in the reader's language.
    pub what: String,
    /// What for, in the agency's words.
    pub purpose: String,
    /// On which basis, and where that stands.
    pub basis: String,
    /// Whether people's release does not read it.
    pub is_new: bool,
}

/// A check.
#[derive(Clone, Debug)]
pub struct CheckRow {
    /// What is checked, in the reader's language.
    pub name: String,
    /// What came of it.
    pub outcome: CheckOutcome,
    /// What was tested, in the checks' words.
    pub tested: String,
    /// What was found, in the checks' words.
    pub found: Vec<Finding>,
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// Nothing was found.
    Passed,
    /// Something was found.
    Failed,
    /// It could not be made here.
    NotMade,
}

impl ReportView {
    fn count(&self, outcome: CheckOutcome) -> usize {
        let of = self.checks.iter();
        of.filter(|check| check.outcome == outcome).count()
    }

    /// How many came to what, in a line.
    fn sum(&self, shell: &Shell) -> Phrase {
        let said = shell.say("checks-sum");
        said.with("passed", self.count(CheckOutcome::Passed))
            .with("failed", self.count(CheckOutcome::Failed))
            .with("unmade", self.count(CheckOutcome::NotMade))
    }
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

    fn log(&self) -> String {
        paths::agency_log(&self.release.mini_app)
    }

    fn act(&self, what: &str) -> String {
        paths::registry_act(&self.release.id, what)
    }
}

/// A permission, for those who are no programmers.
#[must_use]
pub fn permission(shell: &Shell, of: &Permission) -> String {
    let said = match of {
        Permission::ReadClaim(name) => shell
            .say("permission-claim")
            .with("claim", data::field(&shell.reader, name)),
        Permission::KeepPersonal => shell.say("permission-personal"),
        Permission::KeepCases => shell.say("permission-cases"),
        Permission::GiveTasks => shell.say("permission-tasks"),
        Permission::SendMessages => shell.say("permission-messages"),
        Permission::KnowWho => shell.say("permission-who"),
        Permission::ReadCalendar => shell.say("permission-calendar"),
        Permission::ReadRegions => shell.say("permission-regions"),
        Permission::TellTime => shell.say("permission-time"),
        Permission::DrawLots => shell.say("permission-lots"),
        Permission::WriteLog => shell.say("permission-log"),
        Permission::StandardLibrary => shell.say("permission-standard"),
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
