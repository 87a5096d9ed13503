//! The checks of a release: the same code on a developer's machine and in the registry, and the same verdicts.

mod accessibility;
mod advisories;
mod annex;
mod icon;
mod interface;
mod licences;
mod pages;
mod permissions;
mod report;
mod sbom;
mod size;
mod stated;

use std::{path::Path, time::Duration};

use app::{
    App, Clock, Entropy, Instant, Lang, Manifest, Release, ReleaseId,
    manifest::{Audience, ListedPage},
    seed::personas,
};
use runtime::{Inspection, Interface, Runtime};

use advisories::Advisories;
use annex::Notes;
use sbom::Dependency;

pub use advisories::{AdvisoriesError, Snapshot, assert_advisories};
pub use annex::{Annex, Timed};
pub use pages::{Line as TextLine, Pages, changes};
pub use permissions::Permission;
pub use report::{Against, Check, Finding, Line, Permissions, Report};

use crate::{
    Platform,
    install::{InstallError, functional_imports, manifest_of},
    journey::{self, Broken, Deed, Numbered, Script, Shell, Sighting, Step, Visitor},
};

const JOURNEY: &str = "balai:journey:";
const CLAIMS: &str = "balai:platform/claims@0.1.0";
/// When pages are looked at, where no journey says otherwise: a working day.
const LOOKED_AT: &str = "2026-11-24T09:00:00+07:00";
/// So long all journeys of a release may take: hundreds of times what they do.
const PATIENCE: Duration = Duration::from_mins(10);

/// A release that people get now, with which a new one is compared.
#[derive(Debug, Clone)]
pub struct Live {
    /// SHA-256 of its component file, in hex.
    pub component: String,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The interfaces that it imports.
    pub imports: Vec<String>,
    /// What it exports.
    pub exports: Vec<Interface>,
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
            exports: inspection.exports,
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
    /// The folder with the snapshot of known vulnerabilities; none where nobody has one.
    pub advisories: Option<&'a Path>,
}

/// What came of the checks.
pub struct Examined {
    /// What was found: the same wherever it is made.
    pub report: Report,
    /// What was measured meanwhile,
    pub annex: Annex,
    /// what people saw,
    pub pages: Pages,
    /// and the icon; none where it did not pass.
    pub icon: Option<String>,
}

