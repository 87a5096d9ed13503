//! A release is sent in, signed by a publisher of its agency; signed by one more; taken back.

use store::{
    agency::AgencyById,
    registry::{CandidateAdd, CandidatePublication},
};
use trust::{Digest, Envelope, EnvelopeError, Event, Publication};

use super::{Change, RegistryError, State, acting, digest_of, list};
use crate::{
    Actor, App, Manifest, ReleaseId, Unit,
    policy::{self, Action, Thing},
};

/// What is sent in: what the component says of itself, and who vouches for it.
#[derive(Debug, Clone)]
pub struct NewRelease {
    /// Of the component file.
    pub digest: Digest,
    /// `miniapp.toml`, as it was built in.
    pub manifest: String,
    /// The interfaces that it imports.
    pub imports: Vec<String>,
    /// Signed by the publisher.
    pub publication: Envelope,
}

impl App {
    /// Whether who asks may send in what they signed: to be asked before anything is done with the component.
    ///
    /// # Errors
    /// Where they may not, or the signature is not theirs.
    pub async fn upload_admitted(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        publication: &Envelope,
    ) -> Result<(), RegistryError> {
        let said: Publication = publication.claims()?;
        policy::may(actor, Action::Upload, &Thing::of(said.agency()))?;
        self.assert_own_key(unit, actor, publication).await
    }

    /// Records a release that was sent in. Its checks are run next.
    ///
    /// # Errors
    /// Where who asks may not, the signature is not theirs or about something else, or the log knows the release.
    pub async fn release_upload(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        new: &NewRelease,
    ) -> Result<ReleaseId, RegistryError> {
        let manifest = Manifest::parse(&new.manifest)?;
        let agency = manifest.id.agency().to_owned();
        policy::may(actor, Action::Upload, &Thing::of(&agency))?;
        let person = acting(actor, Action::Upload)?;
        let known = unit.read(AgencyById { id: agency.clone() }).await?;
        known.ok_or(RegistryError::NoSuchAgency(agency))?;
        let said: Publication = new.publication.claims()?;
        for (what, signed, found) in [
            ("mini-app", said.mini_app, manifest.id.to_string()),
            ("version", said.version, manifest.version.clone()),
            ("digest", said.digest.to_string(), new.digest.to_string()),
        ] {
            if signed != found {
                return Err(RegistryError::Mismatch {
                    what,
                    signed,
                    found,
                });
            }
        }
        self.assert_own_key(unit, actor, &new.publication).await?;
        let event = Event::Uploaded(new.publication.clone());
        self.log_enter(unit, event).await?;
        let id = ReleaseId(self.entropy().id(unit.now()));
        unit.write(CandidateAdd {
            id,
            mini_app: manifest.id,
            version: manifest.version,
            digest: new.digest.to_string(),
            manifest: new.manifest.clone(),
            imports: new.imports.join("\n"),
            state: State::Uploaded.name().to_owned(),
            at: unit.now(),
            uploaded_by: person,
            publication: json(&new.publication)?,
        })?;
        Ok(id)
    }

    /// One more person of the agency signs a release, beside those who have or with them.
    ///
    /// # Errors
    /// Where who asks may not, or the signature is not theirs or about something else.
    pub async fn release_countersign(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: ReleaseId,
        publication: &Envelope,
    ) -> Result<State, RegistryError> {
        let (row, state) = self.candidate(unit, actor, Action::Countersign, id).await?;
        self.assert_own_key(unit, actor, publication).await?;
        let signed = list::publication(&row);
        let signed = signed.and_then(|known| known.joined(publication));
        // Over another statement, it stays as it is: the log says what is wrong with it.
        let signed = signed.unwrap_or_else(|| publication.clone());
        let event = Event::Countersigned(signed.clone());
        self.log_enter(unit, event).await?;
        unit.write(CandidatePublication {
            id,
            publication: json(&signed)?,
        })?;
        // Signed while its checks still run: they say what comes next.
        if state != State::Checked || !self.is_signed(&row, &signed)? {
            return Ok(state);
        }
        self.change_state(unit, id, state, Change::Sign)
    }

    /// The agency takes a release back that nobody gets.
    ///
    /// # Errors
    /// Where who asks may not, or people get it.
    pub async fn release_withdraw(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: ReleaseId,
    ) -> Result<State, RegistryError> {
        let (row, state) = self.candidate(unit, actor, Action::Withdraw, id).await?;
        let event = Event::Withdrawn {
            digest: digest_of(&row)?,
            by: self.registry_name(unit, actor).await?,
        };
        let state = self.change_state(unit, id, state, Change::Withdraw)?;
        self.log_enter(unit, event).await?;
        Ok(state)
    }

    /// Whoever sends a signature has made it, or one of those beside it: nobody hands in what another wrote alone.
    pub(super) async fn assert_own_key(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        envelope: &Envelope,
    ) -> Result<(), RegistryError> {
        let name = self.registry_name(unit, actor).await?;
        let owners: Vec<Option<String>> = self.ledger(|ledger| {
            envelope
                .signers()
                .map(|key| ledger.key(key).map(|key| key.person.clone()))
                .collect()
        })?;
        if owners.iter().flatten().any(|person| *person == name) {
            return Ok(());
        }
        match envelope.signers().next() {
            None => Err(EnvelopeError::Unsigned.into()),
            Some(key) if owners.iter().all(Option::is_none) => {
                Err(EnvelopeError::UnknownKey(key).into())
            }
            Some(_) => Err(RegistryError::NotYourKey),
        }
    }

    /// Whether as many persons have signed as the agency demands.
    pub(super) fn is_signed(
        &self,
        row: &store::registry::CandidateRow,
        publication: &Envelope,
    ) -> Result<bool, RegistryError> {
        let agency = row.mini_app.agency();
        let digest = digest_of(row)?;
        Ok(self.ledger(|ledger| {
            let wanted = ledger
                .release(digest)
                .map_or_else(|| ledger.publishers_of(agency), |known| known.publishers);
            let mut persons: Vec<&str> = publication
                .signers()
                .filter_map(|key| ledger.key(key))
                .map(|key| key.person.as_str())
                .collect();
            persons.sort_unstable();
            persons.dedup();
            persons.len() >= usize::from(wanted)
        })?)
    }
}

pub(super) fn json(envelope: &Envelope) -> Result<String, RegistryError> {
    serde_json::to_string(envelope)
        .map_err(|error| EnvelopeError::Unreadable(error.to_string()).into())
}
