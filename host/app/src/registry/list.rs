//! Looking at releases: one's own agency's, those in review, one of them whole.

use store::registry::{
    CandidateById, CandidateRow, Candidates, CandidatesInState, CandidatesOfAgency, CandidatesPart,
};
use trust::{Envelope, KeyId};

use super::{RegistryError, State, platform, state_of, thing};
use crate::{
    Actor, App, Instant, Manifest, MiniAppId, PersonId, ReleaseId, Unit,
    paging::{Part, Turn},
    policy::{self, Action, PLATFORM, Thing},
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

/// Which releases of a list are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseFilter {
    /// All.
    All,
    /// Somebody has to do something before people get them.
    UnderWay,
    /// People get them.
    InUse,
    /// Nobody gets them, or not any more.
    Ended,
}

impl ReleaseFilter {
    /// Each, the widest first.
    pub const ALL: [Self; 4] = [Self::All, Self::UnderWay, Self::InUse, Self::Ended];

    fn shows(self, state: State) -> bool {
        match state {
            State::Uploaded | State::Checked | State::InReview | State::Approved => {
                self == Self::UnderWay
            }
            State::RollingOut | State::Live => self == Self::InUse,
            State::Failed
            | State::Returned
            | State::Rejected
            | State::Superseded
            | State::Withdrawn
            | State::Ended => self == Self::Ended,
        }
    }

    /// The states that it shows, a line each; "" for all.
    fn lines(self) -> String {
        if self == Self::All {
            return String::new();
        }
        let shown = State::ALL.into_iter().filter(|state| self.shows(*state));
        let names: Vec<String> = shown.map(|state| format!("\n{}\n", state.name())).collect();
        names.concat()
    }
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

    /// A part of all that who asks may see, the newest first: the releases of the agencies where they work on them, or of
    /// all.
    ///
    /// # Errors
    /// Where they may see none.
    pub async fn releases_part(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        filter: ReleaseFilter,
        turn: &Turn<String>,
        limit: u32,
    ) -> Result<Part<Candidate>, RegistryError> {
        let sees = |agency: &str| policy::may(actor, Action::See, &Thing::of(agency)).is_ok();
        let prefixes = if sees(PLATFORM) {
            vec![String::new()]
        } else {
            let mut agencies = actor.agencies();
            agencies.retain(|agency| sees(agency));
            agencies.iter().map(|agency| format!("{agency}/")).collect()
        };
        if prefixes.is_empty() {
            return Err(policy::NotAllowed(Action::See).into());
        }
        let beyond = turn.read(|place| place.parse().ok());
        let beyond = beyond.ok_or(RegistryError::NotFound("part of the list"))?;
        let mut rows = Vec::new();
        for prefix in prefixes {
            let of_agency = CandidatesPart {
                which: Candidates {
                    prefix,
                    states: filter.lines(),
                },
                turn: beyond,
                limit: i64::from(limit).saturating_add(1),
            };
            rows.extend(unit.read(of_agency).await?);
        }
        // Those of several agencies in one order, the nearest to the place first.
        rows.sort_by_key(|row| row.id.0);
        if !turn.is_back() {
            rows.reverse();
        }
        rows.truncate(usize::try_from(limit).map_or(usize::MAX, |most| most.saturating_add(1)));
        Part::of(rows, limit, turn, |row| row.id.to_string()).try_map(seen)
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
