//! A runtime with a directory of its own, and the short way to a linked guest.

use std::path::Path;

use futures::future::BoxFuture;
use runtime::{
    Call, Failure, Inspection, Limits, PrepareError, Refused, Runtime, RuntimeConfig, Share,
    WorkerProgram,
};
use tempfile::TempDir;
use wasmtime::Store;
use wasmtime::component::{Component, InstancePre, Linker};

/// What the host keeps for a call in these tests.
#[derive(Debug, Default, PartialEq)]
pub struct Host {
    pub seen: u64,
}

pub struct Workshop {
    pub runtime: Runtime,
    pub dir: TempDir,
}

pub fn config(dir: &Path) -> RuntimeConfig {
    RuntimeConfig {
        cache_dir: dir.join("native"),
        worker: WorkerProgram {
            program: env!("CARGO_BIN_EXE_compile-worker").into(),
            args: Vec::new(),
        },
        instances: 8,
        ..RuntimeConfig::default()
    }
}

impl Workshop {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut RuntimeConfig)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = config(dir.path());
        change(&mut config);
        Self {
            runtime: Runtime::new(&config).unwrap(),
            dir,
        }
    }

    pub async fn prepare(&self, wat: &str) -> Inspection {
        self.runtime
            .prepare(&wat::parse_str(wat).unwrap())
            .await
            .unwrap()
    }

    pub async fn load(&self, wat: &str) -> Component {
        let digest = self.prepare(wat).await.digest;
        self.runtime.load(&digest).await.unwrap()
    }

    /// A guest that may import `tick`, which counts into the host's state.
    pub async fn guest(&self, wat: &str) -> InstancePre<Call<Host>> {
        let component = self.load(wat).await;
        let mut linker: Linker<Call<Host>> = self.runtime.linker();
        linker
            .root()
            .func_wrap("tick", |mut store, ()| {
                store.data_mut().enter().host.seen += 1;
                Ok(())
            })
            .unwrap();
        linker.instantiate_pre(&component).unwrap()
    }

    pub async fn run(&self, wat: &str, limits: Limits) -> (Host, Result<(), Failure>) {
        let pre = self.guest(wat).await;
        self.call(&pre, Host::default(), &limits).await
    }

    /// As a call of the one tenant that most tests have.
    pub async fn call<T: Send + 'static>(
        &self,
        pre: &InstancePre<Call<T>>,
        host: T,
        limits: &Limits,
    ) -> (T, Result<(), Failure>) {
        call(&self.runtime, "tenant", pre, host, limits).await
    }

    pub async fn refused(&self, bytes: &[u8]) -> Refused {
        match self.runtime.prepare(bytes).await {
            Err(PrepareError::Refused(refused)) => refused,
            other => panic!("expected a refusal, got {other:?}"),
        }
    }
}

/// A call of a tenant.
pub async fn call<T: Send + 'static>(
    runtime: &Runtime,
    tenant: &str,
    pre: &InstancePre<Call<T>>,
    host: T,
    limits: &Limits,
) -> (T, Result<(), Failure>) {
    let share = runtime.share(tenant, pre.component());
    call_of(runtime, &share, pre, host, limits).await
}

/// A call of a share.
pub async fn call_of<T: Send + 'static>(
    runtime: &Runtime,
    share: &Share,
    pre: &InstancePre<Call<T>>,
    host: T,
    limits: &Limits,
) -> (T, Result<(), Failure>) {
    let pre = pre.clone();
    runtime
        .call(host, share, limits, move |store| run(pre, store))
        .await
}

/// Calls the export `run`, which takes and gives nothing.
pub fn run<T: Send + 'static>(
    pre: InstancePre<Call<T>>,
    store: &mut Store<Call<T>>,
) -> BoxFuture<'_, wasmtime::Result<()>> {
    Box::pin(async move {
        let instance = pre.instantiate_async(&mut *store).await?;
        instance
            .get_typed_func::<(), ()>(&mut *store, "run")?
            .call_async(store, ())
            .await
    })
}
