//! Mini-apps on the platform: what they import, how they are installed, shown and acted on.
//!
//! The way of a call: who asks and which release (`app::Caller`) come from above; the release is linked with what it
//! was granted; the runtime runs it on a fresh instance; each import is a thin adapter over a function of `app`, on the
//! unit of work of this call. `show` reads. `act` is a transaction: see [`Platform::act`].

mod error;
mod guest;
mod imports;
mod install;
mod invoke;
pub mod journey;
mod log;
mod releases;
mod wasi;

use std::{path::PathBuf, sync::Arc};

use app::App;
use runtime::Runtime;

pub use error::{CallError, LinkError};
pub use install::InstallError;
pub use invoke::Acted;

/// The domain and the runtime, joined. Cheap to clone.
#[derive(Clone)]
pub struct Platform(Arc<Inner>);

struct Inner {
    app: App,
    runtime: Runtime,
    releases: releases::Releases,
}

impl Platform {
    /// `components` is where the component files are kept; only the server may write there.
    pub fn new(app: App, runtime: Runtime, components: PathBuf) -> std::io::Result<Self> {
        let releases = releases::Releases::new(&runtime, components)?;
        Ok(Self(Arc::new(Inner {
            app,
            runtime,
            releases,
        })))
    }

    /// The domain.
    pub fn app(&self) -> &App {
        &self.0.app
    }
}
