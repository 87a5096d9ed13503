//! The attempts of the mini-app in Rust, `guest/`, that a page makes.

use std::path::PathBuf;

use crate::Ends::{Served, ShowFails, StepFails};
use crate::{Ends, Hostile, Source};

/// The module, as `cargo xtask build-plugins` has built it.
pub fn module() -> PathBuf {
    let built = std::env::var("BALAI_TEST_MINIAPPS").map_or_else(
        |_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/miniapps"),
        PathBuf::from,
    );
    built.join("../hostile/guest.wasm")
}

/// An attempt of it.
pub const fn rust(
    name: &'static str,
    tries: &'static str,
    ends: Ends,
    stopped_by: &'static str,
) -> Hostile {
    Hostile {
        name,
        tries,
        ends,
        stopped_by,
        source: Source::Rust,
    }
}

const CPU: &str = "`cpu-time-ms`";
const CALLS: &str = "`host-calls`";
const OUTPUT: &str = "`output-bytes`";
const PAGE: &str = "the limits of a page";
const FORM: &str = "the limits of a form";
/// What stops whoever leads away.
pub const TARGET: &str = "the form of targets";

/// In the order of the table.
pub const ATTEMPTS: &[Hostile] = &[
    rust(
        "endless-loop",
        "compute for ever",
        ShowFails("cpu-time"),
        CPU,
    ),
    rust(
        "endless-loop-of-calls",
        "call the platform for ever",
        ShowFails("host-calls"),
        CALLS,
    ),
    rust(
        "endless-reads",
        "read from the database for ever",
        ShowFails("host-calls"),
        CALLS,
    ),
    rust(
        "a-million-calls",
        "call the platform a million times, then answer",
        ShowFails("host-calls"),
        CALLS,
    ),
    rust(
        "endless-recursion",
        "use up the stack",
        ShowFails("trap"),
        "the stack of a guest",
    ),
    rust(
        "memory-without-end",
        "take memory for ever",
        ShowFails("memory"),
        "`memory-bytes`",
    ),
    rust(
        "endless-log",
        "fill the log, line by line",
        ShowFails("host-calls"),
        "`host-calls`, `log-bytes`",
    ),
    rust(
        "log-line-of-megabytes",
        "one line of 20 MB into the log",
        ShowFails("output"),
        OUTPUT,
    ),
    rust(
        "endless-log-of-large-lines",
        "fill the log, 60 kB in each line",
        ShowFails("host-calls"),
        "`host-calls`, `log-bytes`",
    ),
    rust(
        "panic",
        "panic",
        ShowFails("trap"),
        "a fresh instance for each call",
    ),
    rust(
        "panic-after-null-characters",
        "make the record of its failure unkeepable",
        ShowFails("trap"),
        "what a failure keeps",
    ),
    rust(
        "fault-of-megabytes",
        "fill the database by failing",
        ShowFails("fault"),
        "what a failure keeps",
    ),
    rust(
        "refusal-of-megabytes",
        "refuse in 900 kB of words",
        ShowFails("fault"),
        "how much is said to a person",
    ),
    rust(
        "fault-without-words",
        "fail without a word",
        ShowFails("fault"),
        "a failure has an id",
    ),
    rust(
        "ten-thousand-blocks",
        "a page of 10,000 blocks",
        ShowFails("output"),
        OUTPUT,
    ),
    rust(
        "two-thousand-blocks",
        "a page of 2,000 blocks",
        ShowFails("page"),
        PAGE,
    ),
    rust(
        "ten-thousand-sections",
        "a page of 10,000 sections",
        ShowFails("page"),
        PAGE,
    ),
    rust(
        "fifty-megabytes-of-text",
        "one text of 50 MB",
        ShowFails("output"),
        OUTPUT,
    ),
    rust(
        "a-title-of-megabytes",
        "a title of 900 kB, kept with each of 80 drafts",
        ShowFails("page"),
        PAGE,
    ),
    rust(
        "null-character-in-a-title",
        "a page whose drafts PostgreSQL cannot keep",
        ShowFails("page"),
        PAGE,
    ),
    rust(
        "table-that-echoes",
        "a heading that 2,000 cells repeat",
        ShowFails("page"),
        PAGE,
    ),
    rust(
        "column-of-kilobytes",
        "a heading of 200 kB that 2,000 cells repeat",
        ShowFails("page"),
        PAGE,
    ),
    rust(
        "thousand-qr-codes",
        "pictures that cost more than their text",
        ShowFails("page"),
        PAGE,
    ),
    rust(
        "link-with-two-slashes",
        "lead away by `//evil.example/`",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "link-with-backslash",
        "lead away by `/\\evil.example/`",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "link-with-dots",
        "lead to the platform's own pages by `..`",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "link-with-encoded-dots",
        "the same, percent-encoded",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "link-with-line-break",
        "a line break in an address",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "link-with-script",
        "`javascript:` as an address",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "link-with-data",
        "`data:` as an address",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "link-with-hidden-host",
        "a name before `@` that passes for the host",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "link-with-direction-marks",
        "an address that reads backwards",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "link-without-words",
        "a link of invisible characters",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "mini-app-with-dots",
        "lead to `../../sign-out` as a mini-app",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "phone-with-commands",
        "parameters in a telephone number",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "mail-with-copies",
        "further recipients in an e-mail address",
        ShowFails("page"),
        TARGET,
    ),
    rust(
        "section-that-closes-the-page",
        "markup in the id of a section",
        ShowFails("page"),
        "ids are names",
    ),
    rust(
        "markup-in-every-text",
        "markup and script in every text, also of what an act writes",
        Served,
        "every text is escaped",
    ),
    rust(
        "text-that-turns-round",
        "signs of direction and invisible ones in every text",
        Served,
        "signs of direction are left out",
    ),
    rust(
        "pattern-that-backtracks",
        "an expression that takes exponential time elsewhere",
        Served,
        "expressions run in linear time",
    ),
    rust(
        "patterns-that-explode",
        "a hundred expressions that grow when compiled",
        ShowFails("form"),
        FORM,
    ),
    rust(
        "patterns-in-many-forms",
        "eight hundred of them, twenty in each form of a page",
        ShowFails("form"),
        FORM,
    ),
    rust(
        "pattern-too-large",
        "an expression of a million letters",
        ShowFails("form"),
        FORM,
    ),
    rust(
        "pattern-that-nests",
        "an expression of 249 brackets",
        ShowFails("form"),
        FORM,
    ),
    rust(
        "hundred-steps",
        "a form of a hundred steps",
        ShowFails("form"),
        FORM,
    ),
    rust(
        "second-step-that-leads-away",
        "lead to `/../../../sign-out` from the second step of a form",
        StepFails("form"),
        TARGET,
    ),
    rust(
        "thousand-buttons",
        "a draft behind each of a thousand buttons",
        ShowFails("form"),
        FORM,
    ),
    rust(
        "carried-megabytes",
        "a button that carries 900 kB",
        ShowFails("form"),
        FORM,
    ),
];
