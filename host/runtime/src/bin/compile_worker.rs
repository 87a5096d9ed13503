//! The child that compiles, as a program of its own.

fn main() -> std::process::ExitCode {
    runtime::worker_main()
}
