//! Time, memory and host calls without end.

use balai_sdk::prelude::*;
use core::hint::black_box;
use platform::{clock, log, personal, session};

/// The page of an attempt of this file.
pub fn show(name: &str) -> Option<Result<Page>> {
    Some(Ok(match name {
        "endless-loop" => loop {
            black_box(());
        },
        "endless-loop-of-calls" => loop {
            black_box(session::locale());
        },
        "endless-reads" => loop {
            black_box(personal::get("nota")).ok();
        },
        "a-million-calls" => {
            for _ in 0..1_000_000 {
                black_box(clock::now());
            }
            crate::harmless()
        }
        "endless-recursion" => {
            black_box(deeper(black_box(1)));
            crate::harmless()
        }
        "memory-without-end" => {
            let mut held = Vec::new();
            loop {
                held.push(black_box(vec![1_u8; 1 << 20]));
            }
        }
        "endless-log" => loop {
            log::write(log::Level::Info, "lagi dan lagi");
        },
        "log-line-of-megabytes" => {
            log::write(log::Level::Info, &"x".repeat(20 << 20));
            crate::harmless()
        }
        "endless-log-of-large-lines" => {
            let line = "x".repeat(60_000);
            loop {
                log::write(log::Level::Error, &line);
            }
        }
        "panic" => panic!("semua salah"),
        "panic-after-null-characters" => {
            log::write(log::Level::Error, "sebelum\0sesudah");
            panic!("\0")
        }
        "fault-of-megabytes" => return Some(Err(Refusal::Fault("salah\0 ".repeat(130_000)))),
        "refusal-of-megabytes" => return Some(Err(Refusal::Refused("tidak ".repeat(150_000)))),
        "fault-without-words" => return Some(Err(Refusal::Fault(String::new()))),
        _ => return None,
    }))
}

/// Never the same frame twice, so that no compiler makes it a loop.
#[expect(unconditional_recursion, reason = "that is the attempt")]
fn deeper(depth: u64) -> u64 {
    let frame = black_box([depth; 64]);
    black_box(deeper(depth + 1)) + black_box(frame[(depth % 64) as usize])
}
