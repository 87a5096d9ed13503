//! The interfaces of WASI 0.2 that a guest may import, by name.

use runtime::{Call, Exited};
use wasmtime::component::{HasData, Linker, ResourceTable};
use wasmtime_wasi::{
    cli::{WasiCli, WasiCliCtxView},
    clocks::{WasiClocks, WasiClocksCtxView},
    filesystem::{WasiFilesystem, WasiFilesystemCtxView},
    p2::bindings::{cli, clocks, filesystem, random, sockets},
    random::WasiRandom,
    sockets::{WasiSockets, WasiSocketsCtxView},
};
use wasmtime_wasi_io::bindings::wasi::io;

use super::{Wasi, time::Timers};
use crate::guest::Guest;

type To<'l> = &'l mut Linker<Call<Guest>>;
type Link = fn(To) -> wasmtime::Result<()>;

/// Every interface, without its version: a later 0.2 has no function less.
const INTERFACES: &[(&str, Link)] = &[
    ("io/error", |l| io::error::add_to_linker::<_, Io>(l, table)),
    ("io/poll", |l| io::poll::add_to_linker::<_, Io>(l, table)),
    ("io/streams", |l| {
        io::streams::add_to_linker::<_, Io>(l, table)
    }),
    ("clocks/wall-clock", |l| {
        clocks::wall_clock::add_to_linker::<_, WasiClocks>(l, clock)
    }),
    ("clocks/monotonic-clock", |l| {
        clocks::monotonic_clock::add_to_linker::<_, HasTimers>(l, timers)
    }),
    ("random/random", |l| {
        random::random::add_to_linker::<_, WasiRandom>(l, |call| wasi(call).random())
    }),
    ("random/insecure", |l| {
        random::insecure::add_to_linker::<_, WasiRandom>(l, |call| wasi(call).random())
    }),
    ("random/insecure-seed", |l| {
        random::insecure_seed::add_to_linker::<_, WasiRandom>(l, |call| wasi(call).random())
    }),
    ("cli/exit", |l| {
        cli::exit::add_to_linker::<_, Ending>(l, |call| {
            call.enter();
            Ending
        })
    }),
    ("cli/environment", |l| {
        cli::environment::add_to_linker::<_, WasiCli>(l, command)
    }),
    ("cli/stdin", |l| {
        cli::stdin::add_to_linker::<_, WasiCli>(l, command)
    }),
    ("cli/stdout", |l| {
        cli::stdout::add_to_linker::<_, WasiCli>(l, command)
    }),
    ("cli/stderr", |l| {
        cli::stderr::add_to_linker::<_, WasiCli>(l, command)
    }),
    ("cli/terminal-input", |l| {
        cli::terminal_input::add_to_linker::<_, WasiCli>(l, command)
    }),
    ("cli/terminal-output", |l| {
        cli::terminal_output::add_to_linker::<_, WasiCli>(l, command)
    }),
    ("cli/terminal-stdin", |l| {
        cli::terminal_stdin::add_to_linker::<_, WasiCli>(l, command)
    }),
    ("cli/terminal-stdout", |l| {
        cli::terminal_stdout::add_to_linker::<_, WasiCli>(l, command)
    }),
    ("cli/terminal-stderr", |l| {
        cli::terminal_stderr::add_to_linker::<_, WasiCli>(l, command)
    }),
    ("filesystem/types", |l| {
        filesystem::types::add_to_linker::<_, WasiFilesystem>(l, files)
    }),
    ("filesystem/preopens", |l| {
        filesystem::preopens::add_to_linker::<_, WasiFilesystem>(l, files)
    }),
    ("sockets/network", |l| {
        let options = sockets::network::LinkOptions::default();
        sockets::network::add_to_linker::<_, WasiSockets>(l, &options, network)
    }),
    ("sockets/instance-network", |l| {
        sockets::instance_network::add_to_linker::<_, WasiSockets>(l, network)
    }),
    ("sockets/ip-name-lookup", |l| {
        sockets::ip_name_lookup::add_to_linker::<_, WasiSockets>(l, network)
    }),
    ("sockets/tcp", |l| {
        sockets::tcp::add_to_linker::<_, WasiSockets>(l, network)
    }),
    ("sockets/tcp-create-socket", |l| {
        sockets::tcp_create_socket::add_to_linker::<_, WasiSockets>(l, network)
    }),
    ("sockets/udp", |l| {
        sockets::udp::add_to_linker::<_, WasiSockets>(l, network)
    }),
    ("sockets/udp-create-socket", |l| {
        sockets::udp_create_socket::add_to_linker::<_, WasiSockets>(l, network)
    }),
];

/// Links those of WASI's interfaces that are named in `granted`.
pub fn add_to_linker(linker: To<'_>, granted: &[String]) -> wasmtime::Result<()> {
    for (name, link) in INTERFACES {
        if granted.iter().any(|grant| short(grant) == Some(name)) {
            link(linker)?;
        }
    }
    Ok(())
}

/// Whether a guest may import the interface of this full name.
pub fn is_offered(import: &str) -> bool {
    short(import).is_some_and(|short| INTERFACES.iter().any(|(name, _)| *name == short))
}

/// `cli/stdout` of `wasi:cli/stdout@0.2.3`.
fn short(import: &str) -> Option<&str> {
    let (name, version) = import.strip_prefix("wasi:")?.split_once('@')?;
    version.starts_with("0.2.").then_some(name)
}

fn wasi(call: &mut Call<Guest>) -> &mut Wasi {
    call.enter().host.wasi()
}

fn table(call: &mut Call<Guest>) -> &mut ResourceTable {
    &mut wasi(call).table
}

fn clock(call: &mut Call<Guest>) -> WasiClocksCtxView<'_> {
    let Wasi { ctx, table, .. } = wasi(call);
    let ctx = ctx.clocks();
    WasiClocksCtxView { ctx, table }
}

fn timers(call: &mut Call<Guest>) -> Timers<'_> {
    let Wasi { time, table, .. } = wasi(call);
    Timers { time, table }
}

fn command(call: &mut Call<Guest>) -> WasiCliCtxView<'_> {
    let Wasi { ctx, table, .. } = wasi(call);
    let ctx = ctx.cli();
    WasiCliCtxView { ctx, table }
}

fn files(call: &mut Call<Guest>) -> WasiFilesystemCtxView<'_> {
    let Wasi { ctx, table, .. } = wasi(call);
    let ctx = ctx.filesystem();
    WasiFilesystemCtxView { ctx, table }
}

fn network(call: &mut Call<Guest>) -> WasiSocketsCtxView<'_> {
    let Wasi { ctx, table, .. } = wasi(call);
    let ctx = ctx.sockets();
    WasiSocketsCtxView { ctx, table }
}

struct Io;

impl HasData for Io {
    type Data<'a> = &'a mut ResourceTable;
}

struct HasTimers;

impl HasData for HasTimers {
    type Data<'a> = Timers<'a>;
}

/// A guest that ends itself gives no answer, which is a failure of its own kind.
struct Ending;

impl HasData for Ending {
    type Data<'a> = Self;
}

impl cli::exit::Host for Ending {
    fn exit(&mut self, status: Result<(), ()>) -> wasmtime::Result<()> {
        self.exit_with_code(u8::from(status.is_err()))
    }

    fn exit_with_code(&mut self, code: u8) -> wasmtime::Result<()> {
        Err(Exited(code.into()).into())
    }
}
