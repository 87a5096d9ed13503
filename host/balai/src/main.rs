//! The `balai` command.

mod cli;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The child that compiles is this program too. It must not touch anything else, so it comes first.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == runtime::WORKER_COMMAND)
    {
        return runtime::worker_main();
    }
    cli::run()
}
