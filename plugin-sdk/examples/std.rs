//! What Rust's standard library finds on the platform when a mini-app is built for `wasm32-wasip2`: the time of the
//! call, randomness and the agency's log. Variables, files and the network are not there.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what these find on the platform is the point"
)]
use std::{
    collections::HashSet,
    env, fs,
    hash::{BuildHasher, RandomState},
    net::TcpStream,
    process, thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use balai_sdk::prelude::*;

/// A page that tells what it found.
pub struct Std;

impl MiniApp for Std {
    fn show(request: &Request) -> Result<Page> {
        if request.path == "/exit" {
            println!("what is written to standard output");
            eprintln!("goes into the agency's log");
            process::exit(3);
        }
        let (begun, now) = (Instant::now(), SystemTime::now());
        thread::sleep(Duration::from_secs(3600));
        let slept = begun.elapsed().as_secs();
        let stood_still = SystemTime::now() == now;
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let keys: HashSet<u64> = (0..4).map(|_| RandomState::new().hash_one(0)).collect();
        let found = format!(
            "time {}; slept {slept} s; stood still {stood_still}; keys {}; variables {}; arguments {}; \
             root {}; outside {}",
            since.as_millis(),
            keys.len(),
            env::vars().count(),
            env::args().count(),
            fs::read_dir("/").is_ok(),
            TcpStream::connect("127.0.0.1:80").is_ok(),
        );
        Ok(page(t!("Pustaka standar", "Standard library")).paragraph(found.as_str()))
    }
}

mini_app!(Std);
