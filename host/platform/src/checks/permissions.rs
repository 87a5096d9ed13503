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
    /// Know who asks: a pseudonym, and roles in agencies.
    KnowWho,
    /// Know working days and hours of offices.
    ReadCalendar,
    /// Look up names of regions.
    ReadRegions,
    /// Know the moment.
    TellTime,
    /// Draw random numbers.
    DrawLots,
    /// Write into its agency's log.
    WriteLog,
    /// What the standard library of its language imports (WASI). The platform gives nothing by it: no file, variable or
    /// connection.
    StandardLibrary,
    /// An interface that has no words here.
    Use(String),
}

const PREFIX: &str = "balai:platform/";
/// Packages of WASI of which the platform gives nothing but emptiness.
const STANDARD: [&str; 4] = ["wasi:cli/", "wasi:clocks/", "wasi:filesystem/", "wasi:io/"];

impl Permission {
    /// All that a release may do, in a fixed order. Claims are read by its import, its forms and its cases, and each only
    /// where the manifest that is built into the component names it.
    pub fn of(imports: &[String], manifest: &Manifest) -> Vec<Self> {
        let claims = manifest
            .claims
            .iter()
            .map(|claim| Self::ReadClaim(claim.name.clone()));
        let interfaces = imports.iter().filter_map(|import| Self::by(import));
        let mut all: Vec<Self> = claims.chain(interfaces).collect();
        all.sort();
        all.dedup();
        all
    }

    /// What an interface is for; none where it does nothing by itself.
    fn by(import: &str) -> Option<Self> {
        let name = import.split('@').next().unwrap_or(import);
        Some(match name.strip_prefix(PREFIX).unwrap_or(name) {
            // Each claim that it reads is a permission of its own.
            "claims" => return None,
            "personal" => Self::KeepPersonal,
            "cases" => Self::KeepCases,
            "tasks" => Self::GiveTasks,
            "inbox" => Self::SendMessages,
            "session" => Self::KnowWho,
            "calendar" => Self::ReadCalendar,
            "regions" => Self::ReadRegions,
            "clock" | "wasi:clocks/wall-clock" | "wasi:clocks/monotonic-clock" => Self::TellTime,
            "random"
            | "wasi:random/random"
            | "wasi:random/insecure"
            | "wasi:random/insecure-seed" => Self::DrawLots,
            "log" | "wasi:cli/stdout" | "wasi:cli/stderr" => Self::WriteLog,
            standard if STANDARD.iter().any(|begin| standard.starts_with(begin)) => {
                Self::StandardLibrary
            }
            _ => Self::Use(import.to_owned()),
        })
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
            Self::KnowWho => f.write_str("know who uses it, by a pseudonym and by their roles"),
            Self::ReadCalendar => f.write_str("know working days and office hours"),
            Self::ReadRegions => f.write_str("look up names of regions"),
            Self::TellTime => f.write_str("know what time it is"),
            Self::DrawLots => f.write_str("draw random numbers"),
            Self::WriteLog => f.write_str("write into its agency's log"),
            Self::StandardLibrary => f.write_str(
                "use the standard library of its language, which leads to no file, setting or connection",
            ),
            Self::Use(interface) => write!(f, "use {interface}"),
        }
    }
}
