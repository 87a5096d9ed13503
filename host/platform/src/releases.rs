//! Releases on this node: the component files, their native code, and what is linked and ready to be called.

use std::{fs, io::Write as _, path::PathBuf, sync::Arc};

use app::{Release, ReleaseId, registry::health::Counts};
use contract::Exports;
use runtime::{Call, Digest, Inspection, PrepareError, Residents, Runtime, Share, missing_imports};
use wasmtime::{
    Store,
    component::{Component, Instance, InstancePre},
};

use crate::{
    error::{CallError, LinkError},
    guest::Guest,
    imports,
    isolation::{Isolation, IsolationConfig, Lane},
};

/// A release that can be called. A call holds all of it by one count.
pub struct Linked {
    /// To be instantiated.
    pub pre: InstancePre<Call<Guest>>,
    /// What is called of it.
    pub exports: Exports,
    /// Of its agency, in what the process has.
    pub share: Share,
}

/// The store of a call.
pub type CallStore<'a> = &'a mut Store<Call<Guest>>;

impl Linked {
    /// A fresh instance.
    pub async fn instance(&self, store: CallStore<'_>) -> wasmtime::Result<Instance> {
        self.pre.instantiate_async(store).await
    }
}

/// A release that people call.
pub struct Live {
    /// What is called.
    pub linked: Arc<Linked>,
    /// The way there.
    pub lane: Lane,
    /// What was found in its component: [`Inspection::described`].
    described: Digest,
}

/// The component files of a node and what came of them.
pub struct Releases {
    runtime: Runtime,
    components: PathBuf,
    linked: Residents<Arc<Live>>,
    isolation: Isolation,
}

impl Releases {
    /// Over a directory that only the server writes.
    pub fn new(
        runtime: &Runtime,
        components: PathBuf,
        isolation: IsolationConfig,
    ) -> std::io::Result<Self> {
        fs::create_dir_all(&components)?;
        Ok(Self {
            runtime: runtime.clone(),
            components,
            linked: Residents::new(runtime),
            isolation: Isolation::new(isolation),
        })
    }

    /// Compiles a component and keeps its file, so that it can be compiled again after an upgrade of the engine.
    pub async fn add(&self, component: &[u8]) -> Result<Inspection, PrepareError> {
        let inspection = self.runtime.prepare(component).await?;
        let path = self.path(&inspection.digest);
        let mut file = tempfile::NamedTempFile::new_in(&self.components)?;
        file.write_all(component)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(inspection)
    }

    /// The release, linked with what it imports and is granted. Its calls end once what `stopped` gives says so. What is
    /// recorded of it must be what is in its component, which was signed and approved: a row can be changed.
    pub async fn get<S>(
        &self,
        release: &Release,
        stopped: impl Fn() -> S,
    ) -> Result<Arc<Live>, CallError>
    where
        S: Fn() -> bool + Send + Sync + 'static,
    {
        let live = self.loaded(release, stopped).await?;
        if live.described != release.described {
            return Err(LinkError::Altered.into());
        }
        Ok(live)
    }

    async fn loaded<S>(
        &self,
        release: &Release,
        stopped: impl Fn() -> S,
    ) -> Result<Arc<Live>, CallError>
    where
        S: Fn() -> bool + Send + Sync + 'static,
    {
        let digest = release.digest;
        let link = |component: &Component, described| {
            let mut linked = self.link(component, release)?;
            linked.share = linked.share.ended_when(stopped());
            let lane = self.isolation.lane(release, &digest);
            Ok(Arc::new(Live {
                linked: Arc::new(linked),
                lane,
                described,
            }))
        };
        let tenant = release.mini_app.agency();
        match self.linked.get(tenant, &digest, link).await {
            // Compiled by another version of the engine or on another node, or changed since: once more from its file.
            Err(LinkError::Load(load)) if load.needs_preparing() => {
                self.compile(&digest).await?;
                Ok(self.linked.get(tenant, &digest, link).await?)
            }
            live => Ok(live?),
        }
    }

    /// Sees to it that the first who calls a release waits for no compiler, and not for its seal to be verified.
    pub async fn warm_up(&self, release: &Release) -> Result<(), CallError> {
        let digest = release.digest;
        match self.runtime.warm_up(&digest).await {
            Err(error) if error.needs_preparing() => self.compile(&digest).await,
            warm => Ok(warm.map_err(LinkError::from)?),
        }
    }

    /// The component file of a release: what was signed, or nothing.
    pub async fn component(&self, digest: &Digest) -> std::io::Result<Vec<u8>> {
        let path = self.path(digest);
        let component = tokio::fs::read(&path).await?;
        if Digest::of(&component) != *digest {
            let changed = format!(
                "{} is not what was signed: it was changed; hint: put it back from a backup",
                path.display()
            );
            return Err(std::io::Error::other(changed));
        }
        Ok(component)
    }

    /// Compiles a release from its file.
    async fn compile(&self, digest: &Digest) -> Result<(), CallError> {
        let failed = |error: String| CallError::Platform(format!("{digest}: {error}"));
        let component = self
            .component(digest)
            .await
            .map_err(|error| failed(error.to_string()))?;
        let prepared = self.runtime.prepare(&component).await;
        prepared
            .map(drop)
            .map_err(|error| failed(error.to_string()))
    }

    /// What a release gave before turned out not to hold.
    pub fn failed(&self, release: &Release) {
        self.isolation.lane(release, &release.digest).failed();
    }

    /// What came of all calls of each release on this node so far.
    pub fn counts(&self) -> Vec<(ReleaseId, Counts)> {
        self.isolation.counts()
    }

    /// Calls of all mini-apps that run, and that wait.
    pub fn load(&self) -> (u32, u32) {
        self.isolation.load()
    }

    /// Links a component with the interfaces that its release is granted and no others.
    pub fn link(&self, component: &Component, release: &Release) -> Result<Linked, LinkError> {
        let mut linker = self.runtime.linker();
        let world = |error: wasmtime::Error| LinkError::World(format!("{error:#}"));
        imports::link(&mut linker, &release.imports).map_err(world)?;
        let missing = missing_imports(component, &linker);
        if !missing.is_empty() {
            return Err(LinkError::Missing(missing));
        }
        let pre = linker.instantiate_pre(component).map_err(world)?;
        let exports = Exports::of(&pre).map_err(world)?;
        let share = self.runtime.share(release.mini_app.agency(), component);
        Ok(Linked {
            pre,
            exports,
            share,
        })
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        self.components.join(format!("{digest}.wasm"))
    }
}
