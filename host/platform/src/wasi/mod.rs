//! WASI 0.2 for guests whose toolchain brings it (JavaScript, Python, Rust for `wasm32-wasip2`): the call's clock,
//! randomness and the agency's log. Everything else is empty: no variable, no argument, no directory, no socket.

mod link;
mod output;
mod randomness;
mod time;

use app::{Entropy, Instant};
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, random::WasiRandomCtx};

use crate::{guest::Guest, log::Log};

pub use link::{add_to_linker, is_offered};

use output::Output;
use randomness::Randomness;
use time::{Moment, StandingStill};

/// As much randomness as the Web gives at once; more is a trap, so that no guest has the host fill memory for nothing.
const MOST_RANDOM_BYTES: u64 = 65_536;

/// What WASI keeps for one call. Made when a guest calls WASI for the first time, which those of our SDK never do.
pub struct Wasi {
    ctx: WasiCtx,
    table: ResourceTable,
    time: StandingStill,
}

impl Wasi {
    fn new(now: Instant, entropy: &Entropy, log: &Log) -> Self {
        let time = StandingStill::default();
        let ctx = WasiCtx::builder()
            .wall_clock(Moment(now))
            .monotonic_clock(time.clone())
            .secure_random(Randomness(entropy.clone()))
            .insecure_random(Randomness(entropy.clone()))
            .insecure_random_seed(u128::from_le_bytes(entropy.bytes()))
            .max_random_size(MOST_RANDOM_BYTES)
            .stdout(Output(log.clone()))
            .stderr(Output(log.clone()))
            .allow_tcp(false)
            .allow_udp(false)
            .build();
        Self {
            ctx,
            table: ResourceTable::new(),
            time,
        }
    }

    fn random(&mut self) -> &mut WasiRandomCtx {
        self.ctx.random()
    }
}

impl Guest {
    fn wasi(&mut self) -> &mut Wasi {
        let (now, app, log) = (self.unit.now(), &self.app, &self.log);
        self.wasi
            .get_or_insert_with(|| Box::new(Wasi::new(now, app.entropy(), log)))
    }
}
