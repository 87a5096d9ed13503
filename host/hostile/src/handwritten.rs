//! Modules written by hand: what no compiler would write, and the canonical ABI does not allow.

use crate::Ends::{Refused, ShowFails};
use crate::component::of_text;
use crate::{Ends, Hostile, Reason, Source};

/// A module that keeps the mini-apps' world, and shows an empty page with a title.
struct Module {
    /// Imports of functions.
    imports: &'static str,
    /// The body of `cabi_realloc`, by which the host asks for memory.
    realloc: &'static str,
    /// The body of `show`, which gives the address of its result.
    show: &'static str,
    /// What runs after the host has read that result.
    after: &'static str,
    /// Further parts.
    more: &'static str,
}

const PLAIN: Module = Module {
    imports: "",
    // As large as is asked for, never given back.
    realloc: "(local.set 4 (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
        (global.set $top (i32.add (local.get 4) (local.get 3)))
        (local.get 4)",
    show: "(i32.const 1024)",
    after: "",
    more: "",
};

impl Module {
    /// The result of `show` lies at 1024: the case `ok`, and at 1032 the page. Its title is text at 2048, all else of it
    /// is zero: no lead, no trail, no sections, no topic.
    fn text(&self) -> String {
        let Self {
            imports,
            realloc,
            show,
            after,
            more,
        } = self;
        format!(
            r#"(module
                {imports}
                (memory (export "memory") 2)
                (global $top (mut i32) (i32.const 65536))
                (data (i32.const 1032) "\00\08\00\00\04\00\00\00")
                (data (i32.const 2048) "Halo")
                (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local i32) {realloc})
                (func (export "balai:app/app@0.1.0#show") (param i32 i32 i32 i32) (result i32) {show})
                (func (export "balai:app/app@0.1.0#act") (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
                    (unreachable))
                (func (export "cabi_post_balai:app/app@0.1.0#show") (param i32) {after})
                {more})"#
        )
    }
}

/// The attempt's name is repeated in its component, so that each is a mini-app of its own.
macro_rules! attempts {
    ($($name:literal, $tries:literal, $ends:expr, $stopped_by:literal, $module:expr;)*) => {
        &[$(Hostile {
            name: $name,
            tries: $tries,
            ends: $ends,
            stopped_by: $stopped_by,
            source: Source::Made(|| of_text($name, &$module.text())),
        }),*]
    };
}

const ABI: Ends = ShowFails("interface");
const START: Ends = Refused(Reason::CannotStart);

