//! The attempts of the mini-app in Rust, `guest/`, that write: in acts, where they may, and where they may not.

use crate::Ends::{ActFails, ActIsFull, NotFound, ShowFails};
use crate::Hostile;
use crate::rust::{TARGET, rust};

const WRITES: &str = "the limits of a unit of work";

/// In the order of the table.
pub const ATTEMPTS: &[Hostile] = &[
    rust(
        "outcome-that-leaves",
        "send who has sent to `//evil.example/`",
        ActFails("outcome"),
        TARGET,
    ),
    rust(
        "outcome-with-dots",
        "send who has sent to `/../../../sign-out`",
        ActFails("outcome"),
        TARGET,
    ),
    rust(
        "outcome-with-line-break",
        "a header of its own by a line break",
        ActFails("outcome"),
        TARGET,
    ),
    rust(
        "outcome-page-that-leads-away",
        "show who has sent a page that leads to `/../../../sign-out`",
        ActFails("page"),
        "pages are examined before the commit",
    ),
    rust(
        "outcome-page-of-two-thousand-blocks",
        "show who has sent a page of 2,000 blocks",
        ActFails("page"),
        "pages are examined before the commit",
    ),
    rust(
        "outcome-page-with-a-hundred-steps",
        "show who has sent a form of a hundred steps",
        ActFails("form"),
        "pages are examined before the commit",
    ),
    rust(
        "objections-without-end",
        "object to 5,000 answers",
        ActFails("outcome"),
        "how much is said to a person",
    ),
    rust(
        "write-in-show",
        "write while a page is shown",
        ShowFails("fault"),
        "`show` reads only",
    ),
    rust(
        "a-gigabyte-of-writes",
        "stage 1 GB in one act",
        ActFails("fault"),
        WRITES,
    ),
    rust(
        "a-gigabyte-of-writes-and-reads",
        "make every read repeat all that is staged",
        ActFails("fault"),
        WRITES,
    ),
    rust(
        "documents-without-end",
        "fill the database, 60 documents at a time",
        ActIsFull,
        "`documents`",
    ),
    rust(
        "documents-of-megabytes",
        "fill the database, 5 MB at a time",
        ActIsFull,
        "`document-bytes`",
    ),
    rust(
        "json-that-nests",
        "a document of 100,000 brackets",
        ActFails("fault"),
        "the depth of JSON",
    ),
    rust(
        "twenty-thousand-messages",
        "flood an inbox",
        ActFails("fault"),
        "20 messages in one act",
    ),
    rust(
        "task-that-leads-away",
        "a task that leads to `/../../../sign-out`",
        ActFails("fault"),
        TARGET,
    ),
    rust(
        "task-of-megabytes",
        "a title of 900 kB in the lists of all civil servants of a unit",
        ActFails("fault"),
        "the length of texts that are kept",
    ),
    rust(
        "case-of-megabytes",
        "a title of 900 kB in the lists of cases",
        ActFails("fault"),
        "the length of texts that are kept",
    ),
    rust(
        "null-character-in-a-role",
        "a case that PostgreSQL cannot keep",
        ActFails("fault"),
        "the form of texts that are kept",
    ),
    rust(
        "trap-after-writes",
        "write, then trap",
        ActFails("trap"),
        "an act is a transaction",
    ),
    rust(
        "endless-loop-after-writes",
        "write, then compute for ever",
        ActFails("cpu-time"),
        "an act is a transaction",
    ),
    rust(
        "another-s-data",
        "read and change another citizen's documents and cases",
        NotFound,
        "no import names a citizen",
    ),
    rust(
        "another-s-inbox",
        "write to another agency's citizen",
        NotFound,
        "a subject is one agency's own",
    ),
];
