//! Known vulnerabilities: a dated snapshot of OSV records (<https://ossf.github.io/osv-schema/>), a folder that an operator
//! renews. The report names it, so that the same snapshot gives the same report.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    str::FromStr,
};

use jiff::Timestamp;
use packageurl::PackageUrl;
use serde::{Deserialize, Serialize};
use trust::Digest;

use super::{
    report::{Check, Finding, Line, shortened},
    sbom::Dependency,
};

/// Which vulnerabilities were known where a release was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Snapshot {
    /// When the newest record was changed.
    pub newest: Timestamp,
    /// How many records there are,
    pub records: usize,
    /// and how many files that are none.
    pub unreadable: usize,
    /// SHA-256 over all of it: of what `sha256sum` says of the files, sorted by name.
    pub digest: Digest,
}

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum AdvisoriesError {
    /// A folder or file of it.
    #[error(
        "the advisories in {} cannot be read: {error}; hint: a folder with records of osv.dev, one JSON file each", folder.display()
    )]
    Unreadable {
        /// Of the snapshot.
        folder: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Nothing would ever be found.
    #[error(
        "{} holds no advisory; hint: a folder with records of osv.dev, one JSON file each", folder.display()
    )]
    Empty {
        /// Of the snapshot.
        folder: PathBuf,
    },
}

/// Where versions are counted, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ecosystem {
    Crates,
    Npm,
    PyPi,
}

/// What an advisory is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Package {
    ecosystem: Ecosystem,
    name: String,
}

/// A record, as far as it is looked at.
#[derive(Deserialize)]
struct Record {
    id: String,
    modified: Timestamp,
    withdrawn: Option<Timestamp>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    affected: Vec<Affected>,
}

#[derive(Deserialize)]
struct Affected {
    package: Option<Named>,
    #[serde(default)]
    ranges: Vec<Range>,
    #[serde(default)]
    versions: Vec<String>,
    #[serde(default)]
    database_specific: Specific,
}

#[derive(Deserialize)]
struct Named {
    ecosystem: String,
    name: String,
}

/// What RustSec says of a record that tells of no vulnerability.
#[derive(Default, Deserialize)]
struct Specific {
    informational: Option<String>,
}

#[derive(Deserialize)]
struct Range {
    r#type: String,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Event {
    Introduced(String),
    Fixed(String),
    LastAffected(String),
    Limit(String),
}

/// A snapshot, and what it says of some packages.
pub(super) struct Advisories {
    pub snapshot: Snapshot,
    /// By id.
    about: BTreeMap<String, Record>,
}

impl Advisories {
    /// Reads all of a folder, and keeps what is about these packages.
    ///
    /// # Errors
    /// Where the folder cannot be read, or holds nothing.
    pub fn read(folder: &Path, packages: &BTreeSet<Package>) -> Result<Self, AdvisoriesError> {
        let unreadable = |error| AdvisoriesError::Unreadable {
            folder: folder.to_owned(),
            error,
        };
        let mut sums = String::new();
        let (mut records, mut without, mut newest) = (0, 0, None);
        let mut about = BTreeMap::new();
        for file in files(folder).map_err(unreadable)? {
            let bytes = fs::read(folder.join(&file)).map_err(unreadable)?;
            sums.push_str(&format!("{}  {file}\n", Digest::of(&bytes)));
            let Ok(record) = serde_json::from_slice::<Record>(&bytes) else {
                without += 1;
                continue;
            };
            records += 1;
            newest = newest.max(Some(record.modified));
            let mut named = record.affected.iter().filter_map(Affected::package);
            if record.withdrawn.is_none() && named.any(|package| packages.contains(&package)) {
                about.insert(record.id.clone(), record);
            }
        }
        let newest = newest.ok_or_else(|| AdvisoriesError::Empty {
            folder: folder.to_owned(),
        })?;
        Ok(Self {
            snapshot: Snapshot {
                newest,
                records,
                unreadable: without,
                digest: Digest::of(sums.as_bytes()),
            },
            about,
        })
    }

