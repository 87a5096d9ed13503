//! The registry's door and its checks: a component is taken in, and what waits is checked, one after the other.

use app::{
    Actor, ReleaseId,
    registry::{NewRelease, Recorded, RegistryError, State},
};
use trust::Envelope;

use crate::{
    Platform,
    checks::{Checked, Live},
    install::{InstallError, functional_imports, manifest_of},
    journey::Shell,
};

/// Why a component was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// It is none, or has no manifest that holds.
    #[error(transparent)]
    Component(#[from] InstallError),
    /// The registry refuses.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The platform failed.
    #[error("{0}")]
    Platform(String),
}

impl Platform {
    /// Takes in a release: compiles the component, which a child process does within limits, and records it with its
    /// signature. Its checks are run next, by [`check_waiting`](Self::check_waiting).
    ///
    /// # Errors
    /// See [`PublishError`]: nothing is recorded then.
    pub async fn publish(
        &self,
        actor: &Actor,
        component: &[u8],
        publication: &Envelope,
    ) -> Result<ReleaseId, PublishError> {
        let app = &self.0.app;
        // Nothing is compiled or kept for who may not.
        app.change(|mut unit| async move {
            let may = app.upload_admitted(&mut unit, actor, publication).await;
            (unit, may)
        })
        .await
        .map_err(RegistryError::from)?;
        let added = self.0.releases.add(component).await;
        let inspection = added.map_err(InstallError::from)?;
        let (_, manifest) = manifest_of(&inspection)?;
        let new = &NewRelease {
            digest: inspection.digest,
            manifest,
            imports: functional_imports(&inspection),
            publication: publication.clone(),
        };
        let published = app
            .change(|mut unit| async move {
                let published = app.release_upload(&mut unit, actor, new).await;
                (unit, published)
            })
            .await;
        Ok(published.map_err(RegistryError::from)?)
    }

    /// Runs the checks of every release that waits for them, and records what they found.
    ///
    /// # Errors
    /// The last of those for which a release waits on: the database fails, or a component's file is gone. The others are
    /// checked all the same.
    pub async fn check_waiting(&self, shell: &Shell) -> Result<(), PublishError> {
        let app = &self.0.app;
        let waiting = app.releases_to_check(&mut app.reading()).await;
        let mut done = Ok(());
        for id in waiting.map_err(RegistryError::from)? {
            if let Err(error) = self.check(id, shell).await {
                tracing::error!(release = %id, %error, "a release could not be checked");
                done = Err(error);
            }
        }
        done
    }

    async fn check(&self, id: ReleaseId, shell: &Shell) -> Result<State, PublishError> {
        let app = &self.0.app;
        let row = app.release_to_check(&mut app.reading(), id).await?;
        let component = self.0.releases.component(&row.digest).await;
        let component = component.map_err(|error| PublishError::Platform(error.to_string()))?;
        let live = row.live.map(|live| Live {
            component: live.digest.clone(),
            manifest: live.manifest.clone(),
            imports: live.imports.clone(),
        });
        let (report, pages) = Checked {
            runtime: &self.0.runtime,
            shell,
            component: &component,
            live: live.as_ref(),
        }
        .run()
        .await;
        let unwritable = |error: serde_json::Error| PublishError::Platform(error.to_string());
        let recorded = &Recorded {
            text: report.to_text().map_err(unwritable)?,
            passed: report.passed,
            pages: pages.to_text().map_err(unwritable)?,
        };
        let done = app
            .change(|mut unit| async move {
                let done = app.release_checked(&mut unit, id, recorded).await;
                (unit, done)
            })
            .await;
        Ok(done.map_err(RegistryError::from)?)
    }
}
