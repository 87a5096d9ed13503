//! What a release answers and uses, against the one that people get now, in words for those who are no programmers.

use std::collections::BTreeSet;

use runtime::Interface;

use super::{
    Live,
    report::{Check, Finding, Line},
};

const APP: &str = "balai:app/";

/// What people's release answers, the new one answers too: by the names of interfaces and of the functions in them. Types
/// are not compared: those of the contract are linked, or not, when it is started, and others are used by nobody yet.
pub(super) fn check(exports: &[Interface], imports: &[String], live: Option<&Live>) -> Line {
    let now: BTreeSet<String> = exports.iter().flat_map(answers).collect();
    let uses = format!("it is built against {}", versions(exports, imports));
    let Some(live) = live else {
        return Line::of(
            Check::Interface,
            format!("{uses}; {}", listed("it answers", &now)),
            Vec::new(),
        );
    };
    let before: BTreeSet<String> = live.exports.iter().flat_map(answers).collect();
    let found = before
        .difference(&now)
        .map(|gone| {
            Finding::of(
                format!(
                    "people's release answers {gone}, and this one does not: {}",
                    meaning(gone)
                ),
                "the component",
                "build it in again, as it was",
            )
        })
        .collect();
    let more: BTreeSet<String> = now.difference(&before).cloned().collect();
    let tested = format!(
        "{uses}; {}; {}",
        listed("people's release answers", &before),
        if more.is_empty() {
            "this one answers the same".to_owned()
        } else {
            listed("this one answers in addition", &more)
        }
    );
    Line::of(Check::Interface, tested, found)
}

/// The functions of an interface under its name without its version: another version of it answers the same.
fn answers(interface: &Interface) -> Vec<String> {
    let (name, _) = interface
        .name
        .split_once('@')
        .unwrap_or((&interface.name, ""));
    let name = name.strip_prefix(APP).unwrap_or(name);
    interface
        .functions
        .iter()
        .map(|function| format!("{name}.{function}"))
        .collect()
}

/// What it would mean to people.
fn meaning(gone: &str) -> &'static str {
    match gone.split('.').next() {
        Some("lookups") => "forms that were begun could not be searched in any more",
        _ => "whoever relies on it would get nothing",
    }
}

fn listed(begin: &str, names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return format!("{begin} nothing");
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    format!("{begin} {}", names.join(", "))
}

/// The versions of the contract that it was built against.
fn versions(exports: &[Interface], imports: &[String]) -> String {
    let names = exports.iter().map(|export| &export.name).chain(imports);
    let versions: BTreeSet<&str> = names
        .filter(|name| name.starts_with("balai:"))
        .filter_map(|name| name.split_once('@'))
        .map(|(_, version)| version)
        .collect();
    if versions.is_empty() {
        return "nothing of the contract".to_owned();
    }
    let versions: Vec<&str> = versions.into_iter().collect();
    format!("version {} of the contract", versions.join(" and "))
}
