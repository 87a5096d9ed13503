//! From a component file to a release that can be called. Refuses with one sentence what could not run.

use std::sync::Arc;

use app::{Manifest, Release, ReleaseId, manifest::ManifestError};
use runtime::{Digest, Inspection, PrepareError};

use crate::{Platform, error::LinkError, imports};

const MANIFEST: &str = "balai:manifest";
pub(crate) const CASES: &str = "balai:platform/cases@0.1.0";
pub(crate) const APP: &str = "balai:app/app@0.1.0";

/// Why a file does not become a release.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// It is no component that the platform compiles.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// It was built without its manifest.
    #[error("it has no manifest; hint: put a miniapp.toml beside the source and build it again")]
    NoManifest,
    /// The manifest does not hold.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// Staff may read no case without a legal basis (UU 27/2022 art. 20).
    #[error(
        "it imports {CASES}, and its manifest has no [cases]; hint: state page, basis and law there"
    )]
    CasesWithoutBasis,
    /// It is a component of another world.
    #[error("it does not export {APP}, as every mini-app does; hint: build it with the SDK")]
    OtherWorld,
    /// It imports what does not exist, or is of another shape than the contract.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// It cannot be instantiated.
    #[error("it cannot be started: {0}")]
    Start(String),
    /// The release could not be recorded.
    #[error("{0}")]
    Record(String),
}

/// What is in a component, with the manifest that it must have.
pub(crate) fn manifest_of(inspection: &Inspection) -> Result<(Manifest, String), InstallError> {
    let bytes = inspection
        .custom_section(MANIFEST)
        .ok_or(InstallError::NoManifest)?;
    let text = String::from_utf8_lossy(bytes).into_owned();
    Ok((Manifest::parse(&text)?, text))
}

/// The interfaces that a component imports. One without functions only names types; nobody links it, so it is no
/// permission.
pub(crate) fn functional_imports(inspection: &Inspection) -> Vec<String> {
    let imports = inspection.functional_imports();
    imports.map(str::to_owned).collect()
}

impl Platform {
    /// Compiles a component, checks that it can run, and gives it to everybody: where mini-apps are tried out, as in a
    /// journey, and nothing is curated. What people are served comes by [`Platform::publish`] instead.
    pub async fn install(&self, component: &[u8]) -> Result<Arc<Release>, InstallError> {
        let inspection = self.0.releases.add(component).await?;
        let (manifest, text) = manifest_of(&inspection)?;
        let imports = functional_imports(&inspection);
        let unknown = imports::unknown(&imports);
        if !unknown.is_empty() {
            return Err(LinkError::Unknown(unknown).into());
        }
        if !inspection.exports.iter().any(|export| export.name == APP) {
            return Err(InstallError::OtherWorld);
        }
        if manifest.cases.is_none() && imports.iter().any(|import| import == CASES) {
            return Err(InstallError::CasesWithoutBasis);
        }
        let digest = inspection.digest;
        let tried = Release {
            id: ReleaseId(self.0.app.entropy().id(self.0.app.clock().now())),
            mini_app: manifest.id.clone(),
            digest,
            manifest: manifest.clone(),
            imports: imports.clone(),
            described: inspection.described(),
        };
        self.assert_starts(tried, &digest).await?;
        let release = self
            .0
            .app
            .change(|mut unit| {
                let (text, imports) = (text.clone(), imports.clone());
                async move {
                    let installed = self
                        .0
                        .app
                        .release_install(&mut unit, digest, &text, &imports)
                        .await;
                    (unit, installed)
                }
            })
            .await
            .map_err(|error| InstallError::Record(error.to_string()))?;
        let found = self
            .0
            .app
            .release_by_id(&mut self.0.app.reading(), release)
            .await;
        found
            .map_err(|error| InstallError::Record(error.to_string()))?
            .ok_or_else(|| InstallError::Record("the release is gone".to_owned()))
    }

    /// A case more in a variant is only found when an instance is made (see the contract's rules on versions).
    pub(crate) async fn assert_starts(
        &self,
        release: Release,
        digest: &Digest,
    ) -> Result<(), InstallError> {
        let component = self.0.runtime.load(digest).await.map_err(LinkError::from)?;
        let linked = Arc::new(self.0.releases.link(&component, &release)?);
        self.try_start(&linked, release)
            .await
            .map_err(|failure| InstallError::Start(failure.kind.to_string()))
    }
}
