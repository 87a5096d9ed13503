//! Any file that is sent in is refused with a sentence, or is a component that can be called.

use proptest::{collection::vec, prelude::*, sample::Index};
use runtime::{Limits, PrepareError, Refused};
use wasmtime::component::Linker;

use crate::workshop::Workshop;

/// Something of each kind of section.
const GUEST: &str = r#"(component
    (type $pair (record (field "a" string) (field "b" (list u8))))
    (import "tick" (func $tick))
    (core func $lowered (canon lower (func $tick)))
    (core module $m
        (type $t (func (param i32 i64) (result i32)))
        (import "host" "tick" (func $tick))
        (memory (export "memory") 1 4)
        (table $table 4 8 funcref)
        (global $g (mut i32) (i32.const 7))
        (elem (table $table) (i32.const 1) func $add)
        (data (i32.const 16) "some bytes of data")
        (func $add (type $t)
            (local f64 i64)
            (loop $again (br_if $again (i32.eqz (local.get 0))))
            (block (br_table 0 0 (local.get 0)))
            (i32.add (local.get 0) (i32.wrap_i64 (local.get 1))))
        (func (export "run")
            (call $tick)
            (global.set $g (call_indirect $table (type $t) (i32.const 3) (i64.const 4) (i32.const 1)))))
    (core instance $host (export "tick" (func $lowered)))
    (core instance $i (instantiate $m (with "host" (instance $host))))
    (component $inner (core module (func)))
    (instance (instantiate $inner))
    (func (export "run") (canon lift (core func $i "run"))))"#;

#[derive(Debug, Clone)]
enum Slip {
    Set(Index, u8),
    Flip(Index, u8),
    Cut(Index),
    Remove(Index, u8),
    Copy(Index, Index, u8),
    Write(Index, Vec<u8>),
}

fn slip() -> impl Strategy<Value = Slip> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Slip::Set(at, byte)),
        4 => (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Slip::Flip(at, bit)),
        1 => any::<Index>().prop_map(Slip::Cut),
        1 => (any::<Index>(), 1..32_u8).prop_map(|(at, count)| Slip::Remove(at, count)),
        1 => (any::<Index>(), any::<Index>(), 1..64_u8)
            .prop_map(|(from, to, count)| Slip::Copy(from, to, count)),
        1 => (any::<Index>(), vec(any::<u8>(), 1..16)).prop_map(|(at, bytes)| Slip::Write(at, bytes)),
    ]
}

fn with(slips: &[Slip]) -> Vec<u8> {
    let mut bytes = wat::parse_str(GUEST).unwrap();
    for slip in slips {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        match slip {
            Slip::Set(at, byte) => bytes[at.index(length)] = *byte,
            Slip::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
            Slip::Cut(at) => bytes.truncate(at.index(length)),
            Slip::Remove(at, count) => {
                let at = at.index(length);
                bytes.drain(at..length.min(at + usize::from(*count)));
            }
            Slip::Copy(from, to, count) => {
                let from = from.index(length);
                let piece = bytes[from..length.min(from + usize::from(*count))].to_vec();
                let to = to.index(length);
                bytes.splice(to..to, piece);
            }
            Slip::Write(at, piece) => {
                let at = at.index(length);
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

/// Limits that a loop which a slip made endless reaches soon.
fn soon() -> Limits {
    Limits {
        wall_time_ms: 200,
        cpu_time_ms: 20,
        ..Limits::default()
    }
}

proptest! {
    #[test]
    fn any_file_is_refused_or_can_be_called(slips in vec(slip(), 0..4)) {
        let bytes = with(&slips);
        let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        tokio.block_on(async {
            let workshop = Workshop::new();
            let inspection = match workshop.runtime.prepare(&bytes).await {
                Ok(inspection) => inspection,
                Err(PrepareError::Refused(refused)) => {
                    let bomb = matches!(
                        refused,
                        Refused::CompileTime { .. } | Refused::CompileMemory { .. }
                    );
                    prop_assert!(!bomb, "{refused}");
                    return Ok(());
                }
                Err(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
            };
            let component = workshop.runtime.load(&inspection.digest).await.unwrap();
            let mut linker: Linker<runtime::Call<()>> = workshop.runtime.linker();
            linker.root().func_wrap("tick", |mut store, ()| {
                store.data_mut().enter();
                Ok(())
            }).unwrap();
            if let Ok(pre) = linker.instantiate_pre(&component) {
                // Whatever it does, it comes back.
                let _ = workshop.call(&pre, (), &soon()).await;
            }
            Ok(())
        })?;
    }
}