    /// What is known of a package in a version, one record for each vulnerability.
    fn of(&self, package: &Package, version: &Version) -> Vec<&Record> {
        let mut known = BTreeSet::new();
        let mut found = Vec::new();
        for record in self.about.values() {
            let mut affected = record.affected.iter();
            let names = || record.aliases.iter().chain([&record.id]);
            if affected.any(|affected| affected.is(package, version))
                && !names().any(|name| known.contains(name))
            {
                known.extend(names());
                found.push(record);
            }
        }
        found
    }
}

/// A snapshot can be read: to be asked before one is configured.
///
/// # Errors
/// Where it cannot, or holds nothing.
pub fn assert_advisories(folder: &Path) -> Result<Snapshot, AdvisoriesError> {
    Advisories::read(folder, &BTreeSet::new()).map(|read| read.snapshot)
}

/// The packages that are looked up.
pub(super) fn packages(dependencies: &[Dependency]) -> BTreeSet<Package> {
    let purls = dependencies.iter().filter_map(|one| one.purl.as_ref());
    purls.filter_map(Package::of).collect()
}

/// No dependency has a vulnerability that was known.
pub(super) fn check(dependencies: &[Dependency], advisories: Option<&Advisories>) -> Line {
    let Some(advisories) = advisories else {
        let tested =
            "no advisories are configured here, so known vulnerabilities were not looked up";
        return Line::of(Check::Vulnerabilities, tested, Vec::new());
    };
    let mut found = Vec::new();
    let mut looked_up = 0;
    for dependency in dependencies {
        let Some(package) = dependency.purl.as_ref().and_then(Package::of) else {
            continue;
        };
        looked_up += 1;
        let Some(version) = Version::of(package.ecosystem, &dependency.version) else {
            found.push(Finding::of(
                "its version cannot be compared with those of advisories",
                dependency.to_string(),
                "state the version as its registry has it",
            ));
            continue;
        };
        for record in advisories.of(&package, &version) {
            let summary = shortened(record.summary.clone(), 200);
            let mend = match record.fixed_in(&package, &version) {
                Some(fixed) => format!("take {fixed} or later"),
                None => {
                    "use something else in its place: no release without it is known".to_owned()
                }
            };
            let what = format!("it has a known vulnerability, {}: {summary}", record.id);
            found.push(Finding::of(what, dependency.to_string(), mend));
        }
    }
    let snapshot = &advisories.snapshot;
    let unreadable = match snapshot.unreadable {
        0 => String::new(),
        files => format!(", beside {files} that cannot be read"),
    };
    let tested = format!(
        "{looked_up} of {} components were looked up among {} advisories{unreadable}; the newest is of {}, the digest of \
         all is {}",
        dependencies.len(),
        snapshot.records,
        snapshot.newest,
        snapshot.digest
    );
    Line::of(Check::Vulnerabilities, tested, found)
}

/// Names of all JSON files in a folder and its folders, sorted.
fn files(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(folder.join(&inner))? {
            let name = entry?.file_name();
            let path = inner.join(&name);
            let is_hidden = name.to_string_lossy().starts_with('.');
            if is_hidden {
                continue;
            }
            if folder.join(&path).is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                found.insert(path.to_string_lossy().into_owned());
            }
        }
    }
    Ok(found)
}

impl Package {
    fn of(purl: &PackageUrl<'_>) -> Option<Self> {
        let name = match purl.namespace() {
            Some(namespace) => format!("{namespace}/{}", purl.name()),
            None => purl.name().to_owned(),
        };
        let ecosystem = match purl.ty() {
            "cargo" => "crates.io",
            "npm" => "npm",
            "pypi" => "PyPI",
            _ => return None,
        };
        Self::named(ecosystem, &name)
    }

