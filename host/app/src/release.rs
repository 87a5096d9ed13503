//! Releases: one immutable version of a mini-app each, and which of them people get.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use store::{
    agency::AgencyById,
    column::Json,
    registry::{RolloutAdd, RolloutNow, RolloutRow, RolloutsNow},
    release::{ReleaseByDigest, ReleaseById, ReleaseInsert, ReleaseRow},
};
use trust::{Digest, NotADigest};

use crate::{
    Actor, App, Manifest, MiniAppId, ReleaseId, Unit, UnitError,
    manifest::ManifestError,
    registry::{State, release_for},
};

/// A release of a mini-app that is live or pinned by a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// Of the row.
    pub id: ReleaseId,
    /// Whose release.
    pub mini_app: MiniAppId,
    /// Of the component file.
    pub digest: Digest,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The interfaces that it imports, such as "balai:platform/cases@0.1.0": all that it may do.
    pub imports: Vec<String>,
    /// Of manifest and imports as they are recorded, to be held against what is in the component.
    pub described: Digest,
}

/// Why a release is not there.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// No such agency is known.
    #[error(
        "the agency \"{0}\" is not known; hint: the part of the id before \"/\" names the agency"
    )]
    NoSuchAgency(String),
    /// The manifest does not hold.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// What is recorded of the file is no digest.
    #[error(transparent)]
    Digest(#[from] NotADigest),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl TryFrom<ReleaseRow> for Release {
    type Error = ReleaseError;
    fn try_from(row: ReleaseRow) -> Result<Self, ReleaseError> {
        let texts = std::iter::once(row.manifest.as_str()).chain(row.imports.lines());
        Ok(Self {
            described: Digest::of_texts(texts),
            id: row.id,
            mini_app: row.mini_app,
            digest: row.digest.parse()?,
            manifest: Manifest::parse(&row.manifest)?,
            imports: row.imports.lines().map(str::to_owned).collect(),
        })
    }
}

impl App {
    /// Records a release that is only tried out, and gives it to all: where nothing is curated, as in a journey. The same
    /// file again is the same release.
    pub async fn release_install(
        &self,
        unit: &mut Unit,
        digest: Digest,
        manifest_text: &str,
        imports: &[String],
    ) -> Result<ReleaseId, ReleaseError> {
        let manifest = Manifest::parse(manifest_text)?;
        let mini_app = manifest.id.clone();
        let agency = mini_app.agency().to_owned();
        if unit
            .read(AgencyById { id: agency.clone() })
            .await?
            .is_none()
        {
            return Err(ReleaseError::NoSuchAgency(agency));
        }
        let known = ReleaseByDigest {
            mini_app: mini_app.clone(),
            digest: digest.to_string(),
        };
        let id = match unit.read(known).await? {
            Some(row) => row.id,
            None => {
                let id = ReleaseId(self.entropy().id(unit.now()));
                unit.write(ReleaseInsert {
                    id,
                    mini_app: mini_app.clone(),
                    version: manifest.version,
                    digest: digest.to_string(),
                    manifest: manifest_text.to_owned(),
                    imports: imports.join("\n"),
                    state: State::Live.name().to_owned(),
                    installed_at: unit.now(),
                })?;
                id
            }
        };
        let now = unit
            .read(RolloutNow {
                mini_app: mini_app.clone(),
            })
            .await?;
        let sequence = now.map_or(1, |now| now.sequence.saturating_add(1));
        let row = RolloutRow {
            mini_app,
            sequence,
            release: id,
            share: 100,
            regions: Json(Vec::new()),
            before: None,
            by_person: None,
            reason: String::new(),
            at: unit.now(),
        };
        unit.write(RolloutAdd { row })?;
        Ok(id)
    }

    /// The release that somebody gets; none where there is no such mini-app, or not for them yet.
    pub async fn release_live(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        mini_app: &MiniAppId,
    ) -> Result<Option<Arc<Release>>, ReleaseError> {
        let now = RolloutNow {
            mini_app: mini_app.clone(),
        };
        let now = unit.read(now).await?;
        match now.and_then(|row| release_for(&row, actor)) {
            Some(id) => self.release_by_id(unit, id).await,
            None => Ok(None),
        }
    }

    /// A release, live or not.
    pub async fn release_by_id(
        &self,
        unit: &mut Unit,
        id: ReleaseId,
    ) -> Result<Option<Arc<Release>>, ReleaseError> {
        // It never changes.
        if let Some(known) = self.0.releases.all().get(&id) {
            return Ok(Some(Arc::clone(known)));
        }
        let row = unit.read(ReleaseById { id }).await?;
        row.map(|row| self.release_of(row)).transpose()
    }

    /// What somebody gets of each mini-app, for a page: it may be as old as any answer that is kept.
    pub async fn catalogue(&self, actor: &Actor) -> Result<Vec<Arc<Release>>, ReleaseError> {
        let offered = self.offered().await?;
        let of_actor = offered.iter().filter_map(|one| {
            let id = release_for(&one.step, actor)?;
            one.releases.iter().find(|release| release.id == id)
        });
        Ok(of_actor.cloned().collect())
    }

    /// Every release that anybody gets, by mini-app.
    pub async fn releases_offered(&self) -> Result<Vec<Arc<Release>>, ReleaseError> {
        let offered = self.offered().await?;
        Ok(offered
            .iter()
            .flat_map(|one| one.releases.iter().cloned())
            .collect())
    }

    async fn offered(&self) -> Result<Arc<Vec<Offered>>, ReleaseError> {
        let kept = self.0.store.kept();
        if let Some(offered) = kept.find(&Catalogue) {
            return Ok(offered);
        }
        let commits = kept.commits();
        let mut unit = self.reading();
        let mut all = Vec::new();
        for step in unit.read(RolloutsNow {}).await? {
            let mut releases = Vec::new();
            for id in [Some(step.release), step.before].into_iter().flatten() {
                releases.extend(self.release_by_id(&mut unit, id).await?);
            }
            all.push(Offered { step, releases });
        }
        let offered = Arc::new(all);
        kept.keep(&Catalogue, &offered, commits);
        Ok(offered)
    }

    /// A row, read once.
    fn release_of(&self, row: ReleaseRow) -> Result<Arc<Release>, ReleaseError> {
        let release = Arc::new(Release::try_from(row)?);
        let mut all = self.0.releases.all();
        if all.len() >= MOST_KNOWN {
            all.clear();
        }
        all.insert(release.id, Arc::clone(&release));
        Ok(release)
    }
}

/// What the home page of everybody asks.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Catalogue;

/// A step that is in force, with what it gives to some and what the others get.
struct Offered {
    step: RolloutRow,
    releases: Vec<Arc<Release>>,
}

/// So many releases are kept in memory.
const MOST_KNOWN: usize = 5_000;

/// The releases that were read, as a release never changes and reading its manifest takes longer than its call.
#[derive(Default)]
pub(crate) struct Known(Mutex<HashMap<ReleaseId, Arc<Release>>>);

impl Known {
    fn all(&self) -> MutexGuard<'_, HashMap<ReleaseId, Arc<Release>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
