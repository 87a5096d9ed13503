//! `miniapp.toml`: what a release says of itself. What it may do is not here: that is read from its imports.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use store::MiniAppId;

use crate::{Lang, place::inside};

/// The largest manifest, in bytes: all of it is kept in memory for each release.
const LARGEST: usize = 64 * 1024;

/// Text in the languages of the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// As the contract has it.
    pub fn localised(&self) -> Vec<(String, String)> {
        vec![
            ("id".to_owned(), self.id.clone()),
            ("en".to_owned(), self.en.clone()),
        ]
    }

    /// In one of them.
    #[must_use]
    pub fn read_in(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.id,
            Lang::En => &self.en,
        }
    }
}

/// Whom a mini-app, or a page of it, is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Everybody, signed in or not.
    Citizens,
    /// Civil servants at work.
    CivilServants,
}

/// What happens in people's lives, and makes them need services. Set by the platform, so that all agencies' services for
/// one event stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LifeEvent {
    /// A child is born.
    Birth,
    /// Going to school or university.
    Education,
    /// Looking for work, beginning or leaving it.
    Work,
    /// Starting or running a business.
    Business,
    /// Marrying.
    Marriage,
    /// Moving, building or buying a home.
    Home,
    /// Having a vehicle.
    Vehicle,
    /// Travelling abroad.
    Travel,
    /// Being ill, or living with a disability.
    Health,
    /// Retiring.
    Retirement,
    /// Somebody has died.
    Death,
}

/// The legal basis of processing personal data (UU 27/2022 art. 20(2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Explicit consent, (a). Not available yet: consents come with their own part of the platform.
    Consent,
    /// A contract, (b).
    Contract,
    /// A legal obligation, (c).
    LegalObligation,
    /// Vital interests, (d).
    VitalInterest,
    /// A public task or public service by law, (e).
    PublicTask,
    /// Another legitimate interest, (f).
    LegitimateInterest,
}

impl Basis {
    /// As the manifest writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Contract => "contract",
            Self::LegalObligation => "legal-obligation",
            Self::VitalInterest => "vital-interest",
            Self::PublicTask => "public-task",
            Self::LegitimateInterest => "legitimate-interest",
        }
    }
}

/// A verified attribute that the mini-app reads, and why it may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimUse {
    /// Such as "name".
    pub name: String,
    /// What for, said to the citizen.
    pub purpose: Bilingual,
    /// On which basis.
    pub basis: Basis,
    /// Where the basis stands, such as "PP 28/2025".
    pub law: String,
}

/// A page that the platform lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedPage {
    /// Inside the mini-app.
    pub path: String,
    /// What the page is called in lists.
    pub title: Bilingual,
    /// Whom it is for.
    pub audience: Audience,
}

/// How the mini-app's cases are opened and on which basis staff read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasePages {
    /// Where a case is opened, with `{number}` in it.
    pub page: String,
    /// On which basis staff read a case.
    pub basis: Basis,
    /// Where the basis stands.
    pub law: String,
}

/// Where people turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// An e-mail address.
    pub email: String,
    /// A telephone number.
    pub phone: String,
}

/// What a release says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `agency/name`.
    pub id: MiniAppId,
    /// Of the release, by semantic versioning.
    pub version: String,
    /// What it is called.
    pub title: Bilingual,
    /// What it is for, in one sentence.
    pub description: Bilingual,
    /// Under which heading of the catalogue it stands.
    pub category: String,
    /// Whom it is for.
    pub audience: Vec<Audience>,
    /// When in life people need it.
    #[serde(default, rename = "life-events")]
    pub life_events: BTreeSet<LifeEvent>,
    /// Where people turn.
    pub contact: Contact,
    /// Pages that the platform lists.
    #[serde(default)]
    pub pages: Vec<ListedPage>,
    /// Claims that it reads.
    #[serde(default)]
    pub claims: Vec<ClaimUse>,
    /// Present where it has cases.
    pub cases: Option<CasePages>,
}

/// Why a manifest does not hold.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It is not TOML, or too much of it, or a field is missing, unknown or of another type. The text names the line.
    #[error("miniapp.toml: {0}")]
    Unreadable(String),
    /// A field is there and makes no sense.
    #[error("miniapp.toml: `{field}` {problem}")]
    Invalid {
        /// Which field.
        field: &'static str,
        /// What is wrong, and how to mend it.
        problem: String,
    },
}

impl Manifest {
    /// Reads a manifest and checks what its types do not say.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        if text.len() > LARGEST {
            return Err(ManifestError::Unreadable(format!(
                "{} bytes, and may have {LARGEST}; hint: say it in fewer words",
                text.len()
            )));
        }
        let manifest: Self = toml::from_str(text)
            .map_err(|error| ManifestError::Unreadable(error.to_string().trim_end().to_owned()))?;
        let invalid = |field, problem: &str| {
            Err(ManifestError::Invalid {
                field,
                problem: problem.to_owned(),
            })
        };
        if manifest.audience.is_empty() {
            return invalid("audience", "is empty; hint: [\"citizens\"]");
        }
        if manifest.title.id.trim().is_empty() || manifest.title.en.trim().is_empty() {
            return invalid("title", "is empty in a language; hint: give both id and en");
        }
        if manifest
            .pages
            .iter()
            .any(|page| inside(&page.path).is_err())
        {
            return invalid(
                "pages.path",
                "must begin with one \"/\" and stay inside the mini-app, such as \"/ajukan\"",
            );
        }
        if let Some(cases) = &manifest.cases
            && !(inside(&cases.page).is_ok() && cases.page.contains("{number}"))
        {
            return invalid(
                "cases.page",
                "must begin with one \"/\", stay inside the mini-app and contain {number}, such as \"/permohonan/{number}\"",
            );
        }
        if manifest
            .claims
            .iter()
            .any(|claim| claim.basis == Basis::Consent)
        {
            return invalid(
                "claims.basis",
                "\"consent\" is not available yet; hint: \"public-task\" with its law",
            );
        }
        Ok(manifest)
    }

    /// The use of a claim, where the manifest names it.
    pub fn claim(&self, name: &str) -> Option<&ClaimUse> {
        self.claims.iter().find(|claim| claim.name == name)
    }
}
