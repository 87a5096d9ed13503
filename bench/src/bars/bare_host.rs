//! The least that a page which reads a document can cost: the bare engine, with an import that runs the statement on bare
//! sqlx and does nothing else. Nobody is asked who they are, nothing is limited, counted or logged.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use contract::platform::personal::{self, Document, Host, Listing};
use contract::{Exports, Refusal, Request};
use tokio::sync::Mutex;
use wasmtime::Store;
use wasmtime::component::{Component, HasData, InstancePre, Linker};

use crate::statements::{Bare, Values};

/// A release on such a host.
pub struct BareHost {
    pre: InstancePre<Import>,
    exports: Exports,
    import: Import,
}

/// What the import needs.
#[derive(Clone)]
struct Import {
    bare: Arc<Mutex<Bare>>,
    values: Arc<Values>,
}

impl BareHost {
    pub fn of(component: &Component, bare: Bare, values: &Values) -> Result<Self> {
        let mut linker: Linker<Import> = Linker::new(component.engine());
        personal::add_to_linker::<_, HasImport>(&mut linker, |import| import)?;
        linker.define_unknown_imports_as_traps(component)?;
        let pre = linker.instantiate_pre(component)?;
        Ok(Self {
            exports: Exports::of(&pre)?,
            pre,
            import: Import {
                bare: Arc::new(Mutex::new(bare)),
                values: Arc::new(values.clone()),
            },
        })
    }

    /// A page.
    pub async fn show(&self, request: Request) -> Result<()> {
        let mut store = Store::new(self.pre.engine(), self.import.clone());
        store.set_epoch_deadline(u64::MAX / 2);
        let instance = self.pre.instantiate_async(&mut store).await?;
        let page = self.exports.show(&mut store, &instance, &request).await?;
        page.map(drop).context("the guest refused")
    }
}

struct HasImport;

impl HasData for HasImport {
    type Data<'a> = &'a mut Import;
}

impl Host for Import {
    async fn get(&mut self, _: String) -> wasmtime::Result<Result<Option<Document>, Refusal>> {
        let row = self.bare.lock().await.document(&self.values).await;
        let row = row.map_err(|error| wasmtime::format_err!("{error:#}"))?;
        let row = row.ok_or_else(|| wasmtime::format_err!("the document is not there"))?;
        Ok(Ok(Some(Document {
            key: row.key,
            version: row.version.cast_unsigned(),
            body: row.body,
            updated_at: row.updated_at.0,
        })))
    }

    async fn browse(
        &mut self,
        _: String,
        _: Option<String>,
        _: u32,
    ) -> wasmtime::Result<Result<Listing, Refusal>> {
        Err(unasked())
    }

    async fn put(
        &mut self,
        _: String,
        _: String,
        _: Option<u64>,
    ) -> wasmtime::Result<Result<u64, Refusal>> {
        Err(unasked())
    }

    async fn remove(&mut self, _: String, _: Option<u64>) -> wasmtime::Result<Result<(), Refusal>> {
        Err(unasked())
    }
}

fn unasked() -> wasmtime::Error {
    wasmtime::format_err!("a page that reads its document asks for nothing else")
}
