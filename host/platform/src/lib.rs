//! Mini-apps on the platform: what they import, how they are installed, shown and acted on.
//!
//! The way of a call: who asks and which release (`app::Caller`) come from above; the release is linked with what it
//! was granted; the runtime runs it on a fresh instance; each import is a thin adapter over a function of `app`, on the
//! unit of work of this call. `show` reads. `act` is a transaction: see [`Platform::act`].

pub mod checks;
mod error;
mod failed;
mod guest;
mod health;
mod imports;
mod install;
mod invoke;
mod isolation;
pub mod journey;
mod log;
mod lookup;
mod registry;
mod releases;
mod wasi;

use std::{io, path::PathBuf, sync::Arc};

use app::{App, Release};
use isolation::Typists;
use releases::{Live, Releases};
use runtime::{Runtime, Usage};

pub use error::{CallError, LinkError, Unshowable};
pub use health::Recorder;
pub use install::InstallError;
pub use invoke::Acted;
pub use isolation::{BreakerConfig, BulkheadConfig, IsolationConfig, IsolationOutOfRange};
pub use lookup::Suggested;
pub use registry::PublishError;

/// The name and target of the span in which a mini-app is called, at the level of a trace. It has what is people's own, and
/// costs nothing where nobody listens.
pub const CALL: &str = "mini-app";

/// The domain and the runtime, joined. Cheap to clone.
#[derive(Clone)]
pub struct Platform(Arc<Inner>);

/// What runs and waits on this node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Calls that were admitted and have not ended, also those whose asker went away.
    pub running: u32,
    /// Calls that wait for one of their mini-app's to end.
    pub waiting: u32,
    /// What the guests hold.
    pub held: Usage,
}

struct Inner {
    app: App,
    runtime: Runtime,
    releases: Releases,
    typists: Typists,
}

impl Platform {
    /// `components` is where the component files are kept; only the server may write there. One mini-app is kept from
    /// the others as [`IsolationConfig::default`] says.
    pub fn new(app: App, runtime: Runtime, components: PathBuf) -> io::Result<Self> {
        Self::isolated(app, runtime, components, IsolationConfig::default())
    }

    /// As [`new`](Self::new), with other limits between the mini-apps.
    pub fn isolated(
        app: App,
        runtime: Runtime,
        components: PathBuf,
        isolation: IsolationConfig,
    ) -> io::Result<Self> {
        let isolation = isolation.checked().map_err(io::Error::other)?;
        let releases = Releases::new(&runtime, components, isolation)?;
        Ok(Self(Arc::new(Inner {
            app,
            runtime,
            releases,
            typists: Typists::default(),
        })))
    }

    /// Sees to it that nobody who calls a live release waits for the compiler, as after an upgrade: to be run when the
    /// node starts, beside its serving. What cannot be compiled is told in the log, and fails when it is called.
    pub async fn warm_up(&self) {
        let live = match self.0.app.releases_offered().await {
            Ok(live) => live,
            Err(error) => return tracing::warn!(%error, "the live releases could not be read"),
        };
        for release in live {
            // Native code is only loaded of what may run.
            if let Err(error) = self.0.app.assert_admitted(&release) {
                tracing::warn!(mini_app = %release.mini_app, %error, "a live release may not run");
                continue;
            }
            if let Err(error) = self.0.releases.warm_up(&release).await {
                tracing::warn!(mini_app = %release.mini_app, %error, "a live release cannot be run");
            }
        }
    }

    /// A release, ready to be called, where the log admits it at this moment.
    async fn live(&self, release: &Release) -> Result<Arc<Live>, CallError> {
        self.0.app.assert_admitted(release)?;
        let app = &self.0.app;
        self.0
            .releases
            .get(release, || {
                let (app, release) = (app.clone(), release.clone());
                move || app.assert_admitted(&release).is_err()
            })
            .await
    }

    /// What runs and waits at this moment.
    pub fn load(&self) -> Load {
        let (running, waiting) = self.0.releases.load();
        Load {
            running,
            waiting,
            held: self.0.runtime.usage(),
        }
    }

    /// The largest component file that is taken, in bytes.
    pub fn component_bytes(&self) -> u64 {
        self.0.runtime.component_bytes()
    }

    /// The domain.
    pub fn app(&self) -> &App {
        &self.0.app
    }
}
