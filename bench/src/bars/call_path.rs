//! Bar 1: what the host adds to a call. The bare engine is the very one of the runtime, with the same native code: a
//! fresh store, an instance, the typed call, and nothing else. Types are checked once for each component on both sides.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use app::Caller;
use contract::{Exports, Request};
use wasmtime::Store;
use wasmtime::component::{Component, InstancePre, Linker};

use crate::measure::{Turns, each, executor};
use crate::node::{Node, anonymous, first_page};
use crate::report::{Limit, Row};
use crate::setting::Setting;

/// Calls of one round: some milliseconds, so that the sides take turns within one busy moment of the machine.
const CALLS: u32 = 400;
/// Rounds are short, so there are many.
const ROUNDS_FOR_EACH: usize = 12;

/// The engine without the host.
#[derive(Clone)]
pub struct Bare {
    pre: InstancePre<()>,
    exports: Arc<Exports>,
}

impl Bare {
    /// Of a component that calls nothing of what it imports, when it is asked for these pages.
    pub fn of(component: &Component) -> Result<Self> {
        let mut linker: Linker<()> = Linker::new(component.engine());
        linker.define_unknown_imports_as_traps(component)?;
        let pre = linker.instantiate_pre(component)?;
        let exports = Arc::new(Exports::of(&pre)?);
        Ok(Self { pre, exports })
    }

    /// One call of `show`.
    pub async fn show(&self, request: &Request) -> Result<()> {
        let mut store = Store::new(self.pre.engine(), ());
        // Compiled with epochs, as the host's: without a deadline it would end at once.
        store.set_epoch_deadline(u64::MAX / 2);
        let instance = self.pre.instantiate_async(&mut store).await?;
        let page = self.exports.show(&mut store, &instance, request).await?;
        page.map(drop).context("the guest refused")
    }
}

/// One call of `show` through the platform: linked release found by digest, limits, metering, imports, failures.
pub async fn show(node: &Node, caller: &Arc<Caller>) -> Result<()> {
    node.platform.show(caller, first_page()).await?;
    Ok(())
}

pub fn measure(setting: &Setting) -> Result<Vec<Row>> {
    let executor = executor(1)?;
    let (node, caller, bare) = executor.block_on(async {
        let node = Node::open(setting, 64 << 20).await?;
        let release = node.install(&setting.guest("bench-page")).await?;
        let bare = Bare::of(&node.runtime.load(&release.digest).await?)?;
        anyhow::Ok((Arc::new(node), anonymous(&release), bare))
    })?;
    // In a task, as the server's calls are: the thread that blocks is another one.
    let turns = Turns::take(
        setting.rounds * ROUNDS_FOR_EACH,
        &mut [
            &mut || {
                let (node, caller) = (Arc::clone(&node), caller.clone());
                executor.block_on(
                    executor.spawn(async move { each(CALLS, || show(&node, &caller)).await }),
                )?
            },
            &mut || {
                let (bare, first) = (bare.clone(), first_page());
                executor.block_on(
                    executor.spawn(async move { each(CALLS, || bare.show(&first)).await }),
                )?
            },
        ],
    )?;
    Ok(vec![
        Row::told(
            "bare engine: instance and typed page",
            turns.median(1),
            "µs",
        ),
        Row::told("through the platform", turns.median(0), "µs"),
        Row::judged("ratio", turns.ratio(0, 1), "", Limit::AtMost(1.10)),
    ])
}
