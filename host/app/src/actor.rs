//! Who asks: a parameter of every function of the domain. There is no other way to say on whose behalf something is done.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};
use store::PersonId;

use crate::{Release, policy};

/// The languages that the platform speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lang {
    /// Indonesian, the language of the state (UU 24/2009).
    Id,
    /// English.
    En,
}

impl Lang {
    /// BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// The language of a tag; none for any other text.
    pub fn of(tag: &str) -> Option<Self> {
        [Self::Id, Self::En]
            .into_iter()
            .find(|lang| lang.tag() == tag)
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Id => Self::En,
            Self::En => Self::Id,
        }
    }

    /// The text in this language; in Indonesian where it is missing; "" where that is missing too.
    pub fn pick(self, text: &[(String, String)]) -> &str {
        let find = |tag| {
            text.iter()
                .find(|(lang, _)| lang == tag)
                .map(|(_, text)| text.as_str())
        };
        find(self.tag()).or_else(|| find("id")).unwrap_or_default()
    }
}

/// For whom pages are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The language of the pages.
    pub lang: Lang,
    /// The zone in which moments are shown, by its IANA name.
    pub time_zone: String,
    /// The code of the region that the person chose.
    pub region: Option<String>,
}

/// A civil servant's place: an agency, a unit of it (none: the agency as a whole), and the roles there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Such as "kota-damai".
    pub agency: String,
    /// The code of the unit.
    pub unit: Option<String>,
    /// What the person is there, as a word.
    pub position: Option<String>,
    /// By the agency's own names.
    pub roles: Vec<String>,
}

/// The role of those who build an agency's mini-apps. Every other role has a name of the agency's own.
pub const DEVELOPER: &str = "pengembang";

/// Whether a role of an agency could have this name.
pub(crate) fn is_role(role: &str) -> bool {
    (1..=64).contains(&role.chars().count()) && !role.contains(char::is_control)
}

/// In which role somebody acts. A civil servant is a citizen too, but never both in one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Nobody is signed in.
    Anonymous,
    /// Somebody in a private capacity.
    Citizen(PersonId),
    /// A civil servant at work.
    Staff {
        /// Who.
        person: PersonId,
        /// As shown to colleagues and citizens.
        name: String,
        /// At least one.
        memberships: Vec<Membership>,
    },
}

/// Who asks, and how they read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// In which role.
    pub role: Role,
    /// How they read.
    pub reader: Reader,
}

impl Actor {
    /// The person, in whichever role.
    pub fn person(&self) -> Option<PersonId> {
        match self.role {
            Role::Anonymous => None,
            Role::Citizen(person) | Role::Staff { person, .. } => Some(person),
        }
    }

    /// Whether a civil servant is at work in this unit of this agency, in this role; an empty role: in any.
    pub fn works_at(&self, agency: &str, unit: &str, role: &str) -> bool {
        let Role::Staff { memberships, .. } = &self.role else {
            return false;
        };
        memberships.iter().any(|m| {
            m.agency == agency
                && m.unit.as_deref() == Some(unit)
                && (role.is_empty() || m.roles.iter().any(|has| has == role))
        })
    }

    /// The agencies where a civil servant at work works, each once.
    pub fn agencies(&self) -> BTreeSet<String> {
        match &self.role {
            Role::Staff { memberships, .. } => {
                memberships.iter().map(|m| m.agency.clone()).collect()
            }
            Role::Anonymous | Role::Citizen(_) => BTreeSet::new(),
        }
    }

    /// Whether a civil servant at work has a role that has to do with releases. What they may is the policy's to say, and
    /// takes longer than a page may: this only says whether they are shown the way there.
    pub fn works_on_releases(&self) -> bool {
        let Role::Staff { memberships, .. } = &self.role else {
            return false;
        };
        memberships
            .iter()
            .any(|m| m.roles.iter().any(|role| policy::knows(&m.agency, role)))
    }

    /// Whether a civil servant at work builds the mini-apps of an agency; none: of any.
    pub fn builds_for(&self, agency: Option<&str>) -> bool {
        let Role::Staff { memberships, .. } = &self.role else {
            return false;
        };
        memberships.iter().any(|m| {
            agency.is_none_or(|agency| m.agency == agency)
                && m.roles.iter().any(|has| has == DEVELOPER)
        })
    }

    /// The civil servant's name and position, as an entry of a case shows its author; "" for anybody else.
    pub fn signature(&self) -> String {
        match &self.role {
            Role::Anonymous | Role::Citizen(_) => String::new(),
            Role::Staff {
                name, memberships, ..
            } => match memberships.iter().find_map(|m| m.position.as_deref()) {
                Some(position) => format!("{name}, {position}"),
                None => name.clone(),
            },
        }
    }
}

/// A mini-app that calls the platform on somebody's behalf.
#[derive(Debug, Clone, PartialEq)]
pub struct Caller {
    /// On whose behalf.
    pub actor: Arc<Actor>,
    /// Which release.
    pub release: Arc<Release>,
}
