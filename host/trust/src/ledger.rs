//! What the log says, gone through from its first entry: keys, releases, rollouts and stops, each rule checked once more.
//!
//! An entry that breaks a rule has no effect, whoever wrote it there: a node or an auditor that goes through the log comes
//! to what was rightly done, and to a list of what was not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    AgencyRule, Breach, Decision, Digest, Enrolment, Entry, Envelope, EnvelopeError, Event, Holder,
    KeyId, NotAdmitted, PublicKey, Publication, Revocation, Statement, Target, TrustList, Verdict,
};

/// A key that was enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Itself.
    pub public: PublicKey,
    /// For whom it signs.
    pub holder: Holder,
    /// Who has it.
    pub person: String,
    /// It signs from this moment,
    pub from: Timestamp,
    /// until this one.
    pub until: Timestamp,
    /// What it signed from this moment on does not hold.
    pub revoked: Option<Timestamp>,
}

impl Key {
    /// Whether it signs at a moment, as far as is known now.
    #[must_use]
    pub fn signs_at(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until && self.revoked.is_none_or(|from| at < from)
    }
}

/// How a release stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What was published.
    pub publication: Publication,
    /// By which keys, and when each signed.
    pub signed: BTreeMap<KeyId, Timestamp>,
    /// So many persons must sign, by the agency's rule when it was sent in: a later rule stops nothing that runs.
    pub publishers: u8,
    /// The report of its checks, and whether all passed.
    pub checked: Option<(Digest, bool)>,
    /// What was decided, by which key and when.
    pub decided: Option<(Verdict, KeyId, Timestamp)>,
    /// Whether its agency took it back.
    pub withdrawn: bool,
}

/// What the log says.
#[derive(Debug, Clone)]
pub struct Ledger {
    root: PublicKey,
    latest: Timestamp,
    list: u64,
    registrars: BTreeMap<KeyId, PublicKey>,
    keys: BTreeMap<KeyId, Key>,
    rules: BTreeMap<String, u8>,
    releases: BTreeMap<Digest, Standing>,
    versions: BTreeSet<(String, String)>,
    rollouts: BTreeMap<String, u64>,
    stops: BTreeMap<Target, String>,
}

impl Ledger {
    /// Of a log that has no entry yet, under this root.
    #[must_use]
    pub fn new(root: PublicKey) -> Self {
        Self {
            root,
            latest: Timestamp::MIN,
            list: 0,
            registrars: BTreeMap::new(),
            keys: BTreeMap::new(),
            rules: BTreeMap::new(),
            releases: BTreeMap::new(),
            versions: BTreeSet::new(),
            rollouts: BTreeMap::new(),
            stops: BTreeMap::new(),
        }
    }

