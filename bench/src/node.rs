//! A node in this process: the domain over a database, the runtime, the platform; and who calls it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use app::person::Capacity;
use app::{Actor, App, Caller, Clock, Entropy, Lang, Manifest, Reader, Release, ReleaseId, Role};
use contract::Request;
use platform::Platform;
use runtime::{Runtime, RuntimeConfig};
use store::agency::PersonByLogin;
use store::{DatabaseUrl, Store};

use crate::database::Database;
use crate::setting::Setting;

const ISSUER: &str = "bench";
const CITIZEN: &str = "sari";

/// A node; its native code is kept for the next run.
pub struct Node {
    pub platform: Platform,
    pub runtime: Runtime,
    _database: Option<Database>,
}

impl Node {
    /// With room for this many bytes of loaded releases.
    pub async fn open(setting: &Setting, resident_bytes: u64) -> Result<Self> {
        Self::at(&setting.scratch, resident_bytes).await
    }

    /// As [`Node::open`], where only the folder is known.
    pub async fn at(scratch: &Path, resident_bytes: u64) -> Result<Self> {
        let database = Database::file()?;
        let node = Self::beside(&database, scratch, resident_bytes).await?;
        Ok(Self {
            _database: Some(database),
            ..node
        })
    }

    /// As [`Node::at`], with a database that is there.
    pub async fn beside(database: &Database, scratch: &Path, resident_bytes: u64) -> Result<Self> {
        let components = scratch.join("components");
        let config = RuntimeConfig {
            cache_dir: scratch.join("native"),
            resident_bytes,
            compilations: 2,
            ..RuntimeConfig::default()
        };
        Self::with(database.url(), &components, &config).await
    }

    /// Over the database and the components of a server that does not run yet.
    pub async fn over(database: &Path, scratch: &Path, components: &Path) -> Result<Self> {
        let config = RuntimeConfig {
            cache_dir: scratch.join("native"),
            ..RuntimeConfig::default()
        };
        let database = format!("sqlite://{}", database.display());
        Self::with(&database, components, &config).await
    }

    async fn with(database: &str, components: &Path, config: &RuntimeConfig) -> Result<Self> {
        let url: DatabaseUrl = database.parse()?;
        let store = Store::open(&url).await?;
        store.migrate().await?;
        let app = App::new(store.clone(), Clock::System, Entropy::system()?);
        app.seed_demo(ISSUER).await?;
        let runtime = Runtime::new(config)?;
        let platform = Platform::new(app, runtime.clone(), components.to_owned())?;
        Ok(Self {
            platform,
            runtime,
            _database: None,
        })
    }

    /// Makes a component file the live release of its mini-app.
    pub async fn install(&self, file: &Path) -> Result<Arc<Release>> {
        let name = file.display();
        let component = fs::read(file).with_context(|| format!("{name} cannot be read"))?;
        let installed = self.platform.install(&component).await;
        installed.with_context(|| format!("{name} cannot be installed"))
    }

    /// A component as a release that is compiled, and neither recorded nor loaded.
    pub async fn compiled(&self, component: &[u8]) -> Result<Release> {
        let found = self.runtime.prepare(component).await?;
        let manifest = found
            .custom_section("balai:manifest")
            .context("a guest has no manifest")?;
        let manifest = Manifest::parse(&String::from_utf8_lossy(manifest))?;
        let imports = found.functional_imports();
        Ok(Release {
            id: ReleaseId(
                self.platform
                    .app()
                    .entropy()
                    .id(self.platform.app().clock().now()),
            ),
            mini_app: manifest.id.clone(),
            digest: found.digest,
            imports: imports.map(str::to_owned).collect(),
            described: found.described(),
            manifest,
        })
    }

    /// One of the invented citizens.
    pub async fn citizen(&self) -> Result<Actor> {
        let app = self.platform.app();
        let mut unit = app.reading();
        let row = unit
            .read(PersonByLogin {
                issuer: ISSUER.to_owned(),
                login: CITIZEN.to_owned(),
            })
            .await?
            .context("the invented people are not there")?;
        Ok(app
            .person_acting(&mut unit, row.id, Capacity::Private)
            .await?)
    }
}

/// Somebody who is not signed in asks for a release.
pub fn anonymous(release: &Arc<Release>) -> Arc<Caller> {
    Arc::new(Caller {
        actor: Arc::new(Actor {
            role: Role::Anonymous,
            reader: Reader {
                lang: Lang::Id,
                time_zone: "Asia/Jakarta".to_owned(),
                region: None,
            },
        }),
        release: Arc::clone(release),
    })
}

/// The first page.
pub fn first_page() -> Request {
    Request {
        path: "/".to_owned(),
        query: Vec::new(),
    }
}
