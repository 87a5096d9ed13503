//! The checks of a release: the same code on a developer's machine and in the registry, and the same verdicts.

mod pages;
mod permissions;
mod report;

use app::{
    App, Clock, Entropy, Instant, Lang, Manifest, Release, ReleaseId,
    manifest::{Audience, ListedPage},
    seed::personas,
};
use runtime::{Inspection, Runtime};

pub use pages::{Line as TextLine, Pages, changes};
pub use permissions::Permission;
pub use report::{Against, Check, Finding, Line, Permissions, Report};

use crate::{
    Platform, imports,
    install::{APP, CASES, InstallError, functional_imports, manifest_of},
    journey::{self, Deed, Numbered, Script, Shell, Sighting, Step, Visitor},
};

const JOURNEY: &str = "balai:journey:";
const CLAIMS: &str = "balai:platform/claims@0.1.0";
/// When pages are looked at, where no journey says otherwise: a working day.
const LOOKED_AT: &str = "2026-11-24T09:00:00+07:00";

/// A release that people get now, with which a new one is compared.
#[derive(Debug, Clone)]
pub struct Live {
    /// SHA-256 of its component file, in hex.
    pub component: String,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The interfaces that it imports.
    pub imports: Vec<String>,
}

impl Live {
    /// From its component file.
    ///
    /// # Errors
    /// Where it is none that runs here.
    pub async fn of(runtime: &Runtime, component: &[u8]) -> Result<Self, InstallError> {
        let inspection = runtime.prepare(component).await?;
        let (manifest, _) = manifest_of(&inspection)?;
        Ok(Self {
            component: inspection.digest.to_string(),
            manifest,
            imports: functional_imports(&inspection),
        })
    }
}

/// What is checked: a component, and what it is compared with.
pub struct Checked<'a> {
    /// The engine, as it is configured where people are served.
    pub runtime: &'a Runtime,
    /// How the shell writes.
    pub shell: &'a Shell,
    /// The component file.
    pub component: &'a [u8],
    /// What people get now; none for the first release.
    pub live: Option<&'a Live>,
}

