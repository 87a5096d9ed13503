//! The engine: one set of compiler settings for the child and the server, and the server's pool and clock.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use wasmparser::WasmFeatures;
use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig,
    WasmBacktraceDetails,
};

use crate::config::{RuntimeConfig, SetupError};
use crate::share;

/// The stack of a guest, in bytes; what Rust guests reserve for themselves is in their linear memory.
const STACK_BYTES: usize = 512 << 10;

/// Settings that decide what native code looks like. The child and the server must agree on each of them.
fn compiler_config() -> Config {
    let mut config = Config::new();
    config
        .epoch_interruption(true)
        .concurrency_support(false)
        // Most advisories of 2026 were in these, and no toolchain of ours emits them.
        .wasm_memory64(false)
        .wasm_tail_call(false)
        .wasm_custom_page_sizes(false)
        .wasm_wide_arithmetic(false)
        .wasm_relaxed_simd(false)
        // Guard pages keep a guest within its memory, as is wasmtime's default: its code checks nothing at each access. Only a
        // guest that grows costs system calls, and the SDK's begin with as much as most pages need.
        .memory_may_move(false)
        .max_wasm_stack(STACK_BYTES)
        .async_stack_size(STACK_BYTES + (256 << 10))
        // The guest's DWARF is never parsed: names of functions come from the name section.
        .wasm_backtrace_details(WasmBacktraceDetails::Disable);
    config
}

/// The features that are left on, for the validation in the child.
pub(crate) fn features(engine: &Engine) -> WasmFeatures {
    engine.get_wasm_features()
}

/// The child's engine: it compiles and never runs a guest, so it needs no pool.
pub(crate) fn compiler() -> wasmtime::Result<Engine> {
    Engine::new(&compiler_config())
}

/// Modules of one component; the pool never ends at these.
const CORE_INSTANCES: u32 = 64;

/// The server's engine.
pub(crate) fn pooled(settings: &RuntimeConfig) -> Result<Engine, SetupError> {
    let calls = settings.instances;
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(calls)
        .total_stacks(calls)
        .total_memories(calls.saturating_mul(share::MEMORIES))
        .total_tables(calls.saturating_mul(share::TABLES))
        // Only counted, not reserved: a component of componentize-py is some twenty modules.
        .total_core_instances(calls.saturating_mul(CORE_INSTANCES))
        .max_core_instances_per_component(CORE_INSTANCES)
        .max_memories_per_component(8)
        .max_tables_per_component(64)
        .max_memory_size(usize::try_from(settings.ceilings.memory_bytes).unwrap_or(usize::MAX))
        .table_elements(usize::try_from(settings.ceilings.table_elements).unwrap_or(usize::MAX))
        // What a call used up to these sizes is cleared in place for the next one, without a system call.
        .linear_memory_keep_resident(1 << 20)
        .table_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto);
    let mut config = compiler_config();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        // By it a guest's memory is found after a trap: see `panicked`.
        .coredump_on_trap(true);
    Engine::new(&config).map_err(|error| SetupError::Engine(format!("{error:#}")))
}

/// What native code must have been compiled for to be loaded by this engine: wasmtime's version, the processor, the
/// settings. Short enough for the name of a directory.
pub(crate) fn compatibility(engine: &Engine) -> String {
    struct Sink(Sha256);
    impl Hasher for Sink {
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
        fn finish(&self) -> u64 {
            0
        }
    }
    let mut sink = Sink(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut sink);
    let mut text = hex::encode(sink.0.finalize());
    text.truncate(32);
    text
}

/// The number of ticks since the engine started.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock(Arc<AtomicU64>);

impl Clock {
    /// Starts the thread that moves the engine's epoch on, until the engine is gone.
    pub(crate) fn start(engine: &Engine, tick: Duration) -> Result<Self, SetupError> {
        let clock = Self::default();
        let (ticks, engine) = (Arc::clone(&clock.0), engine.weak());
        std::thread::Builder::new()
            .name("engine-clock".into())
            .spawn(move || {
                loop {
                    std::thread::park_timeout(tick);
                    let Some(engine) = engine.upgrade() else {
                        return;
                    };
                    ticks.fetch_add(1, Ordering::Relaxed);
                    engine.increment_epoch();
                }
            })
            .map_err(SetupError::Clock)?;
        Ok(clock)
    }

    #[cfg(test)]
    pub(crate) fn pass(&self, ticks: u64) {
        self.0.fetch_add(ticks, Ordering::Relaxed);
    }

    /// Ticks so far.
    pub(crate) fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