    /// One more entry. Where it breaks a rule, nothing is changed by it.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), Breach> {
        let at = entry.at;
        if at < self.latest {
            let before = self.latest;
            return Err(Breach::TimeWentBack { at, before });
        }
        match &entry.event {
            Event::TrustList(envelope) => self.trust(envelope)?,
            Event::Enrolled(envelope) => self.enrol(envelope, at)?,
            Event::Revoked(envelope) => self.revoke(envelope)?,
            Event::AgencyRule(envelope) => self.rule(envelope, at)?,
            Event::Uploaded(envelope) => self.upload(envelope, at)?,
            Event::Countersigned(envelope) => self.countersign(envelope, at)?,
            Event::Checked {
                digest,
                report,
                passed,
            } => {
                let release = self.undecided(*digest)?;
                release.checked = Some((*report, *passed));
            }
            Event::Decided(envelope) => self.decide(envelope, at)?,
            Event::Withdrawn { digest, .. } => {
                let release = self.releases.get_mut(digest);
                release.ok_or(Breach::UnknownRelease(*digest))?.withdrawn = true;
            }
            Event::RolledOut {
                mini_app,
                sequence,
                digest,
                share,
                ..
            } => self.roll_out(mini_app, *sequence, *digest, *share)?,
            Event::Stopped { target, reason, .. } => {
                self.stops.insert(target.clone(), reason.clone());
            }
            Event::Resumed { target, .. } => {
                self.stops.remove(target);
            }
        }
        self.latest = at;
        Ok(())
    }

    /// Whether a release of a mini-app may run, as far as the log says. What it imports is the node's to compare with
    /// [`stopped_capability`](Self::stopped_capability).
    ///
    /// # Errors
    /// Why not.
    pub fn admits(&self, mini_app: &str, digest: Digest) -> Result<(), NotAdmitted> {
        let release = self.releases.get(&digest);
        let release = release.ok_or(NotAdmitted::Unknown(digest))?;
        let known = &release.publication.mini_app;
        if known != mini_app {
            let mini_app = known.clone();
            return Err(NotAdmitted::OtherMiniApp { digest, mini_app });
        }
        let agency = release.publication.agency();
        for target in [
            Target::Release(digest),
            Target::MiniApp(mini_app.to_owned()),
            Target::Agency(agency.to_owned()),
        ] {
            if let Some(reason) = self.stops.get(&target) {
                return Err(NotAdmitted::Stopped {
                    what: match target {
                        Target::Release(digest) => format!("release {digest}"),
                        Target::MiniApp(name) | Target::Agency(name) | Target::Capability(name) => {
                            name
                        }
                    },
                    reason: reason.clone(),
                });
            }
        }
        if release.withdrawn {
            return Err(NotAdmitted::Withdrawn(digest));
        }
        if self.publishers(release).len() < usize::from(release.publishers) {
            return Err(NotAdmitted::Unsigned {
                digest,
                agency: agency.to_owned(),
            });
        }
        let is_approved = release.decided.is_some_and(|(verdict, key, at)| {
            verdict == Verdict::Approve && self.keys.get(&key).is_some_and(|key| key.signs_at(at))
        });
        if is_approved {
            Ok(())
        } else {
            Err(NotAdmitted::NotApproved(digest))
        }
    }

    /// Why an interface is stopped; none where it is not.
    #[must_use]
    pub fn stopped_capability(&self, interface: &str) -> Option<&str> {
        self.stops
            .get(&Target::Capability(interface.to_owned()))
            .map(String::as_str)
    }

    /// What is stopped, and why.
    pub fn stops(&self) -> impl Iterator<Item = (&Target, &str)> {
        self.stops
            .iter()
            .map(|(target, reason)| (target, reason.as_str()))
    }

    /// How a release stands.
    #[must_use]
    pub fn release(&self, digest: Digest) -> Option<&Standing> {
        self.releases.get(&digest)
    }

    /// A key that was enrolled.
    #[must_use]
    pub fn key(&self, id: KeyId) -> Option<&Key> {
        self.keys.get(&id)
    }

    /// Every key that was enrolled, by its id.
    pub fn keys(&self) -> impl Iterator<Item = (&KeyId, &Key)> {
        self.keys.iter()
    }

    /// So many persons must sign a release of an agency.
    #[must_use]
    pub fn publishers_of(&self, agency: &str) -> u8 {
        self.rules.get(agency).copied().unwrap_or(1)
    }

    /// The version of the trust list in force; 0 where there is none.
    #[must_use]
    pub fn list(&self) -> u64 {
        self.list
    }

    /// The number of a mini-app's latest rollout; 0 where it has none.
    #[must_use]
    pub fn rollout(&self, mini_app: &str) -> u64 {
        self.rollouts.get(mini_app).copied().unwrap_or(0)
    }

    fn trust(&mut self, envelope: &Envelope) -> Result<(), Breach> {
        let root = self.root;
        let (list, _) = envelope.open::<TrustList>(|id| (root.id() == *id).then_some(root))?;
        if list.version != self.list.saturating_add(1) {
            return Err(Breach::ListOrder {
                found: list.version,
                known: self.list,
            });
        }
        self.list = list.version;
        self.registrars = list.registrars.iter().map(|key| (key.id(), *key)).collect();
        Ok(())
    }

    fn enrol(&mut self, envelope: &Envelope, at: Timestamp) -> Result<(), Breach> {
        let said: Enrolment = envelope.claims()?;
        let id = said.key.id();
        let (said, signers) = self.opened::<Enrolment>(envelope, Some(said.key))?;
        if !signers.contains(&id) {
            return Err(Breach::NoProof(id));
        }
        if !signers.iter().any(|key| self.registrars.contains_key(key)) {
            return Err(Breach::NoRegistrar);
        }
        let from = match self.keys.get(&id) {
            // Who enrols others holds no other key's place: two duties are two keys.
            _ if self.registrars.contains_key(&id) => return Err(Breach::KeyTaken(id)),
            None => at,
            // One more time for the same person: it signs longer.
            Some(key)
                if key.holder == said.holder
                    && key.person == said.person
                    && key.revoked.is_none() =>
            {
                key.from
            }
            Some(_) => return Err(Breach::KeyTaken(id)),
        };
        let key = Key {
            public: said.key,
            holder: said.holder,
            person: said.person,
            from,
            until: said.until,
            revoked: None,
        };
        self.keys.insert(id, key);
        Ok(())
    }

    fn revoke(&mut self, envelope: &Envelope) -> Result<(), Breach> {
        let (said, signers) = self.opened::<Revocation>(envelope, None)?;
        let may = |signer: &KeyId| *signer == said.key || self.registrars.contains_key(signer);
        if !signers.iter().any(may) {
            return Err(Breach::NoRegistrar);
        }
        let key = self.keys.get_mut(&said.key);
        let key = key.ok_or(EnvelopeError::UnknownKey(said.key))?;
        // A later revocation takes nothing back.
        let from = key
            .revoked
            .map_or(said.from, |before| before.min(said.from));
        key.revoked = Some(from);
        Ok(())
    }

    fn rule(&mut self, envelope: &Envelope, at: Timestamp) -> Result<(), Breach> {
        let (said, signers) = self.opened::<AgencyRule>(envelope, None)?;
        if !(1..=2).contains(&said.publishers) {
            return Err(Breach::NoSuchRule(said.publishers));
        }
        let persons = self.current(&signers, &Holder::Agency(said.agency.clone()), at)?;
        assert_enough(
            &said.agency,
            self.publishers_of(&said.agency),
            persons.len(),
        )?;
        self.rules.insert(said.agency, said.publishers);
        Ok(())
    }

    fn upload(&mut self, envelope: &Envelope, at: Timestamp) -> Result<(), Breach> {
        let (publication, signers) = self.opened::<Publication>(envelope, None)?;
        let holder = Holder::Agency(publication.agency().to_owned());
        self.current(&signers, &holder, at)?;
        let version = (publication.mini_app.clone(), publication.version.clone());
        if self.releases.contains_key(&publication.digest) || self.versions.contains(&version) {
            let (mini_app, version) = version;
            return Err(Breach::KnownRelease { mini_app, version });
        }
        self.versions.insert(version);
        let standing = Standing {
            signed: signers.into_iter().map(|key| (key, at)).collect(),
            publishers: self.publishers_of(publication.agency()),
            checked: None,
            decided: None,
            withdrawn: false,
            publication,
        };
        self.releases.insert(standing.publication.digest, standing);
        Ok(())
    }

    fn countersign(&mut self, envelope: &Envelope, at: Timestamp) -> Result<(), Breach> {
        let (publication, signers) = self.opened::<Publication>(envelope, None)?;
        let digest = publication.digest;
        let known = self.releases.get(&digest);
        let known = known.ok_or(Breach::UnknownRelease(digest))?;
        if known.publication != publication {
            return Err(Breach::OtherPublication(digest));
        }
        let new: Vec<KeyId> = signers
            .into_iter()
            .filter(|key| !known.signed.contains_key(key))
            .collect();
        let holder = Holder::Agency(publication.agency().to_owned());
        self.current(&new, &holder, at)?;
        let release = self.undecided(digest)?;
        release.signed.extend(new.into_iter().map(|key| (key, at)));
        Ok(())
    }

    fn decide(&mut self, envelope: &Envelope, at: Timestamp) -> Result<(), Breach> {
        let (decision, signers) = self.opened::<Decision>(envelope, None)?;
        let persons = self.current(&signers, &Holder::Reviewer, at)?;
        let digest = decision.digest;
        let release = self.releases.get(&digest);
        let release = release.ok_or(Breach::UnknownRelease(digest))?;
        let (report, passed) = release.checked.ok_or(Breach::OtherReport(digest))?;
        if report != decision.report {
            return Err(Breach::OtherReport(digest));
        }
        if release.decided.is_some() || release.withdrawn {
            return Err(Breach::Settled(digest));
        }
        let publishers: BTreeSet<&str> = release
            .signed
            .keys()
            .filter_map(|key| self.keys.get(key))
            .map(|key| key.person.as_str())
            .collect();
        if persons
            .iter()
            .any(|person| publishers.contains(person.as_str()))
        {
            return Err(Breach::OwnRelease);
        }
        if decision.verdict == Verdict::Approve {
            if !passed {
                return Err(Breach::NotPassed(digest));
            }
            let agency = release.publication.agency();
            assert_enough(agency, release.publishers, self.publishers(release).len())?;
        }
        let signer = signers.first().copied();
        if let (Some(release), Some(key)) = (self.releases.get_mut(&digest), signer) {
            release.decided = Some((decision.verdict, key, at));
        }
        Ok(())
    }

    fn roll_out(
        &mut self,
        mini_app: &str,
        sequence: u64,
        digest: Digest,
        share: u8,
    ) -> Result<(), Breach> {
        let known = self.rollout(mini_app);
        if sequence != known.saturating_add(1) {
            return Err(Breach::RolloutOrder {
                mini_app: mini_app.to_owned(),
                found: sequence,
                known,
            });
        }
        if share > 100 {
            return Err(Breach::NoShare(share));
        }
        self.admits(mini_app, digest)?;
        self.rollouts.insert(mini_app.to_owned(), sequence);
        Ok(())
    }

    /// What an envelope says, by keys that are known: those enrolled, the registrars', and one that is about to be.
    fn opened<S: Statement>(
        &self,
        envelope: &Envelope,
        more: Option<PublicKey>,
    ) -> Result<(S, Vec<KeyId>), EnvelopeError> {
        envelope.open(|id| {
            let enrolled = self.keys.get(id).map(|key| key.public);
            enrolled
                .or_else(|| self.registrars.get(id).copied())
                .or_else(|| more.filter(|key| key.id() == *id))
        })
    }

    /// The persons behind keys that all sign for this holder at this moment.
    fn current(
        &self,
        signers: &[KeyId],
        holder: &Holder,
        at: Timestamp,
    ) -> Result<BTreeSet<String>, Breach> {
        let mut persons = BTreeSet::new();
        for id in signers {
            let key = self.keys.get(id).ok_or(EnvelopeError::UnknownKey(*id))?;
            if key.holder != *holder {
                let wanted = match holder {
                    Holder::Agency(agency) => agency.clone(),
                    Holder::Reviewer => "the reviewers".to_owned(),
                };
                return Err(Breach::KeyOfOther { key: *id, wanted });
            }
            if !key.signs_at(at) {
                return Err(Breach::KeyNotCurrent { key: *id, at });
            }
            persons.insert(key.person.clone());
        }
        Ok(persons)
    }

    /// The persons whose signatures of a release hold as far as is known now.
    fn publishers(&self, release: &Standing) -> BTreeSet<&str> {
        release
            .signed
            .iter()
            .filter_map(|(id, at)| self.keys.get(id).filter(|key| key.signs_at(*at)))
            .map(|key| key.person.as_str())
            .collect()
    }

    fn undecided(&mut self, digest: Digest) -> Result<&mut Standing, Breach> {
        let release = self.releases.get_mut(&digest);
        let release = release.ok_or(Breach::UnknownRelease(digest))?;
        if release.decided.is_some() || release.withdrawn {
            return Err(Breach::Settled(digest));
        }
        Ok(release)
    }
}

fn assert_enough(agency: &str, wanted: u8, found: usize) -> Result<(), Breach> {
    if found < usize::from(wanted) {
        return Err(Breach::TooFewPublishers {
            agency: agency.to_owned(),
            wanted,
            found,
        });
    }
    Ok(())
}
