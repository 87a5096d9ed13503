//! Releases on this node: the component files, their native code, and what is linked and ready to be called.

use std::{fs, io::Write as _, path::PathBuf, str::FromStr as _, sync::Arc};

use app::Release;
use contract::GuestIndices;
use runtime::{Call, Digest, Inspection, PrepareError, Residents, Runtime, missing_imports};
use wasmtime::component::{Component, InstancePre};

use crate::{
    error::{CallError, LinkError},
    guest::Guest,
    imports,
};

/// A release that can be called.
#[derive(Clone)]
pub struct Linked {
    /// To be instantiated.
    pub pre: InstancePre<Call<Guest>>,
    /// Where its exports are.
    pub indices: Arc<GuestIndices>,
}

/// The component files of a node and what came of them.
pub struct Releases {
    runtime: Runtime,
    components: PathBuf,
    linked: Residents<(), Linked>,
}

impl Releases {
    /// Over a directory that only the server writes.
    pub fn new(runtime: &Runtime, components: PathBuf) -> std::io::Result<Self> {
        fs::create_dir_all(&components)?;
        Ok(Self {
            runtime: runtime.clone(),
            components,
            linked: Residents::new(runtime),
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

    /// The release, linked with what it imports and is granted.
    pub async fn get(&self, release: &Release) -> Result<Linked, CallError> {
        let digest = Digest::from_str(&release.digest)
            .map_err(|error| CallError::Platform(error.to_string()))?;
        let link = |component: &Component| self.link(component, &release.imports);
        let first = self.linked.get(&digest, (), link).await;
        let Err(error) = first else {
            return first.map_err(CallError::NotRunnable);
        };
        // Compiled by another version of the engine or on another node, or changed since: once more from its file.
        if !matches!(&*error, LinkError::Load(load) if load.needs_preparing()) {
            return Err(CallError::NotRunnable(error));
        }
        let component = fs::read(self.path(&digest)).map_err(|_| CallError::NotRunnable(error))?;
        self.runtime
            .prepare(&component)
            .await
            .map_err(|error| CallError::Platform(error.to_string()))?;
        self.linked
            .get(&digest, (), link)
            .await
            .map_err(CallError::NotRunnable)
    }

    /// Links a component with these interfaces and no others.
    pub fn link(&self, component: &Component, granted: &[String]) -> Result<Linked, LinkError> {
        let mut linker = self.runtime.linker();
        let world = |error: wasmtime::Error| LinkError::World(format!("{error:#}"));
        imports::link(&mut linker, granted).map_err(world)?;
        let missing = missing_imports(component, &linker);
        if !missing.is_empty() {
            return Err(LinkError::Missing(missing));
        }
        let pre = linker.instantiate_pre(component).map_err(world)?;
        let indices = Arc::new(GuestIndices::new(&pre).map_err(world)?);
        Ok(Linked { pre, indices })
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        self.components.join(format!("{digest}.wasm"))
    }
}