impl Checked<'_> {
    /// Runs every check. One that rests on another that failed is not run.
    ///
    /// # Errors
    /// Where known vulnerabilities are to be looked up and cannot be.
    pub async fn run(&self) -> Result<Examined, AdvisoriesError> {
        let mut report = Report {
            component: runtime::Digest::of(self.component).to_string(),
            mini_app: String::new(),
            version: String::new(),
            checked_by: checked_by(),
            against: self.live.map(|live| Against {
                version: live.manifest.version.clone(),
                component: live.component.clone(),
            }),
            advisories: None,
            passed: false,
            checks: Vec::new(),
            permissions: Permissions::default(),
        };
        let (mut notes, mut seen) = (Notes::begin(self.component), Vec::new());
        let icon = self.examine(&mut report, &mut notes, &mut seen).await?;
        let (lines, annex) = notes.end();
        report.passed = lines.iter().all(|line| line.passed);
        report.checks = lines;
        Ok(Examined {
            report,
            annex,
            pages: Pages::of(seen),
            icon,
        })
    }

    /// Gives the icon, where it passed.
    async fn examine(
        &self,
        report: &mut Report,
        notes: &mut Notes,
        seen: &mut Vec<Sighting>,
    ) -> Result<Option<String>, AdvisoriesError> {
        let (line, inspection) = self.compiled().await;
        notes.add(line);
        let Some(inspection) = inspection else {
            return Ok(None);
        };
        notes.compiled(&inspection);
        if !notes.add(size::check(&inspection, self.runtime.component_bytes())) {
            return Ok(None);
        }
        let manifest = match manifest_of(&inspection) {
            Ok((manifest, _)) => manifest,
            Err(error) => {
                let said = error.to_string();
                let (what, mend) = in_two(said.trim_start_matches("miniapp.toml: "));
                let found = vec![Finding::of(what, "miniapp.toml", mend)];
                notes.add(Line::of(Check::Manifest, MANIFEST, found));
                return Ok(None);
            }
        };
        report.mini_app = manifest.id.to_string();
        report.version = manifest.version.clone();
        let imports = functional_imports(&inspection);
        report.permissions = permissions(&imports, &manifest, self.live);
        notes.add(Line::of(Check::Manifest, MANIFEST, stated::said(&manifest)));
        let is_runnable = notes.add(stated::world(&inspection, &imports));
        notes.add(stated::agreed(&imports, &manifest));
        notes.add(stated::newer(&manifest, self.live));
        notes.add(interface::check(&inspection.exports, &imports, self.live));
        let (line, icon) = icon::read(&inspection);
        notes.add(line);
        let (line, dependencies) = sbom::read(inspection.custom_section(sbom::SECTION));
        notes.add(line);
        if let Some(dependencies) = dependencies {
            notes.add(licences::check(&dependencies));
            let advisories = self.advisories(&dependencies).await?;
            notes.add(advisories::check(&dependencies, advisories.as_ref()));
            report.advisories = advisories.map(|advisories| advisories.snapshot);
        }
        if is_runnable && notes.add(self.started(&inspection, &manifest, &imports).await) {
            notes.add(self.journeys(&inspection, seen).await);
            notes.add(self.pages(&manifest, seen).await);
            notes.add(accessibility::check(seen));
        }
        Ok(icon)
    }

    /// What is known of what is in it; read anew each time, so that whoever renews the folder need not tell anybody.
    async fn advisories(
        &self,
        dependencies: &[Dependency],
    ) -> Result<Option<Advisories>, AdvisoriesError> {
        let Some(folder) = self.advisories.map(Path::to_owned) else {
            return Ok(None);
        };
        let packages = advisories::packages(dependencies);
        let reading = {
            let folder = folder.clone();
            tokio::task::spawn_blocking(move || Advisories::read(&folder, &packages))
        };
        let read = reading.await.map_err(|error| AdvisoriesError::Unreadable {
            folder,
            error: error.into(),
        })?;
        read.map(Some)
    }

    async fn compiled(&self) -> (Line, Option<Inspection>) {
        let tested = "it is a component that compiles within the limits";
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
                digest: inspection.digest,
                manifest: manifest.clone(),
                imports: imports.to_vec(),
                described: inspection.described(),
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
        let mut scripts = Vec::new();
        let journeys = size::journeys(inspection);
        let names: Vec<&str> = journeys
            .iter()
            .filter_map(|section| section.name.strip_prefix(JOURNEY))
            .collect();
        for (name, section) in names.iter().zip(&journeys) {
            let place = format!("journeys/{name}.journey");
            match journey::parse(&String::from_utf8_lossy(&section.bytes)) {
                Err(error) => found.push(Finding::of(error.to_string(), place, TESTED)),
                Ok(script) => scripts.push((place, script)),
            }
        }
        let steps: usize = scripts.iter().map(|(_, script)| script.steps.len()).sum();
        if names.is_empty() {
            found.push(Finding::of(
                "it has no journey, so nothing proves that it works",
                "journeys/",
                "write what a person does with it: docs/JOURNEYS.md",
            ));
        } else if steps > size::STEPS {
            found.push(Finding::of(
                format!("they have {steps} steps, and may have {}", size::STEPS),
                "journeys/",
                "write fewer or shorter ones, which show what matters",
            ));
        } else {
            let running = self.walked(&scripts, &mut found, seen);
            if tokio::time::timeout(PATIENCE, running).await.is_err() {
                found.push(Finding::of(
                    format!("they took more than {} minutes", PATIENCE.as_secs() / 60),
                    "journeys/",
                    "write fewer or shorter ones, or a mini-app that answers sooner",
                ));
            }
        }
        let tested = format!("{} journeys: {}", names.len(), names.join(", "));
        Line::of(Check::Journeys, tested, found)
    }

    async fn walked(
        &self,
        scripts: &[(String, Script)],
        found: &mut Vec<Finding>,
        seen: &mut Vec<Sighting>,
    ) {
        for (place, script) in scripts {
            match journey::run(self.runtime, self.component, script, self.shell).await {
                Ok(pages) => seen.extend(pages),
                Err(broken) => {
                    found.push(Finding::of(broken.to_string(), place.as_str(), TESTED));
                }
            }
        }
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
                        match broken {
                            // The step is of this check's own.
                            Broken::Step { problem, .. } => problem,
                            broken => broken.to_string(),
                        },
                        format!("pages, {} in {}", page.path, lang.tag()),
                        "open it in `balai dev`, or leave it out of the list",
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

const TESTED: &str = "`balai test` runs it on your machine";
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
