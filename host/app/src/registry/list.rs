//! Looking at releases: one's own agency's, those in review, one of them whole.

use store::registry::{
    CandidateById, CandidateRow, CandidatesInState, CandidatesLatest, CandidatesOfAgency,
};
use trust::{Envelope, KeyId};

use super::{RegistryError, State, platform, state_of, thing};
use crate::{
    Actor, App, Instant, Manifest, MiniAppId, PersonId, ReleaseId, Unit,
    policy::{self, Action, Thing},
};

/// So many are listed.
const AT_ONCE: i64 = 200;

/// A release and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Of the row.
    pub id: ReleaseId,
    /// Whose release.
    pub mini_app: MiniAppId,
    /// SHA-256 of the component file, in hex.
    pub digest: String,
    /// What it says of itself,
    pub manifest: Manifest,
    /// and the same as it was written.
    pub manifest_text: String,
    /// The interfaces that it imports.
    pub imports: Vec<String>,
    /// How it stands,
    pub state: State,
    /// since when.
    pub changed_at: Instant,
    /// When it was sent in,
    pub uploaded_at: Instant,
    /// and by whom.
    pub uploaded_by: Option<PersonId>,
    /// The keys that signed it.
    pub signed_by: Vec<KeyId>,
    /// The report of its checks, as JSON.
    pub report: Option<String>,
    /// What was measured meanwhile, as JSON.
    pub annex: Option<String>,
    /// The rule on which a refusal rests; empty where there is none.
    pub rule: String,
    /// Why it was refused; empty where it was not.
    pub reason: String,
}

impl App {
    /// The releases of an agency, the newest first.
    ///
    /// # Errors
    /// Where who asks may not see them.
    pub async fn releases_of_agency(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        agency: &str,
    ) -> Result<Vec<Candidate>, RegistryError> {
        policy::may(actor, Action::See, &Thing::of(agency))?;
        let of_agency = CandidatesOfAgency {
            prefix: format!("{agency}/"),
            limit: AT_ONCE,
        };
        let rows = unit.read(of_agency).await?;
        rows.into_iter().map(seen).collect()
    }

    /// The releases that wait for a reviewer, those that have waited longest first.
    ///
    /// # Errors
    /// Where who asks is not of the platform team.
    pub async fn releases_in_review(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<Vec<Candidate>, RegistryError> {
        policy::may(actor, Action::See, &platform())?;
        let in_review = CandidatesInState {
            state: State::InReview.name().to_owned(),
            limit: AT_ONCE,
        };
        let rows = unit.read(in_review).await?;
        rows.into_iter().map(seen).collect()
    }

    /// All that who asks may see, the newest first: the releases of the agencies where they work on them, or of all.
    ///
    /// # Errors
    /// Where they may see none.
    pub async fn releases_seen(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<Vec<Candidate>, RegistryError> {
        if policy::may(actor, Action::See, &platform()).is_ok() {
            let rows = unit.read(CandidatesLatest { limit: AT_ONCE }).await?;
            return rows.into_iter().map(seen).collect();
        }
        let mut agencies = actor.agencies();
        agencies.retain(|agency| policy::may(actor, Action::See, &Thing::of(agency)).is_ok());
        if agencies.is_empty() {
            return Err(policy::NotAllowed(Action::See).into());
        }
        let mut all = Vec::new();
        for agency in &agencies {
            all.extend(self.releases_of_agency(unit, actor, agency).await?);
        }
        all.sort_by_key(|one| std::cmp::Reverse((one.uploaded_at, one.id)));
        Ok(all)
    }

    /// A release.
    ///
    /// # Errors
    /// Where there is none that who asks may see.
    pub async fn release_seen(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: ReleaseId,
    ) -> Result<Candidate, RegistryError> {
        let row = unit.read(CandidateById { id }).await?;
        let row = row.filter(|row| policy::may(actor, Action::See, &thing(row)).is_ok());
        seen(row.ok_or(RegistryError::NotFound("release"))?)
    }

    /// The publication of a release with its signatures, for one more.
    ///
    /// # Errors
    /// Where there is none that who asks may sign.
    pub async fn release_publication(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: ReleaseId,
    ) -> Result<Envelope, RegistryError> {
        let (row, _) = self.candidate(unit, actor, Action::Countersign, id).await?;
        publication(&row).ok_or(RegistryError::NotFound("publication"))
    }
}

fn seen(row: CandidateRow) -> Result<Candidate, RegistryError> {
    let signed_by = publication(&row)
        .map(|envelope| envelope.signers().collect())
        .unwrap_or_default();
    Ok(Candidate {
        id: row.id,
        state: state_of(&row)?,
        digest: row.digest,
        manifest: Manifest::parse(&row.manifest)?,
        manifest_text: row.manifest,
        imports: row.imports.lines().map(str::to_owned).collect(),
        changed_at: row.changed_at,
        uploaded_at: row.installed_at,
        uploaded_by: row.uploaded_by,
        signed_by,
        report: row.report,
        annex: row.annex,
        rule: row.rule,
        reason: row.reason,
        mini_app: row.mini_app,
    })
}

pub(super) fn publication(row: &CandidateRow) -> Option<Envelope> {
    serde_json::from_str(row.publication.as_deref()?).ok()
}
