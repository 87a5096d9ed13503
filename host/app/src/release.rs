//! Releases: one immutable version of a mini-app each, and which of them people get.

use std::sync::Arc;

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
        parsed(
            unit.read(ReleaseLive {
                mini_app: mini_app.clone(),
            })
            .await?,
        )
    }

    /// A release, live or not.
    pub async fn release_by_id(
        &self,
        unit: &mut Unit,
        id: ReleaseId,
    ) -> Result<Option<Arc<Release>>, ReleaseError> {
        parsed(unit.read(ReleaseById { id }).await?)
    }

    /// Every live release, by mini-app.
    pub async fn catalogue(&self, unit: &mut Unit) -> Result<Vec<Arc<Release>>, ReleaseError> {
        let rows = unit.read(ReleasesLive {}).await?;
        rows.into_iter()
            .map(|row| Ok(Arc::new(row.try_into()?)))
            .collect()
    }
}

fn parsed(row: Option<ReleaseRow>) -> Result<Option<Arc<Release>>, ReleaseError> {
    Ok(row.map(Release::try_from).transpose()?.map(Arc::new))
}
