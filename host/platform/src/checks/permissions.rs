//! What a release may do, read from what it imports, in words for those who are no programmers.

use std::fmt;

use app::Manifest;
use serde::{Deserialize, Serialize};

/// Something that a release may do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// Read a verified attribute of the citizen.
    ReadClaim(String),
    /// Keep things about the citizen who uses it, which nobody else sees.
    KeepPersonal,
    /// Open cases, and let civil servants of its agency work on them.
    KeepCases,
    /// Give tasks to civil servants.
    GiveTasks,
    /// Send messages to the citizen, and to those whose cases it keeps.
    SendMessages,
    /// An interface that gives nothing of anybody: time, randomness, the calendar, names of regions.
    Use(String),
}

const PREFIX: &str = "balai:platform/";

impl Permission {
    /// All that a release may do, in a fixed order. Claims are read by its import, its forms and its cases, and each only
    /// where the manifest that is built into the component names it.
    pub fn of(imports: &[String], manifest: &Manifest) -> Vec<Self> {
        let claims = manifest
            .claims
            .iter()
            .map(|claim| Self::ReadClaim(claim.name.clone()));
        let interfaces = imports.iter().map(|interface| {
            let name = interface.split('@').next().unwrap_or(interface);
            match name.strip_prefix(PREFIX) {
                Some("personal") => Self::KeepPersonal,
                Some("cases") => Self::KeepCases,
                Some("tasks") => Self::GiveTasks,
                Some("inbox") => Self::SendMessages,
                _ => Self::Use(interface.clone()),
            }
        });
        let mut all: Vec<Self> = claims.chain(interfaces).collect();
        all.sort();
        all.dedup();
        all
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReadClaim(name) => write!(f, "read the citizen's verified {name}"),
            Self::KeepPersonal => f.write_str("keep data of the citizen who uses it"),
            Self::KeepCases => f.write_str("open cases that civil servants of its agency see"),
            Self::GiveTasks => f.write_str("give tasks to civil servants"),
            Self::SendMessages => f.write_str("send messages"),
            Self::Use(interface) => write!(f, "use {interface}"),
        }
    }
}
