//! Who may do what in the registry: one policy, `policy/registry.cedar`, asked by every function of the registry.
//!
//! Capabilities of mini-apps are no part of it: those are what a component imports, and the linker sees to them.

use std::{collections::HashSet, sync::LazyLock};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression, Schema, ValidationMode, Validator,
};

use crate::{Actor, Membership, PersonId, Role, actor::DEVELOPER};

const POLICIES: &str = include_str!("../policy/registry.cedar");
const SCHEMA: &str = include_str!("../policy/registry.cedarschema");

/// The agency of those who run the platform.
pub const PLATFORM: &str = "balai";
/// The role of those who publish an agency's releases.
pub const PUBLISHER: &str = "penerbit";

/// Roles at the platform, by the names that memberships and the policy have for them.
const PLATFORM_ROLES: [(&str, &str); 4] = [
    ("peninjau", "reviewer"),
    ("operator", "operator"),
    ("auditor", "auditor"),
    ("pendaftar", "registrar"),
];

/// Whether a role at an agency is one that the policy asks for.
pub(crate) fn knows(agency: &str, role: &str) -> bool {
    let at_platform = || PLATFORM_ROLES.iter().any(|(name, _)| *name == role);
    role == DEVELOPER || role == PUBLISHER || (agency == PLATFORM && at_platform())
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// See how releases stand.
    See,
    /// Read what mini-apps log, and how they failed.
    ReadLog,
    /// Send in a release.
    Upload,
    /// Sign one that another person sent in.
    Countersign,
    /// Take one back.
    Withdraw,
    /// Say who gets it.
    RollOut,
    /// Approve it or not.
    Decide,
    /// Stop something, or let it go on.
    Stop,
    /// Ask for a key to be enrolled.
    RequestKey,
    /// Enrol a key.
    Enrol,
    /// Revoke a key.
    Revoke,
    /// Bring a list of registrars.
    Trust,
}

impl Action {
    fn name(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::ReadLog => "readLog",
            Self::Upload => "upload",
            Self::Countersign => "countersign",
            Self::Withdraw => "withdraw",
            Self::RollOut => "rollOut",
            Self::Decide => "decide",
            Self::Stop => "stop",
            Self::RequestKey => "requestKey",
            Self::Enrol => "enrol",
            Self::Revoke => "revoke",
            Self::Trust => "trust",
        }
    }
}

/// To what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// Whose it is; [`PLATFORM`] where it is nobody's in particular.
    pub agency: String,
    /// Who sent it in, of a release.
    pub uploader: Option<PersonId>,
}

impl Thing {
    /// Something of an agency.
    pub fn of(agency: &str) -> Self {
        Self {
            agency: agency.to_owned(),
            uploader: None,
        }
    }
}

/// The policy does not permit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", sentence(*.0))]
pub struct NotAllowed(pub Action);

fn sentence(action: Action) -> &'static str {
    match action {
        Action::See => {
            "only an agency's developers and publishers, and the platform team, see its releases"
        }
        Action::ReadLog => {
            "only an agency's developers and publishers (roles \"pengembang\" and \"penerbit\") read what its mini-apps log"
        }
        Action::Upload => {
            "only a publisher of the agency (role \"penerbit\") sends in its releases"
        }
        Action::Countersign => {
            "only a publisher of the agency (role \"penerbit\") signs its releases"
        }
        Action::Withdraw => {
            "only a publisher of the agency (role \"penerbit\") takes its releases back"
        }
        Action::RollOut => {
            "only a publisher of the agency or an operator of the platform rolls out"
        }
        Action::Decide => {
            "only a reviewer of the platform decides, and never about a release of an agency where they work or that \
             they sent in"
        }
        Action::Stop => "only an operator of the platform stops or lets go on",
        Action::RequestKey => {
            "only publishers of an agency and reviewers of the platform have keys"
        }
        Action::Enrol => "only a registrar enrols keys, and none of an agency where they work",
        Action::Revoke => "only a registrar or a publisher of the agency revokes its keys",
        Action::Trust => "only a registrar brings the list that the root has signed",
    }
}

struct Policy {
    authorizer: Authorizer,
    policies: PolicySet,
    schema: Schema,
}

