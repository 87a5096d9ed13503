//! Who asks, in a test.

use crate::bindings::balai::platform::session::{Assurance, Citizen, Membership, Staff, Visitor};
use crate::bindings::balai::types::refusals::Refusal;
use crate::bindings::balai::types::values::Value;
use crate::language::Language;
use crate::mini_app::Result;

/// Somebody in a role, as they read.
#[derive(Debug, Clone)]
pub struct Person {
    pub(super) role: Role,
    pub(super) language: Language,
    pub(super) time_zone: String,
    pub(super) region: Option<String>,
    pub(super) claims: Vec<(String, Value)>,
}

#[derive(Debug, Clone)]
pub(super) enum Role {
    Nobody,
    /// By the pseudonym that the agency knows.
    Citizen(String),
    Staff(Staff),
}

fn person(role: Role) -> Person {
    Person {
        role,
        language: Language::Indonesian,
        time_zone: "Asia/Jakarta".to_owned(),
        region: None,
        claims: Vec::new(),
    }
}

impl Person {
    /// Who is not signed in.
    #[must_use]
    pub fn nobody() -> Self {
        person(Role::Nobody)
    }

    /// A citizen. Another name is another citizen; the agency knows them by it.
    #[must_use]
    pub fn citizen(name: &str) -> Self {
        person(Role::Citizen(name.to_owned()))
    }

    /// A civil servant of this name, at work in a unit of an agency, in these roles.
    #[must_use]
    pub fn staff(name: &str, agency: &str, unit: &str, roles: &[&str]) -> Self {
        let membership = Membership {
            agency: agency.to_owned(),
            unit: Some(unit.to_owned()),
            position: None,
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        };
        person(Role::Staff(Staff {
            person: name.to_owned(),
            name: name.to_owned(),
            memberships: vec![membership],
        }))
    }

    /// Reads English; Indonesian otherwise.
    #[must_use]
    pub fn in_english(mut self) -> Self {
        self.language = Language::English;
        self
    }

    /// Is in this time zone (IANA); in that of Jakarta otherwise.
    #[must_use]
    pub fn in_time_zone(mut self, name: &str) -> Self {
        self.time_zone = name.to_owned();
        self
    }

    /// Has chosen the region of this code.
    #[must_use]
    pub fn in_region(mut self, code: &str) -> Self {
        self.region = Some(code.to_owned());
        self
    }

    /// Has this verified attribute.
    #[must_use]
    pub fn with_claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn visitor(&self) -> Visitor {
        match &self.role {
            Role::Nobody => Visitor::Anonymous,
            Role::Citizen(subject) => Visitor::Citizen(Citizen {
                subject: subject.clone(),
                assurance: Assurance::Substantial,
            }),
            Role::Staff(staff) => Visitor::Staff(staff.clone()),
        }
    }

    /// The citizen, or why there is none. `what` only citizens have.
    pub(super) fn subject(&self, what: &str) -> Result<String> {
        match &self.role {
            Role::Nobody => Err(Refusal::SignInNeeded),
            Role::Citizen(subject) => Ok(subject.clone()),
            Role::Staff(_) => Err(Refusal::NotGranted(format!("{what}: only for citizens"))),
        }
    }

    /// The civil servant, or why there is none. `what` only civil servants have.
    pub(super) fn staff_of(&self, what: &str) -> Result<&Staff> {
        match &self.role {
            Role::Nobody => Err(Refusal::SignInNeeded),
            Role::Citizen(_) => Err(Refusal::NotGranted(format!(
                "{what}: only for civil servants"
            ))),
            Role::Staff(staff) => Ok(staff),
        }
    }

    /// Whether they are at work in this unit; `role` none or "": in any role there.
    pub(super) fn works_at(&self, agency: Option<&str>, unit: &str, role: Option<&str>) -> bool {
        let Role::Staff(staff) = &self.role else {
            return false;
        };
        staff.memberships.iter().any(|there| {
            agency.is_none_or(|agency| there.agency == agency)
                && there.unit.as_deref() == Some(unit)
                && role
                    .is_none_or(|role| role.is_empty() || there.roles.iter().any(|has| has == role))
        })
    }

    pub(super) fn claim(&self, name: &str) -> Option<Value> {
        let found = self.claims.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }
}
