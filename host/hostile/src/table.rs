//! The table of the corpus, as `docs/HOSTILE.md` has it.

use crate::{Ends, Hostile, Reason, corpus};

/// Markdown: a row for each attempt.
#[must_use]
pub fn table() -> String {
    let head =
        "| kind | what it tries | what comes of it | what stops it |\n| --- | --- | --- | --- |\n";
    head.to_owned() + &corpus().map(row).collect::<String>()
}

fn row(hostile: &Hostile) -> String {
    let Hostile {
        name,
        tries,
        stopped_by,
        ..
    } = hostile;
    format!(
        "| `{name}` | {tries} | {} | {stopped_by} |\n",
        end(hostile.ends)
    )
}

fn end(ends: Ends) -> String {
    match ends {
        Ends::Refused(reason) => format!("not installed: {}", why(reason)),
        Ends::ShowFails(kind) | Ends::StepFails(kind) => format!("failure `{kind}`"),
        Ends::ActFails(kind) => format!("failure `{kind}`, nothing written"),
        Ends::ActIsFull => "refused, nothing written".to_owned(),
        Ends::SearchFails(kind) => format!("failure `{kind}`, and the form goes on"),
        Ends::SearchServed => "offered, and does nothing".to_owned(),
        Ends::Served => "shown, and does nothing".to_owned(),
        Ends::NotFound => "nothing is found".to_owned(),
    }
}

fn why(reason: Reason) -> String {
    match reason {
        Reason::NotAComponent => "no component".to_owned(),
        Reason::TooMany(what) => format!("too many {what}"),
        Reason::TooLarge => "too large".to_owned(),
        Reason::Invalid => "not valid".to_owned(),
        Reason::Unsupported => "passes components as values".to_owned(),
        Reason::Compiler => "costs too much to compile".to_owned(),
        Reason::DoesNotFit => "asks for too much from the start".to_owned(),
        Reason::UnknownImport => "an import that the platform does not have".to_owned(),
        Reason::OtherWorld => "another world".to_owned(),
        Reason::Manifest => "its manifest does not hold".to_owned(),
        Reason::CannotStart => "it cannot be started".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_documentation_has_the_table() {
        let told = include_str!("../../../docs/HOSTILE.md");
        assert!(
            told.contains(&table()),
            "docs/HOSTILE.md should have:\n{}",
            table()
        );
    }

    #[test]
    fn each_attempt_has_a_name_of_its_own() {
        let mut names = HashSet::new();
        assert!(corpus().all(|hostile| names.insert(hostile.name)));
        assert!(names.len() >= 40);
    }
}
