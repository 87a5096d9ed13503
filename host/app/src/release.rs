//! Releases: one immutable version of a mini-app each, and which of them people get.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use store::{
    agency::AgencyById,
    release::{
        MiniAppLive, ReleaseByDigest, ReleaseById, ReleaseInsert, ReleaseLive, ReleaseRow,
        ReleasesLive,
    },
};

use crate::{App, Manifest, MiniAppId, ReleaseId, Unit, UnitError, manifest::ManifestError};

/// A release of a mini-app that is live or pinned by a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// Of the row.
    pub id: ReleaseId,
    /// Whose release.
    pub mini_app: MiniAppId,
    /// SHA-256 of the component file, in hex.
    pub digest: String,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The interfaces that it imports, such as "balai:platform/cases@0.1.0": all that it may do.
    pub imports: Vec<String>,
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
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl TryFrom<ReleaseRow> for Release {
    type Error = ManifestError;
    fn try_from(row: ReleaseRow) -> Result<Self, ManifestError> {
        Ok(Self {
            id: row.id,
            mini_app: row.mini_app,
            digest: row.digest,
            manifest: Manifest::parse(&row.manifest)?,
            imports: row.imports.lines().map(str::to_owned).collect(),
        })
    }
}

impl App {
    /// Records a release and makes it live. The same file again is the same release.
    pub async fn release_install(
        &self,
        unit: &mut Unit,
        digest: String,
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
            digest: digest.clone(),
        };
        let id = match unit.read(known).await? {
            Some(row) => row.id,
            None => {
                let id = ReleaseId(self.entropy().id(unit.now()));
                unit.write(ReleaseInsert {
                    id,
                    mini_app: mini_app.clone(),
                    version: manifest.version,
                    digest,
                    manifest: manifest_text.to_owned(),
                    imports: imports.join("\n"),
                    installed_at: unit.now(),
                })?;
                id
            }
        };
        unit.write(MiniAppLive {
            mini_app,
            agency,
            live: id,
        })?;
        Ok(id)
    }

    /// The release that people get; none where there is no such mini-app.
    pub async fn release_live(
        &self,
        unit: &mut Unit,
        mini_app: &MiniAppId,
    ) -> Result<Option<Arc<Release>>, ReleaseError> {
        let live = ReleaseLive {
            mini_app: mini_app.clone(),
        };
        let row = unit.read(live).await?;
        row.map(|row| self.release_of(row)).transpose()
    }

    /// A release, live or not.
    pub async fn release_by_id(
        &self,
        unit: &mut Unit,
        id: ReleaseId,
    ) -> Result<Option<Arc<Release>>, ReleaseError> {
        let row = unit.read(ReleaseById { id }).await?;
        row.map(|row| self.release_of(row)).transpose()
    }

    /// Every live release, by mini-app, for a page: it may be as old as any answer that is kept.
    pub async fn catalogue(&self) -> Result<Vec<Arc<Release>>, ReleaseError> {
        let kept = self.0.store.kept();
        if let Some(catalogue) = kept.find(&Catalogue) {
            return Ok(catalogue);
        }
        let commits = kept.commits();
        let rows = self.reading().read(ReleasesLive {}).await?;
        let catalogue: Vec<Arc<Release>> = rows
            .into_iter()
            .map(|row| self.release_of(row))
            .collect::<Result<_, _>>()?;
        kept.keep(&Catalogue, &catalogue, commits);
        Ok(catalogue)
    }

    /// A row, read once.
    fn release_of(&self, row: ReleaseRow) -> Result<Arc<Release>, ReleaseError> {
        let known = &self.0.releases;
        if let Some(release) = known.all().get(&row.id) {
            return Ok(Arc::clone(release));
        }
        let release = Arc::new(Release::try_from(row)?);
        let mut all = known.all();
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