impl Checked<'_> {
    /// Runs every check, and keeps what people saw meanwhile. A check that rests on one that failed is not run.
    pub async fn run(&self) -> (Report, Pages) {
        let mut seen = Vec::new();
        let report = self.report(&mut seen).await;
        (report, Pages::of(seen))
    }

    async fn report(&self, seen: &mut Vec<Sighting>) -> Report {
        let mut report = Report {
            component: runtime::Digest::of(self.component).to_string(),
            mini_app: String::new(),
            version: String::new(),
            checked_by: checked_by(),
            against: self.live.map(|live| Against {
                version: live.manifest.version.clone(),
                component: live.component.clone(),
            }),
            passed: false,
            checks: Vec::new(),
            permissions: Permissions::default(),
        };
        let (line, inspection) = self.compiled().await;
        report.checks.push(line);
        let Some(inspection) = inspection else {
            return report;
        };
        let manifest = match manifest_of(&inspection) {
            Ok((manifest, _)) => manifest,
            Err(error) => {
                let said = error.to_string();
                let (what, mend) = in_two(said.trim_start_matches("miniapp.toml: "));
                let found = vec![Finding::of(what, "miniapp.toml", mend)];
                report
                    .checks
                    .push(Line::of(Check::Manifest, MANIFEST, found));
                return report;
            }
        };
        report.mini_app = manifest.id.to_string();
        report.version = manifest.version.clone();
        let imports = functional_imports(&inspection);
        report.permissions = permissions(&imports, &manifest, self.live);
        let world = world(&inspection, &imports);
        let is_runnable = world.passed;
        report.checks.extend([
            Line::of(Check::Manifest, MANIFEST, said(&manifest)),
            world,
            agreed(&imports, &manifest),
            newer(&manifest, self.live),
        ]);
        if is_runnable {
            let start = self.started(&inspection, &manifest, &imports).await;
            let is_started = start.passed;
            report.checks.push(start);
            if is_started {
                report.checks.push(self.journeys(&inspection, seen).await);
                report.checks.push(self.pages(&manifest, seen).await);
            }
        }
        report.passed = report.checks.iter().all(|line| line.passed);
        report
    }

    async fn compiled(&self) -> (Line, Option<Inspection>) {
        let tested = format!(
            "{} bytes are a component that compiles within the limits",
            self.component.len()
        );
        match self.runtime.prepare(self.component).await {
            Ok(inspection) => (
                Line::of(Check::Component, tested, Vec::new()),
                Some(inspection),
            ),
            Err(error) => {
                let said = error.to_string();
                let (what, mend) = in_two(&said);
                let found = vec![Finding::of(what, "the component", mend)];
                (Line::of(Check::Component, tested, found), None)
            }
        }
    }

    async fn started(
        &self,
        inspection: &Inspection,
        manifest: &Manifest,
        imports: &[String],
    ) -> Line {
        let started = async {
            let clock = Clock::fixed(Instant(0));
            let app = App::in_memory(clock, Entropy::seeded(0)).await;
            let app = app.map_err(|error| error.to_string())?;
            let files = tempfile::tempdir().map_err(|error| error.to_string())?;
            let platform = Platform::new(app, self.runtime.clone(), files.path().to_owned());
            let platform = platform.map_err(|error| error.to_string())?;
            let release = Release {
                id: ReleaseId(platform.app().entropy().id(Instant(0))),
                mini_app: manifest.id.clone(),
                digest: inspection.digest.to_string(),
                manifest: manifest.clone(),
                imports: imports.to_vec(),
            };
            let started = platform.assert_starts(release, &inspection.digest).await;
            started.map_err(|error| error.to_string())
        };
        let found = match started.await {
            Ok(()) => Vec::new(),
            Err(error) => {
                let mend = "build it against the contract of this version";
                vec![Finding::of(error, "the component", mend)]
            }
        };
        let tested = "it is linked with what it imports and nothing else, and an instance is made";
        Line::of(Check::Start, tested, found)
    }

    async fn journeys(&self, inspection: &Inspection, seen: &mut Vec<Sighting>) -> Line {
        let mut found = Vec::new();
        let mut names = Vec::new();
        for section in &inspection.custom_sections {
            let Some(name) = section.name.strip_prefix(JOURNEY) else {
                continue;
            };
            names.push(name);
            let text = String::from_utf8_lossy(&section.bytes);
            let place = format!("journeys/{name}.journey");
            let mend = "`balai test` runs it on your machine";
            match journey::parse(&text) {
                Err(error) => found.push(Finding::of(error.to_string(), place, mend)),
                Ok(script) => {
                    let ran = journey::run(self.runtime, self.component, &script, self.shell).await;
                    match ran {
                        Ok(pages) => seen.extend(pages),
                        Err(broken) => found.push(Finding::of(broken.to_string(), place, mend)),
                    }
                }
            }
        }
        if names.is_empty() {
            found.push(Finding::of(
                "it has no journey, so nothing proves that it works",
                "journeys/",
                "write what a person does with it: docs/JOURNEYS.md",
            ));
        }
        let tested = format!("{} journeys: {}", names.len(), names.join(", "));
        Line::of(Check::Journeys, tested, found)
    }

    async fn pages(&self, manifest: &Manifest, seen: &mut Vec<Sighting>) -> Line {
        let mut found = Vec::new();
        for page in &manifest.pages {
            for lang in [Lang::Id, Lang::En] {
                let visit = match visit(manifest, page, lang) {
                    Ok(visit) => visit,
                    Err(finding) => {
                        found.push(finding);
                        continue;
                    }
                };
                let ran = journey::run(self.runtime, self.component, &visit, self.shell).await;
                match ran {
                    Ok(pages) => seen.extend(pages),
                    Err(broken) => found.push(Finding::of(
                        broken.to_string(),
                        format!("pages, {} in {}", page.path, lang.tag()),
                        "open it in `balai test`, or leave it out of the list",
                    )),
                }
            }
        }
        let tested = format!(
            "{} listed pages can be shown, in Indonesian and English",
            manifest.pages.len()
        );
        Line::of(Check::Pages, tested, found)
    }
}

const MANIFEST: &str = "miniapp.toml holds, and says its version and texts";

/// Which platform and which engine check: another one may find otherwise.
fn checked_by() -> String {
    format!(
        "balai {}, {}",
        env!("CARGO_PKG_VERSION"),
        runtime::ENGINE_VERSION
    )
}

/// What an error says, and what helps, which stands behind it.
fn in_two(text: &str) -> (&str, &str) {
    let parts = text
        .split_once("; hint: ")
        .or_else(|| text.split_once("; "));
    parts.unwrap_or((text, "mend the line that it names"))
}

fn permissions(imports: &[String], manifest: &Manifest, live: Option<&Live>) -> Permissions {
    let has = Permission::of(imports, manifest);
    let Some(live) = live else {
        return Permissions {
            new: has.clone(),
            has,
            gone: Vec::new(),
        };
    };
    let before = Permission::of(&live.imports, &live.manifest);
    let without = |all: &[Permission], those: &[Permission]| -> Vec<Permission> {
        all.iter()
            .filter(|one| !those.contains(one))
            .cloned()
            .collect()
    };
    Permissions {
        new: without(&has, &before),
        gone: without(&before, &has),
        has,
    }
}