/// None where the files are not what this module reads; a test sees to that.
static POLICY: LazyLock<Option<Policy>> = LazyLock::new(|| match read() {
    Ok(policy) => Some(policy),
    Err(error) => {
        tracing::error!(error, "the policy cannot be read: nobody may do anything");
        None
    }
});

fn read() -> Result<Policy, String> {
    let (schema, _) = Schema::from_cedarschema_str(SCHEMA).map_err(|error| error.to_string())?;
    let policies: PolicySet = POLICIES
        .parse()
        .map_err(|error: cedar_policy::ParseErrors| error.to_string())?;
    let found = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
    if !found.validation_passed() {
        return Err(found.to_string());
    }
    Ok(Policy {
        authorizer: Authorizer::new(),
        policies,
        schema,
    })
}

/// Whether somebody may. Only who acts at work may anything; where the policy cannot be asked, nobody.
///
/// # Errors
/// Where they may not.
pub fn may(actor: &Actor, action: Action, thing: &Thing) -> Result<(), NotAllowed> {
    let Role::Staff {
        person,
        memberships,
        ..
    } = &actor.role
    else {
        return Err(NotAllowed(action));
    };
    let asked = POLICY
        .as_ref()
        .and_then(|policy| asked(policy, *person, memberships, action, thing).ok());
    if asked == Some(true) {
        Ok(())
    } else {
        Err(NotAllowed(action))
    }
}

type Failed = Box<dyn std::error::Error>;

