//! What a guest's panic said, wherever the guest says that it stands.

use runtime::{FailureKind, Limits};
use wasmtime::Trap;

use crate::guests::plain;
use crate::workshop::Workshop;

/// What is told of a guest that traps with `text` in its memory at 1024, where `exports` says that something stands.
async fn told(exports: &str, said: [u32; 2], text: &str) -> Option<String> {
    let said = said.map(u32::to_le_bytes).concat();
    let bytes: String = said.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let guest = plain(&format!(
        r#"(memory (export "memory") 1)
           {exports}
           (data (i32.const 64) "{bytes}")
           (data (i32.const 1024) "{text}")
           (func (export "run") unreachable)"#
    ));
    let (_, result) = Workshop::new().run(&guest, Limits::default()).await;
    let failure = result.unwrap_err();
    assert_eq!(
        failure.kind,
        FailureKind::Trap(Trap::UnreachableCodeReached)
    );
    failure.panicked
}

fn at(place: u32) -> String {
    let place = place.cast_signed();
    format!(r#"(global (export "balai-panicked") i32 (i32.const {place}))"#)
}

#[tokio::test]
async fn it_is_told_as_far_as_it_is_text_and_there() {
    let said = "panicked at src/lib.rs:1:1: no";
    let length = u32::try_from(said.len()).unwrap();
    assert_eq!(
        told(&at(64), [1024, length], said).await.as_deref(),
        Some(said)
    );
    assert_eq!(
        told(&at(64), [1024, 4], r"a\ff\00b").await.as_deref(),
        Some("a\u{fffd}\0b")
    );
    for (sign, kept) in [("a", 4_096), ("é", 2_048), ("€", 1_365)] {
        let bytes = u32::try_from(sign.len() * 5_000).unwrap();
        let long = told(&at(64), [1024, bytes], &sign.repeat(5_000)).await;
        assert_eq!(long.unwrap(), sign.repeat(kept) + "…");
    }
}

#[tokio::test]
async fn a_guest_that_points_anywhere_is_told_of_as_if_it_had_not() {
    let end = 64 << 10;
    for (exports, said) in [
        (String::new(), [1024, 2]),
        (at(64), [1024, 0]),
        (at(64), [end, 1]),
        (at(64), [1024, u32::MAX]),
        (at(64), [u32::MAX, u32::MAX]),
        (at(end - 7), [0, 0]),
        (at(end), [0, 0]),
        (at(u32::MAX), [0, 0]),
        (
            r#"(global (export "balai-panicked") i64 (i64.const 64))"#.to_owned(),
            [1024, 2],
        ),
        (r#"(func (export "balai-panicked"))"#.to_owned(), [1024, 2]),
    ] {
        assert_eq!(told(&exports, said, "no").await, None, "{exports} {said:?}");
    }
}
