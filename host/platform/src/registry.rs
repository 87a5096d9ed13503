//! The registry's door and its checks: a component is taken in, and what waits is checked, one after the other.

use std::{panic::AssertUnwindSafe, path::Path};

use app::{
    Actor, Release, ReleaseId,
    registry::{NewRelease, Recorded, RegistryError, State},
};
use futures::FutureExt as _;
use runtime::PrepareError;
use trust::Envelope;

use crate::{
    Platform,
    checks::{AdvisoriesError, Checked, Live},
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
    /// Known vulnerabilities cannot be looked up.
    #[error(transparent)]
    Advisories(#[from] AdvisoriesError),
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
        self.assert_may_publish(actor, publication).await?;
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

    /// Whether somebody may send in what they signed: to be asked before the component is read.
    ///
    /// # Errors
    /// Where they may not, or the signature is not theirs.
    pub async fn assert_may_publish(
        &self,
        actor: &Actor,
        publication: &Envelope,
    ) -> Result<(), RegistryError> {
        let app = &self.0.app;
        let admitted = app.change(|mut unit| async move {
            let may = app.upload_admitted(&mut unit, actor, publication).await;
            (unit, may)
        });
        Ok(admitted.await?)
    }

    /// Runs the checks of every release that waits for them, and records what they found. `advisories` is the folder with
    /// known vulnerabilities; none where nobody has one.
    ///
    /// # Errors
    /// The last of those for which a release waits on: the database fails, or a component's file is gone. The others are
    /// checked all the same.
    pub async fn check_waiting(
        &self,
        shell: &Shell,
        advisories: Option<&Path>,
    ) -> Result<(), PublishError> {
        let app = &self.0.app;
        let waiting = app.releases_to_check(&mut app.reading()).await;
        let mut done = Ok(());
        for id in waiting.map_err(RegistryError::from)? {
            // What strangers sent in is read by libraries: one that breaks on it must not take the server with it.
            let checking = AssertUnwindSafe(self.check(id, shell, advisories)).catch_unwind();
            let checked = checking.await.unwrap_or_else(|_| {
                let broke = "a check broke on it; hint: report the file".to_owned();
                Err(PublishError::Platform(broke))
            });
            if let Err(error) = checked {
                tracing::error!(release = %id, %error, "a release could not be checked");
                done = Err(error);
            }
        }
        done
    }

    async fn check(
        &self,
        id: ReleaseId,
        shell: &Shell,
        advisories: Option<&Path>,
    ) -> Result<State, PublishError> {
        let app = &self.0.app;
        let row = app.release_to_check(&mut app.reading(), id).await?;
        let failed = |error: &dyn ToString| PublishError::Platform(error.to_string());
        let component = self.0.releases.component(&row.digest).await;
        let component = component.map_err(|error| failed(&error))?;
        let live = match &row.live {
            Some(live) => Some(self.live_to_compare(live).await),
            None => None,
        };
        let examined = Checked {
            runtime: &self.0.runtime,
            shell,
            component: &component,
            live: live.as_ref(),
            advisories,
        }
        .run()
        .await?;
        let examined = &examined;
        let recorded = &Recorded {
            text: examined.report.to_text().map_err(|error| failed(&error))?,
            passed: examined.report.passed,
            pages: examined.pages.to_text().map_err(|error| failed(&error))?,
            icon: examined.icon.clone(),
            annex: serde_json::to_string(&examined.annex).map_err(|error| failed(&error))?,
        };
        let done = app
            .change(|mut unit| async move {
                let done = app.release_checked(&mut unit, id, recorded).await;
                (unit, done)
            })
            .await;
        Ok(done.map_err(RegistryError::from)?)
    }
    /// What people get now. Where its file cannot be read any more, what the registry knows of it: a release that mends
    /// that must not wait for it.
    async fn live_to_compare(&self, live: &Release) -> Live {
        let known = || Live {
            component: live.digest.to_string(),
            manifest: live.manifest.clone(),
            imports: live.imports.clone(),
            exports: Vec::new(),
        };
        let read = match self.0.releases.component(&live.digest).await {
            Ok(component) => Live::of(&self.0.runtime, &component).await,
            Err(error) => Err(PrepareError::from(error).into()),
        };
        read.unwrap_or_else(|error| {
            tracing::warn!(mini_app = %live.mini_app, %error, "people's release cannot be read, to compare with");
            known()
        })
    }
}