fn asked(
    policy: &Policy,
    person: PersonId,
    memberships: &[Membership],
    action: Action,
    thing: &Thing,
) -> Result<bool, Failed> {
    let with = |role: &str| {
        let agencies = memberships
            .iter()
            .filter(|m| m.roles.iter().any(|has| has == role));
        texts(agencies.map(|m| m.agency.as_str()))
    };
    let at_platform = PLATFORM_ROLES.iter().filter(|(role, _)| {
        memberships
            .iter()
            .any(|m| m.agency == PLATFORM && m.roles.iter().any(|has| has == role))
    });
    let principal = uid("Person", &person.to_string())?;
    let attributes = [
        (
            "agencies",
            texts(memberships.iter().map(|m| m.agency.as_str())),
        ),
        ("develops", with(DEVELOPER)),
        ("publishes", with(PUBLISHER)),
        ("platform", texts(at_platform.map(|(_, name)| *name))),
    ];
    let attributes = attributes
        .map(|(name, value)| (name.to_owned(), value))
        .into();
    let who = Entity::new(principal.clone(), attributes, HashSet::new())?;

    let resource = uid("Thing", &thing.agency)?;
    let agency = RestrictedExpression::new_string(thing.agency.clone());
    let mut attributes: std::collections::HashMap<_, _> = [("agency".to_owned(), agency)].into();
    if let Some(uploader) = thing.uploader {
        let uploader = RestrictedExpression::new_entity_uid(uid("Person", &uploader.to_string())?);
        attributes.insert("uploader".to_owned(), uploader);
    }
    let what = Entity::new(resource.clone(), attributes, HashSet::new())?;

    let schema = Some(&policy.schema);
    let entities = Entities::from_entities([who, what], schema)?;
    let action = uid("Action", action.name())?;
    let request = Request::new(principal, action, resource, Context::empty(), schema)?;
    let answer = policy
        .authorizer
        .is_authorized(&request, &policy.policies, &entities);
    // A policy that fails is skipped: where one does, nothing that the others say is enough.
    let failed = answer.diagnostics().errors().next().is_some();
    Ok(answer.decision() == Decision::Allow && !failed)
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, Failed> {
    let kind: EntityTypeName = kind.parse()?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

fn texts<'t>(all: impl Iterator<Item = &'t str>) -> RestrictedExpression {
    RestrictedExpression::new_set(all.map(|one| RestrictedExpression::new_string(one.to_owned())))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{Lang, Reader};

    fn staff(number: u128, works: &[(&str, &str)]) -> Actor {
        let memberships = works.iter().map(|(agency, role)| Membership {
            agency: (*agency).to_owned(),
            unit: None,
            position: None,
            roles: vec![(*role).to_owned()],
        });
        Actor {
            role: Role::Staff {
                person: PersonId(Uuid::from_u128(number)),
                name: String::new(),
                memberships: memberships.collect(),
            },
            reader: Reader {
                lang: Lang::Id,
                time_zone: "Asia/Jakarta".to_owned(),
                region: None,
            },
        }
    }

    #[test]
    fn the_policy_holds_against_its_schema() {
        assert_eq!(read().err(), None);
    }

    #[test]
    fn everybody_may_their_own_and_no_more() {
        use Action::{
            Countersign, Decide, Enrol, ReadLog, RequestKey, Revoke, RollOut, See, Stop, Trust,
            Upload, Withdraw,
        };
        let all = [
            See,
            ReadLog,
            Upload,
            Countersign,
            Withdraw,
            RollOut,
            Decide,
            Stop,
            RequestKey,
            Enrol,
            Revoke,
            Trust,
        ];
        let release = Thing {
            agency: "kota-damai".to_owned(),
            uploader: Some(PersonId(Uuid::from_u128(9))),
        };
        let may_all = |works: &[(&str, &str)]| -> Vec<Action> {
            let actor = staff(1, works);
            all.into_iter()
                .filter(|action| may(&actor, *action, &release).is_ok())
                .collect()
        };
        assert_eq!(may_all(&[("kota-damai", "verifikator")]), []);
        assert_eq!(may_all(&[("kota-damai", "pengembang")]), [See, ReadLog]);
        assert_eq!(
            may_all(&[("kota-damai", "penerbit")]),
            [
                See,
                ReadLog,
                Upload,
                Countersign,
                Withdraw,
                RollOut,
                RequestKey,
                Revoke
            ]
        );
        assert_eq!(may_all(&[("kemen-aparatur", "penerbit")]), []);
        assert_eq!(may_all(&[("balai", "peninjau")]), [See, Decide]);
        assert_eq!(may_all(&[("balai", "operator")]), [See, RollOut, Stop]);
        assert_eq!(may_all(&[("balai", "auditor")]), [See]);
        assert_eq!(
            may_all(&[("balai", "pendaftar")]),
            [See, Enrol, Revoke, Trust]
        );
        // A role at an agency is none at the platform.
        assert_eq!(may_all(&[("kemen-aparatur", "peninjau")]), []);
        // Who works for the agency as well does not judge it, nor enrols its keys.
        let both = [("balai", "peninjau"), ("kota-damai", "verifikator")];
        assert_eq!(may_all(&both), [See]);
        let both = [("balai", "pendaftar"), ("kota-damai", "verifikator")];
        assert_eq!(may_all(&both), [See, Revoke, Trust]);
    }

    #[test]
    fn whoever_may_see_releases_is_shown_the_way_and_nobody_else() {
        for (agency, role) in [
            ("kota-damai", "verifikator"),
            ("kota-damai", "pengembang"),
            ("kota-damai", "penerbit"),
            ("kota-damai", "peninjau"),
            ("balai", "peninjau"),
            ("balai", "operator"),
            ("balai", "auditor"),
            ("balai", "pendaftar"),
            ("balai", "tamu"),
        ] {
            let actor = staff(1, &[(agency, role)]);
            let sees = may(&actor, Action::See, &Thing::of(agency)).is_ok();
            assert_eq!(actor.works_on_releases(), sees, "{role} at {agency}");
        }
    }

    #[test]
    fn nobody_judges_what_they_sent_in_and_citizens_may_nothing() {
        let uploader = PersonId(Uuid::from_u128(1));
        let release = Thing {
            agency: "kota-damai".to_owned(),
            uploader: Some(uploader),
        };
        let reviewer = staff(1, &[("balai", "peninjau")]);
        assert_eq!(
            may(&reviewer, Action::Decide, &release),
            Err(NotAllowed(Action::Decide))
        );
        assert_eq!(
            may(
                &staff(2, &[("balai", "peninjau")]),
                Action::Decide,
                &release
            ),
            Ok(())
        );
        let mut citizen = reviewer;
        citizen.role = Role::Citizen(uploader);
        assert!(may(&citizen, Action::See, &release).is_err());
    }
}