    fn named(ecosystem: &str, name: &str) -> Option<Self> {
        let (ecosystem, name) = match ecosystem {
            "crates.io" => (Ecosystem::Crates, name.to_owned()),
            "npm" => (Ecosystem::Npm, name.to_owned()),
            "PyPI" => (Ecosystem::PyPi, normalised(name)),
            _ => return None,
        };
        Some(Self { ecosystem, name })
    }
}

/// As PyPI compares names (<https://packaging.python.org/en/latest/specifications/name-normalization/>).
fn normalised(name: &str) -> String {
    let words: Vec<&str> = name
        .split(['-', '_', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-").to_lowercase()
}

impl Record {
    /// The first version of a package after this one in which it is mended.
    fn fixed_in(&self, package: &Package, version: &Version) -> Option<String> {
        let affected = self.affected.iter();
        let affected = affected.filter(|one| one.package().as_ref() == Some(package));
        let events = affected
            .flat_map(|one| &one.ranges)
            .flat_map(|range| &range.events);
        let fixed = events.filter_map(|event| {
            let Event::Fixed(text) = event else {
                return None;
            };
            Some((Version::of(package.ecosystem, text)?, text))
        });
        let later = fixed.filter(|(fixed, _)| fixed > version);
        later.min().map(|(_, text)| text.clone())
    }
}

impl Affected {
    fn package(&self) -> Option<Package> {
        let named = self.package.as_ref()?;
        Package::named(&named.ecosystem, &named.name)
    }

    fn is(&self, package: &Package, version: &Version) -> bool {
        let informational = self.database_specific.informational.as_deref();
        if self.package().as_ref() != Some(package)
            || matches!(informational, Some("unmaintained" | "notice"))
        {
            return false;
        }
        let listed = self.versions.iter();
        let mut listed = listed.filter_map(|text| Version::of(package.ecosystem, text));
        listed.any(|one| one == *version)
            || self
                .ranges
                .iter()
                .any(|range| range.holds(package.ecosystem, version))
    }
}

impl Range {
    /// By <https://ossf.github.io/osv-schema/#evaluation>.
    fn holds(&self, ecosystem: Ecosystem, version: &Version) -> bool {
        if !matches!(self.r#type.as_str(), "SEMVER" | "ECOSYSTEM") {
            return false;
        }
        // "0" comes before all versions. At one version, what is introduced counts.
        let mut events: Vec<(Option<Version>, u8)> = self
            .events
            .iter()
            .filter_map(|event| {
                let (text, kind) = match event {
                    Event::Fixed(text) | Event::Limit(text) => (text, FIXED),
                    Event::Introduced(text) => (text, INTRODUCED),
                    Event::LastAffected(text) => (text, LAST),
                };
                if text == "0" {
                    return Some((None, kind));
                }
                Some((Some(Version::of(ecosystem, text)?), kind))
            })
            .collect();
        events.sort();
        let version = Some(version);
        events.iter().fold(false, |holds, (at, kind)| {
            let at = at.as_ref();
            match *kind {
                INTRODUCED if version >= at => true,
                FIXED if version >= at => false,
                LAST if version > at => false,
                _ => holds,
            }
        })
    }
}

const FIXED: u8 = 0;
const INTRODUCED: u8 = 1;
const LAST: u8 = 2;

/// A version, in the order of its ecosystem. Those of two ecosystems are never compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Version {
    Semantic(semver::Version),
    Python(pep440_rs::Version),
}

impl Version {
    fn of(ecosystem: Ecosystem, text: &str) -> Option<Self> {
        match ecosystem {
            Ecosystem::PyPi => pep440_rs::Version::from_str(text).ok().map(Self::Python),
            Ecosystem::Crates | Ecosystem::Npm => {
                let mut version = semver::Version::parse(text).ok()?;
                // It says nothing about which comes first.
                version.build = semver::BuildMetadata::EMPTY;
                Some(Self::Semantic(version))
            }
        }
    }
}
