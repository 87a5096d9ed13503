//! Keys of publishers and reviewers: asked for by who has them, enrolled by a registrar, revoked by either.

use jiff::{SignedDuration, Timestamp};
use store::registry::{
    KeyRequestDelete, KeyRequestOf, KeyRequestPut, KeyRequestRow, KeyRequests, KeyRequestsOf,
};
use trust::{
    AgencyRule, Enrolment, Envelope, Event, Holder, KeyId, PublicKey, Revocation, TrustList,
};

use super::{RegistryError, acting, platform, upload::json};
use crate::{
    Actor, App, Instant, PersonId, Unit,
    policy::{self, Action, PLATFORM, Thing},
};

/// The longest time for which a key is enrolled at once.
const LONGEST: SignedDuration = SignedDuration::from_hours(2 * 366 * 24);
/// For how long a passkey is asked for.
const PASSKEY: SignedDuration = SignedDuration::from_hours(365 * 24);
/// So many requests are listed.
const AT_ONCE: i64 = 200;

/// A key that waits for a registrar.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyRequest {
    /// What is asked for.
    pub enrolment: Enrolment,
    /// The same, signed by the key.
    pub envelope: Envelope,
    /// Who asks.
    pub by: PersonId,
    /// When.
    pub requested_at: Instant,
}

/// A key that was enrolled.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyView {
    /// By what it is named.
    pub id: KeyId,
    /// What the log says of it.
    pub key: trust::Key,
    /// Whether it is of who asks.
    pub is_own: bool,
}

fn thing(holder: &Holder) -> Thing {
    match holder {
        Holder::Agency(agency) => Thing::of(agency),
        Holder::Reviewer => platform(),
    }
}

impl App {
    /// Somebody asks for a key of theirs to be enrolled; they prove by its signature that they have it.
    ///
    /// # Errors
    /// Where who asks may not, the key does not sign, is somebody else's, or would hold too long.
    pub async fn key_request(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        envelope: &Envelope,
    ) -> Result<KeyId, RegistryError> {
        let said: Enrolment = envelope.claims()?;
        policy::may(actor, Action::RequestKey, &thing(&said.holder))?;
        let person = acting(actor, Action::RequestKey)?;
        let id = said.key.id();
        envelope.open::<Enrolment>(|key| (*key == id).then_some(said.key))?;
        if self.registry_name(unit, actor).await? != said.person {
            return Err(RegistryError::NotYourKey);
        }
        let now = unit.now().timestamp();
        let latest = now.checked_add(LONGEST).unwrap_or(Timestamp::MAX);
        if !(now < said.until && said.until <= latest) {
            return Err(RegistryError::Until { latest });
        }
        unit.write(KeyRequestPut {
            row: KeyRequestRow {
                key: id.to_string(),
                envelope: json(envelope)?,
                person,
                requested_at: unit.now(),
            },
        })?;
        Ok(id)
    }

    /// What a reviewer's new passkey is to sign, so that it can be asked for.
    ///
    /// # Errors
    /// Where who asks is no reviewer.
    pub async fn passkey_enrolment(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        key: PublicKey,
    ) -> Result<Envelope, RegistryError> {
        policy::may(actor, Action::RequestKey, &platform())?;
        let now = unit.now().timestamp();
        let enrolment = Enrolment {
            key,
            holder: Holder::Reviewer,
            person: self.registry_name(unit, actor).await?,
            until: now.checked_add(PASSKEY).unwrap_or(Timestamp::MAX),
        };
        Ok(Envelope::unsigned(&enrolment)?)
    }