/// What a manifest says beyond what it must, to be read.
fn said(manifest: &Manifest) -> Vec<Finding> {
    let mut found = Vec::new();
    if semver::Version::parse(&manifest.version).is_err() {
        found.push(Finding::of(
            format!("\"{}\" is no version", manifest.version),
            "miniapp.toml, version",
            "three numbers by semver.org, such as 1.0.0",
        ));
    }
    let texts = [&manifest.title, &manifest.description];
    let texts = texts
        .into_iter()
        .chain(manifest.pages.iter().map(|page| &page.title))
        .chain(manifest.claims.iter().map(|claim| &claim.purpose));
    for text in texts {
        for (lang, said) in text.localised() {
            if said.trim().is_empty() || said.contains(char::is_control) {
                found.push(Finding::of(
                    format!("a text is empty or has control characters in \"{lang}\""),
                    "miniapp.toml",
                    "say it in Indonesian and in English, in one line",
                ));
            }
        }
    }
    found
}

fn world(inspection: &Inspection, imports: &[String]) -> Line {
    let mut found = Vec::new();
    if !inspection.exports.iter().any(|export| export.name == APP) {
        found.push(Finding::of(
            format!("it does not export {APP}, as every mini-app does"),
            "the component",
            "build it with the SDK",
        ));
    }
    for unknown in imports::unknown(imports) {
        found.push(Finding::of(
            format!("it imports {unknown}, which the platform does not offer"),
            "the component",
            "remove what uses it, or build it with the SDK of this version",
        ));
    }
    let imported = if imports.is_empty() {
        "nothing".to_owned()
    } else {
        imports.join(", ")
    };
    Line::of(
        Check::World,
        format!("it is a mini-app; it imports {imported}"),
        found,
    )
}

fn agreed(imports: &[String], manifest: &Manifest) -> Line {
    let mut found = Vec::new();
    let has = |name: &str| imports.iter().any(|import| import == name);
    if has(CASES) && manifest.cases.is_none() {
        found.push(Finding::of(
            format!("it imports {CASES}, and its manifest has no [cases]"),
            "miniapp.toml, [cases]",
            "state page, basis and law there (UU 27/2022 art. 20)",
        ));
    }
    if has(CLAIMS) && manifest.claims.is_empty() {
        found.push(Finding::of(
            format!("it imports {CLAIMS}, and its manifest names no claim"),
            "miniapp.toml, [[claims]]",
            "name each claim with purpose, basis and law, or stop importing it",
        ));
    }
    Line::of(
        Check::Permissions,
        "what it imports and what its manifest says of it agree",
        found,
    )
}

fn newer(manifest: &Manifest, live: Option<&Live>) -> Line {
    let tested = match live {
        None => "it is the first release".to_owned(),
        Some(live) => format!("it is newer than {}", live.manifest.version),
    };
    let parse = |text: &str| semver::Version::parse(text).ok();
    let is_newer = live.is_none_or(|live| {
        parse(&manifest.version)
            .zip(parse(&live.manifest.version))
            .is_none_or(|(new, old)| new > old)
    });
    let found = if is_newer {
        Vec::new()
    } else {
        vec![Finding::of(
            format!("{} is not newer than what people get", manifest.version),
            "miniapp.toml, version",
            "count it up; an old release comes back by `balai rollback`",
        )]
    };
    Line::of(Check::Version, tested, found)
}

/// Somebody for whom a page is opens it.
fn visit(manifest: &Manifest, page: &ListedPage, lang: Lang) -> Result<Script, Finding> {
    let somebody = || {
        let people = personas().ok()?;
        let own = people.iter().find(|persona| {
            let mut works = persona.works.iter();
            works.any(|work| work.agency == manifest.id.agency())
        });
        own.or_else(|| people.iter().find(|persona| !persona.works.is_empty()))
            .map(|persona| persona.login.clone())
    };
    let visitor = match page.audience {
        Audience::Citizens => Visitor::Citizen("sari".to_owned()),
        Audience::CivilServants => Visitor::Staff(somebody().unwrap_or_default()),
    };
    let unreadable = |error: jiff::Error| Finding::of(error.to_string(), "the platform", "");
    let step = |step| Numbered {
        line: 0,
        text: format!("open {}", page.path),
        step,
    };
    Ok(Script {
        title: page.path.clone(),
        clock: LOOKED_AT.parse().map_err(unreadable)?,
        seed: 0,
        steps: vec![
            step(Step::As(visitor, lang)),
            step(Step::Do(Deed::Open(page.path.clone()))),
        ],
    })
}
