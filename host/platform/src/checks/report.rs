//! The report of a release's checks: a line for each, the same text for the same component wherever it is made.

use serde::{Deserialize, Serialize};

use super::{advisories::Snapshot, permissions::Permission};

/// What the checks of a component found. What is measured (times, sizes of caches) is no part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// SHA-256 of the component file, in hex.
    pub component: String,
    /// Of which mini-app it is.
    pub mini_app: String,
    /// By its manifest.
    pub version: String,
    /// Which platform and which engine checked.
    pub checked_by: String,
    /// The release that people get now, with which it was compared; none for the first.
    pub against: Option<Against>,
    /// The known vulnerabilities among which it was looked up; none where they were not looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advisories: Option<Snapshot>,
    /// Whether every check passed.
    pub passed: bool,
    /// Each check, in the order in which they are run.
    pub checks: Vec<Line>,
    /// What it may do.
    pub permissions: Permissions,
}

/// A release with which another is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// By its manifest.
    pub version: String,
    /// SHA-256 of its component file, in hex.
    pub component: String,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which.
    pub check: Check,
    /// Whether nothing was found.
    pub passed: bool,
    /// What was tested.
    pub tested: String,
    /// What was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<Finding>,
}

/// Something that is to be mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What.
    pub what: String,
    /// Where.
    pub place: String,
    /// How to mend it.
    pub mend: String,
}

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// It is a component that compiles within the limits.
    Component,
    /// No part of it is too large.
    Size,
    /// What it says of itself holds.
    Manifest,
    /// It exports what a mini-app exports, and imports what there is.
    World,
    /// What it imports and what its manifest says of it agree.
    Permissions,
    /// It is newer than what people get.
    Version,
    /// It answers all that people's release answers.
    Interface,
    /// Its icon is a picture and nothing else.
    Icon,
    /// It says what is in it.
    Sbom,
    /// What is in it is free or open source.
    Licences,
    /// Nothing in it is known to be vulnerable.
    Vulnerabilities,
    /// An instance of it can be made.
    Start,
    /// Its journeys pass.
    Journeys,
    /// Its listed pages can be shown, in both languages.
    Pages,
    /// What it says can be told apart, also by who does not see it.
    Accessibility,
}

impl Check {
    /// Under which it is told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Size => "size",
            Self::Manifest => "manifest",
            Self::World => "world",
            Self::Permissions => "permissions",
            Self::Version => "version",
            Self::Interface => "interface",
            Self::Icon => "icon",
            Self::Sbom => "sbom",
            Self::Licences => "licences",
            Self::Vulnerabilities => "vulnerabilities",
            Self::Start => "start",
            Self::Journeys => "journeys",
            Self::Pages => "pages",
            Self::Accessibility => "accessibility",
        }
    }
}

/// What a release may do, and what of it is new.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Permissions {
    /// All.
    pub has: Vec<Permission>,
    /// What the release before could not.
    pub new: Vec<Permission>,
    /// What the release before could, and this one cannot.
    pub gone: Vec<Permission>,
}

impl Report {
    /// Whether it is a mini-app that may do nothing but what all may. Of what is none, nothing is known.
    #[must_use]
    pub fn asks_for_nothing(&self) -> bool {
        let mut checks = self.checks.iter();
        let is_mini_app = checks.any(|line| line.check == Check::World && line.passed);
        is_mini_app && self.permissions.has.is_empty()
    }

    /// Its text, whose digest the reviewer signs.
    ///
    /// # Errors
    /// Never, in practice: those of JSON.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// From its text.
    ///
    /// # Errors
    /// Where it is of another version of the platform.
    pub fn from_text(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// So many findings of a check are told; who mends them sees the next.
const TOLD: usize = 50;
/// So many bytes of what was found.
const LONGEST: usize = 4_000;

/// The beginning of a text that strangers wrote, of at most so many bytes.
pub(super) fn shortened(mut text: String, most: usize) -> String {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most));
        text.push('…');
    }
    text
}

impl Line {
    pub(super) fn of(check: Check, tested: impl Into<String>, mut found: Vec<Finding>) -> Self {
        let more = found.len().saturating_sub(TOLD);
        if more > 0 {
            found.truncate(TOLD);
            let what = format!("{more} more are found");
            found.push(Finding::of(what, check.name(), "mend these first"));
        }
        Self {
            check,
            passed: found.is_empty(),
            tested: tested.into(),
            found,
        }
    }
}

impl Finding {
    pub(super) fn of(
        what: impl Into<String>,
        place: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            what: shortened(what.into(), LONGEST),
            place: shortened(place.into(), LONGEST),
            mend: mend.into(),
        }
    }
}