    /// The keys of who asks that wait for a registrar, the oldest first.
    ///
    /// # Errors
    /// Where who asks has nothing to do with releases.
    pub async fn key_requests_own(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<Vec<KeyRequest>, RegistryError> {
        let sees = |agency: &str| policy::may(actor, Action::See, &Thing::of(agency));
        if !actor.agencies().iter().any(|agency| sees(agency).is_ok()) {
            sees(PLATFORM)?;
        }
        let own = KeyRequestsOf {
            person: acting(actor, Action::RequestKey)?,
            limit: AT_ONCE,
        };
        let rows = unit.read(own).await?;
        rows.into_iter().map(request).collect()
    }

    /// The keys that wait for a registrar, the oldest first.
    ///
    /// # Errors
    /// Where who asks may not.
    pub async fn key_requests(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<Vec<KeyRequest>, RegistryError> {
        policy::may(actor, Action::Enrol, &platform())?;
        let rows = unit.read(KeyRequests { limit: AT_ONCE }).await?;
        rows.into_iter().map(request).collect()
    }

    /// A registrar enrols a key: the enrolment with the key's signature and the registrar's.
    ///
    /// # Errors
    /// Where who asks may not, nobody asked for it, or the signatures do not hold.
    pub async fn key_enrol(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        envelope: &Envelope,
    ) -> Result<KeyId, RegistryError> {
        let said: Enrolment = envelope.claims()?;
        policy::may(actor, Action::Enrol, &thing(&said.holder))?;
        let id = said.key.id();
        let asked = unit
            .read(KeyRequestOf {
                key: id.to_string(),
            })
            .await?;
        let asked = request(asked.ok_or(RegistryError::NotFound("request for a key"))?)?;
        if asked.enrolment != said {
            return Err(RegistryError::OtherEnrolment(id));
        }
        // Four eyes: who asks does not answer.
        if self.registry_name(unit, actor).await? == said.person {
            return Err(policy::NotAllowed(Action::Enrol).into());
        }
        self.log_enter(unit, Event::Enrolled(envelope.clone()))
            .await?;
        unit.write(KeyRequestDelete {
            key: id.to_string(),
        })?;
        Ok(id)
    }

    /// A key is revoked.
    ///
    /// # Errors
    /// Where who asks may not, there is no such key, or neither it nor a registrar signed.
    pub async fn key_revoke(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        envelope: &Envelope,
    ) -> Result<KeyId, RegistryError> {
        let said: Revocation = envelope.claims()?;
        let holder = self.ledger(|ledger| ledger.key(said.key).map(|key| key.holder.clone()))?;
        let holder = holder.ok_or(RegistryError::NotFound("key"))?;
        policy::may(actor, Action::Revoke, &thing(&holder))?;
        self.log_enter(unit, Event::Revoked(envelope.clone()))
            .await?;
        Ok(said.key)
    }

    /// A registrar brings the list that the root has signed.
    ///
    /// # Errors
    /// Where who asks may not, or the root did not sign it.
    pub async fn trust_list(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        envelope: &Envelope,
    ) -> Result<TrustList, RegistryError> {
        policy::may(actor, Action::Trust, &platform())?;
        let said: TrustList = envelope.claims()?;
        self.log_enter(unit, Event::TrustList(envelope.clone()))
            .await?;
        Ok(said)
    }

    /// An agency says how many persons must sign its releases.
    ///
    /// # Errors
    /// Where who asks may not, or fewer signed than the rule in force demands.
    pub async fn agency_rule(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        envelope: &Envelope,
    ) -> Result<AgencyRule, RegistryError> {
        let said: AgencyRule = envelope.claims()?;
        policy::may(actor, Action::Upload, &Thing::of(&said.agency))?;
        self.log_enter(unit, Event::AgencyRule(envelope.clone()))
            .await?;
        Ok(said)
    }

    /// The keys that who asks may see: those of their agencies; all, where they are of the platform team.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn keys(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<Vec<KeyView>, RegistryError> {
        let name = self.registry_name(unit, actor).await?;
        let all: Vec<KeyView> = self.ledger(|ledger| {
            ledger
                .keys()
                .map(|(id, key)| KeyView {
                    id: *id,
                    key: key.clone(),
                    is_own: key.person == name,
                })
                .collect()
        })?;
        let may = |agency: &str| policy::may(actor, Action::See, &Thing::of(agency)).is_ok();
        Ok(all
            .into_iter()
            .filter(|view| match &view.key.holder {
                Holder::Agency(agency) => may(agency),
                Holder::Reviewer => may(PLATFORM),
            })
            .collect())
    }
}

fn request(row: KeyRequestRow) -> Result<KeyRequest, RegistryError> {
    let envelope: Envelope =
        serde_json::from_str(&row.envelope).map_err(|_| RegistryError::NotFound("enrolment"))?;
    Ok(KeyRequest {
        enrolment: envelope.claims()?,
        envelope,
        by: row.person,
        requested_at: row.requested_at,
    })
}