/// In the order of the table.
pub const ATTEMPTS: &[Hostile] = attempts! {
    "text-that-is-not-utf-8", "text of the bytes C3 28", ABI, "the canonical ABI",
        Module { more: r#"(data (i32.const 2048) "\c3\28")"#, ..PLAIN };
    "text-of-surrogates", "text of half a character", ABI, "the canonical ABI",
        Module { more: r#"(data (i32.const 2048) "\ed\a0\80")"#, ..PLAIN };
    "case-that-is-not-there", "neither a page nor a refusal", ABI, "the canonical ABI",
        Module { more: r#"(data (i32.const 1024) "\07")"#, ..PLAIN };
    "refusal-that-is-not-there", "a refusal of case 200", ABI, "the canonical ABI",
        Module { more: r#"(data (i32.const 1024) "\01\00\00\00\00\00\00\00\c8")"#, ..PLAIN };
    "block-that-is-not-there", "a block of case 99", ABI, "the canonical ABI",
        Module {
            more: r#"(data (i32.const 1060) "\00\10\00\00\01\00\00\00")
                (data (i32.const 4096) "\00\08\00\00\04\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\20\00\00\01\00\00\00")
                (data (i32.const 8192) "\63")"#,
            ..PLAIN
        };
    "text-beyond-memory", "text that begins where memory ends", ABI, "the canonical ABI",
        Module { more: r#"(data (i32.const 1032) "\f0\ff\ff\ff\00\01\00\00")"#, ..PLAIN };
    "list-beyond-memory", "a list of 4 billion sections", ABI, "the canonical ABI",
        Module { more: r#"(data (i32.const 1060) "\00\10\00\00\ff\ff\ff\ff")"#, ..PLAIN };
    "result-beyond-memory", "a result at the end of memory", ABI, "the canonical ABI",
        Module { show: "(i32.const 131064)", ..PLAIN };
    "result-out-of-line", "a result at an odd address", ABI, "the canonical ABI",
        Module { show: "(i32.const 1025)", ..PLAIN };
    "one-text-many-times", "a trail of 10,000 links to the same 64 kB", ShowFails("output"), "`output-bytes`",
        Module {
            // Each of 28 bytes: a label, and a target of case 0 with a path.
            show: r#"(local i32 i32)
                (local.set 4 (i32.const 131072))
                (drop (memory.grow (i32.const 16)))
                (memory.fill (i32.const 0x100000) (i32.const 47) (i32.const 0x10000))
                (loop $next
                    (i32.store (local.get 4) (i32.const 0x100000))
                    (i32.store offset=4 (local.get 4) (i32.const 0x10000))
                    (i32.store offset=12 (local.get 4) (i32.const 0x100000))
                    (i32.store offset=16 (local.get 4) (i32.const 0x10000))
                    (local.set 4 (i32.add (local.get 4) (i32.const 28)))
                    (local.set 5 (i32.add (local.get 5) (i32.const 1)))
                    (br_if $next (i32.lt_u (local.get 5) (i32.const 10000))))
                (i32.store (i32.const 1052) (i32.const 131072))
                (i32.store (i32.const 1056) (i32.const 10000))
                (i32.const 1024)"#,
            ..PLAIN
        };
    "memory-by-instruction", "take memory page by page", ShowFails("memory"), "`memory-bytes`",
        Module { show: "(loop (drop (memory.grow (i32.const 1))) (br 0)) (unreachable)", ..PLAIN };
    "tables-without-end", "take table elements for ever", ShowFails("tables"), "`table-elements`",
        Module {
            show: "(loop (drop (table.grow $t (ref.null func) (i32.const 100))) (br 0)) (unreachable)",
            more: "(table $t 1 funcref)",
            ..PLAIN
        };
    "out-of-bounds", "read beyond its memory", ShowFails("trap"), "the sandbox",
        Module { show: "(i32.load (i32.const -4))", ..PLAIN };
    "divide-by-zero", "divide by zero", ShowFails("trap"), "the sandbox",
        Module { show: "(i32.div_u (i32.const 1) (i32.const 0))", ..PLAIN };
    "call-of-another-type", "call a function as if it were another", ShowFails("trap"), "the sandbox",
        Module {
            show: "(call_indirect (param i64) (result i32) (i64.const 1) (i32.const 0))",
            more: "(table 1 funcref) (elem (i32.const 0) $realloc)",
            ..PLAIN
        };
    "trap-in-realloc", "trap while the host hands over the request", ShowFails("trap"), "the sandbox",
        Module { realloc: "(unreachable)", ..PLAIN };
    "endless-realloc", "compute for ever while the host hands over the request", ShowFails("cpu-time"), "`cpu-time-ms`",
        Module { realloc: "(loop (br 0)) (unreachable)", ..PLAIN };
    "realloc-beyond-memory", "have the request written beyond its memory", ABI, "the canonical ABI",
        Module { realloc: "(i32.const -16)", ..PLAIN };
    "realloc-out-of-line", "have the request written at an odd address", ABI, "the canonical ABI",
        Module { realloc: "(i32.const 3)", ..PLAIN };
    "recursion-through-the-host", "call the host from `realloc`, which the host calls for the answer", ShowFails("trap"),
        "the canonical ABI: no call leaves while a value is handed over",
        Module {
            imports: r#"(import "balai:platform/session@0.1.0" "locale" (func $locale (param i32)))"#,
            realloc: "(call $locale (i32.const 512)) (i32.const 65536)",
            ..PLAIN
        };
    "exit", "end itself", ShowFails("exit"), "the sandbox",
        Module {
            imports: r#"(import "wasi:cli/exit@0.2.0" "exit" (func $exit (param i32)))"#,
            show: "(call $exit (i32.const 0)) (unreachable)",
            ..PLAIN
        };
    "panic-beyond-memory", "say that its panic is 4 GB of text where memory ends", ShowFails("trap"),
        "a panic is read in its memory alone",
        Module {
            show: "(unreachable)",
            more: r#"(global (export "balai-panicked") i32 (i32.const 3072))
                (data (i32.const 3072) "\f0\ff\01\00\ff\ff\ff\ff")"#,
            ..PLAIN
        };
    "trap-after-the-result", "trap once the page was read", ShowFails("trap"), "the sandbox",
        Module { after: "(unreachable)", ..PLAIN };
    "endless-loop-after-the-result", "compute for ever once the page was read", ShowFails("cpu-time"), "`cpu-time-ms`",
        Module { after: "(loop (br 0))", ..PLAIN };
    "trap-in-start", "trap when an instance is made", START, "an instance is made at install",
        Module { more: "(start $start) (func $start (unreachable))", ..PLAIN };
    "endless-start", "compute for ever when an instance is made", START, "`cpu-time-ms` at install",
        Module { more: "(start $start) (func $start (loop (br 0)))", ..PLAIN };
    "memory-at-start", "take memory for ever when an instance is made", START, "`memory-bytes` at install",
        Module {
            more: "(start $start) (func $start (loop (drop (memory.grow (i32.const 16))) (br 0)))",
            ..PLAIN
        };
};
