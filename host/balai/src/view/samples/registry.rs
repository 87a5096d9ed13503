//! Releases: none, some in every state, and one of them whole.

use app::{
    Instant,
    registry::{
        Next, Point, State,
        health::{Counts, DURATIONS, Verdict, compare, duration_of},
    },
};
use jiff::civil;
use platform::checks::{Annex, Check, Finding, Permission, TextLine, Timed};

use super::{Sample, at, either, staff};
use crate::view::{
    Lang, Place, Shell, assets, data,
    pages::{
        AgencyLogPage, CheckOutcome, CheckRow, ClaimRow, DecidedView, DecisionView, DrawnStep, Due,
        FailedView, FilterLink, Filters, KeyRow, KeyStanding, KeysPage, LogEntry, May, PageChange,
        Paging, Passkeys, PlanView, PreviewRow, RegistryPage, ReleasePage, ReleasePagesPage,
        ReleaseRow, ReportView, RolloutView, Side, StepRow, charts, measured, permission,
    },
};

/// Every page in every state.
pub fn all(lang: Lang) -> Vec<Sample> {
    vec![
        Sample::of("registry-empty", &list(lang, Vec::new(), None)),
        Sample::of("registry-full", &list(lang, every(lang), None)),
        Sample::of(
            "registry-console",
            &list(
                lang,
                every(lang),
                Some(vec![row(lang, State::InReview, "1.2.0")]),
            ),
        ),
        Sample::of(
            "registry-console-quiet",
            &list(lang, every(lang), Some(Vec::new())),
        ),
        Sample::of("release-in-review", &in_review(lang)),
        Sample::of("release-to-decide", &to_decide(lang, true)),
        Sample::of("release-to-decide-no-passkey", &to_decide(lang, false)),
        Sample::of("release-failed", &failed(lang)),
        Sample::of("release-live", &live(lang)),
        Sample::of("release-stopped", &stopped(lang)),
        Sample::of("release-pages-first", &pages(lang, None)),
        Sample::of("release-pages", &pages(lang, Some("1.1.0"))),
        Sample::of("registry-keys-none", &keys(lang, Vec::new(), None)),
        Sample::of(
            "registry-keys",
            &keys(lang, every_key(), Some("balai.example")),
        ),
        Sample::of("agency-log-empty", &agency_log(lang, Vec::new())),
        Sample::of("agency-log", &agency_log(lang, logged())),
        Sample::of("release-scheduled", &scheduled(lang)),
        Sample::of("release-taken-back", &taken_back(lang)),
    ]
}

fn list(lang: Lang, releases: Vec<ReleaseRow>, waiting: Option<Vec<ReleaseRow>>) -> RegistryPage {
    RegistryPage {
        shell: staff(lang, Place::Releases),
        waiting,
        filters: Filters(vec![
            FilterLink {
                label: either(lang, "Semua", "All"),
                href: crate::view::paths::REGISTRY.to_owned(),
                current: true,
            },
            FilterLink {
                label: either(lang, "Dipakai", "In use"),
                href: format!("{}?show=in-use", crate::view::paths::REGISTRY),
                current: false,
            },
        ]),
        paging: Paging::default(),
        releases,
    }
}

fn agency_log(lang: Lang, entries: Vec<LogEntry>) -> AgencyLogPage {
    AgencyLogPage {
        shell: staff(lang, Place::Releases),
        mini_app: "kota-damai/izin-usaha".to_owned(),
        filters: Filters(vec![FilterLink {
            label: either(lang, "Semua", "All"),
            href: crate::view::paths::agency_log("kota-damai/izin-usaha"),
            current: true,
        }]),
        entries,
    }
}

fn logged() -> Vec<LogEntry> {
    let entry = |minute: u8, text: &str, failed| LogEntry {
        at: at(&format!("2026-11-24T05:{minute:02}:00Z")),
        version: Some("1.2.0".to_owned()),
        text: text.to_owned(),
        failed,
    };
    let failed = FailedView {
        id: "01a20e1b-f62c-70c3-a07e-ac1ee3f3a6ed".to_owned(),
        kind: "trap".to_owned(),
        detail: "wasm trap: wasm `unreachable` instruction executed".to_owned(),
        path: "/permohonan/KD-2026-0001".to_owned(),
    };
    vec![
        entry(31, "", Some(failed)),
        entry(30, "<warn> aturan: tabel 2026 dipakai\n", None),
    ]
}

fn every(lang: Lang) -> Vec<ReleaseRow> {
    let versions = State::ALL.iter().enumerate();
    versions
        .map(|(number, state)| row(lang, *state, &format!("1.{number}.0")))
        .collect()
}

fn row(lang: Lang, state: State, version: &str) -> ReleaseRow {
    ReleaseRow {
        id: "01a20e1b-f62c-70c3-a07e-ac1ee3f3a6ed".to_owned(),
        title: either(lang, "Izin usaha", "Business licence"),
        mini_app: "kota-damai/izin-usaha".to_owned(),
        version: version.to_owned(),
        agency: "Pemerintah Kota Damai".to_owned(),
        state,
        since: at("2026-11-24T05:30:00Z"),
        due: (state == State::InReview).then(|| Due {
            day: civil::date(2026, 12, 1),
            overdue: false,
        }),
    }
}

const DIGEST: &str = "81d7945acc079eacde8162ea689d044ffc7e8c9dde80f71dc0afced4c3aaaf9c";

fn page(lang: Lang, state: State) -> ReleasePage {
    ReleasePage {
        shell: staff(lang, Place::Releases),
        release: row(lang, state, "1.2.0"),
        icon: assets::href("mini-app.svg").to_string(),
        description: either(
            lang,
            "Ajukan izin usaha menurut tingkat risikonya.",
            "Apply for a business licence by its level of risk.",
        ),
        digest: DIGEST.to_owned(),
        uploaded_at: at("2026-11-24T05:00:00Z"),
        uploaded_by: "Wayan Sudarma".to_owned(),
        signatures: 1,
        decided: None,
        has_just_decided: false,
        reason: String::new(),
        rule: String::new(),
        report: None,
        measured: None,
        steps: Vec::new(),
        rollout: None,
        stopped: None,
        decision: None,
        may: May::default(),
    }
}

fn pages(lang: Lang, before: Option<&str>) -> ReleasePagesPage {
    let changed = || {
        vec![
            TextLine::Same("title = { id = \"Izin usaha\", en = \"Business licence\" }".to_owned()),
            TextLine::Gone("version = \"1.1.0\"".to_owned()),
            TextLine::New("version = \"1.2.0\"".to_owned()),
        ]
    };
    let row = |title: &str, lang, change| PreviewRow {
        href: crate::view::paths::registry_page("01a20e1b-f62c-70c3-a07e-ac1ee3f3a6ed", 1),
        title: title.to_owned(),
        path: "/ajukan".to_owned(),
        journey: "Usaha berisiko rendah diputus seketika".to_owned(),
        by: either(lang, "Warga", "Citizen"),
        lang,
        change,
    };
    let change = |of| match before {
        Some(_) => of,
        None => PageChange::NotCompared,
    };
    ReleasePagesPage {
        shell: staff(lang, Place::Releases),
        id: "01a20e1b-f62c-70c3-a07e-ac1ee3f3a6ed".to_owned(),
        title: either(lang, "Izin usaha", "Business licence"),
        version: "1.2.0".to_owned(),
        before: before.map(str::to_owned),
        manifest_text: "id = \"kota-damai/izin-usaha\"\nversion = \"1.2.0\"\n".to_owned(),
        manifest: before.map(|_| changed()).unwrap_or_default(),
        rows: vec![
            row(
                "Ajukan izin usaha",
                Lang::Id,
                change(PageChange::Changed(changed())),
            ),
            row(
                "Apply for a business licence",
                Lang::En,
                change(PageChange::Same),
            ),
            row(
                "Ajukan izin usaha",
                Lang::Id,
                change(PageChange::Changed(changed())),
            ),
            row("Ajukan izin usaha", Lang::Id, change(PageChange::First)),
        ],
        more: if before.is_some() { 3 } else { 0 },
    }
}

fn passkeys(site: Option<&str>) -> Passkeys {
    Passkeys::at(site, "Indah Permata")
}

fn to_decide(lang: Lang, has_passkey: bool) -> ReleasePage {
    ReleasePage {
        decision: Some(DecisionView {
            report: DIGEST.to_owned(),
            has_passkey,
            passkeys: passkeys(Some("balai.example")),
        }),
        may: May::default(),
        ..in_review(lang)
    }
}

fn keys(lang: Lang, keys: Vec<KeyRow>, site: Option<&str>) -> KeysPage {
    KeysPage {
        shell: staff(lang, Place::Releases),
        to_enrol: site.map(|_| {
            let waits = KeyStanding::Waits(at("2026-11-24T05:30:00Z"));
            vec![KeyRow {
                person: "Indah Permata".to_owned(),
                ..key(true, None, waits)
            }]
        }),
        keys,
        new: Some(passkeys(site)),
    }
}

fn key(is_passkey: bool, agency: Option<&str>, standing: KeyStanding) -> KeyRow {
    KeyRow {
        person: String::new(),
        id: DIGEST.to_owned(),
        is_passkey,
        agency: agency.map(str::to_owned),
        standing,
    }
}

fn every_key() -> Vec<KeyRow> {
    vec![
        key(true, None, KeyStanding::Signs(at("2027-11-24T05:30:00Z"))),
        key(
            false,
            Some("kota-damai"),
            KeyStanding::Expired(at("2026-11-20T05:30:00Z")),
        ),
        key(
            false,
            None,
            KeyStanding::Revoked(at("2026-11-20T05:30:00Z")),
        ),
        key(true, None, KeyStanding::Waits(at("2026-11-24T05:30:00Z"))),
    ]
}

fn report(shell: &Shell, found: Vec<Finding>) -> ReportView {
    let check = |key, found: Vec<Finding>| CheckRow {
        name: shell.say(key).to_string(),
        outcome: match key {
            "check-vulnerabilities-unknown" => CheckOutcome::NotMade,
            _ if found.is_empty() => CheckOutcome::Passed,
            _ => CheckOutcome::Failed,
        },
        tested: "it is a component that compiles within the limits".to_owned(),
        found,
    };
    let claim = |name: &str| Permission::ReadClaim(name.to_owned());
    ReportView {
        checks: vec![
            check("check-component", Vec::new()),
            check("check-size", Vec::new()),
            check("check-manifest", Vec::new()),
            check("check-world", Vec::new()),
            check("check-permissions", Vec::new()),
            check("check-version", Vec::new()),
            check("check-interface", Vec::new()),
            check("check-icon", Vec::new()),
            check("check-sbom", Vec::new()),
            check("check-licences", Vec::new()),
            check("check-vulnerabilities-unknown", Vec::new()),
            check("check-start", Vec::new()),
            check("check-journeys", found),
            check("check-pages", Vec::new()),
            check("check-accessibility", Vec::new()),
        ],
        has: [
            claim("name"),
            claim("address"),
            Permission::KeepPersonal,
            Permission::KeepCases,
            Permission::GiveTasks,
            Permission::SendMessages,
            Permission::KnowWho,
            Permission::ReadCalendar,
            Permission::ReadRegions,
            Permission::TellTime,
            Permission::DrawLots,
            Permission::WriteLog,
            Permission::StandardLibrary,
            Permission::Use("balai:platform/weather@0.1.0".to_owned()),
        ]
        .iter()
        .map(|one| permission(shell, one))
        .collect(),
        asks_for_nothing: false,
        claims: vec![
            ClaimRow {
                what: data::field(&shell.reader, "name"),
                purpose: shell.say("data-details").to_string(),
                basis: data::basis(&shell.reader, "public-task", "PP 28/2025"),
                is_new: false,
            },
            ClaimRow {
                what: data::field(&shell.reader, "address"),
                purpose: shell.say("data-details").to_string(),
                basis: data::basis(&shell.reader, "consent", "UU 27/2022"),
                is_new: true,
            },
        ],
        new: Some(vec![permission(shell, &claim("address"))]),
        gone: Vec::new(),
    }
}

fn annex() -> Annex {
    Annex {
        component_bytes: 431_522,
        native_bytes: 1_253_376,
        compile_ms: 1_840,
        checks: vec![Timed {
            check: Check::Journeys,
            ms: 2_310,
        }],
    }
}

fn in_review(lang: Lang) -> ReleasePage {
    let page = page(lang, State::InReview);
    ReleasePage {
        report: Some(report(&page.shell, Vec::new())),
        measured: measured(&page.shell, &annex()),
        may: May {
            withdraw: true,
            ..May::default()
        },
        ..page
    }
}

fn failed(lang: Lang) -> ReleasePage {
    let page = page(lang, State::Failed);
    let found = Finding {
        what: "line 7: see \"Rp1.250.000,00\": the page at /ajukan says: Rp1.300.000,00".to_owned(),
        place: "journeys/biaya.journey".to_owned(),
        mend: "`balai test` runs it on your machine".to_owned(),
    };
    ReleasePage {
        report: Some(ReportView {
            has: Vec::new(),
            asks_for_nothing: true,
            claims: Vec::new(),
            new: None,
            ..report(&page.shell, vec![found])
        }),
        ..page
    }
}

fn live(lang: Lang) -> ReleasePage {
    let page = page(lang, State::RollingOut);
    let step = |minute: &str, version: &str, share, regions: &str, reason: &str| StepRow {
        at: at(&format!("2026-11-24T06:{minute}:00Z")),
        version: version.to_owned(),
        share,
        regions: regions.to_owned(),
        by: "Wayan Sudarma".to_owned(),
        reason: reason.to_owned(),
    };
    let mut report = report(&page.shell, Vec::new());
    report.gone = vec![permission(&page.shell, &Permission::SendMessages)];
    report.new = Some(Vec::new());
    let slower = either(lang, "lebih lambat dari sebelumnya", "slower than before");
    ReleasePage {
        report: Some(report),
        steps: vec![
            step("30", "1.2.0", 25, "31.74 99.99", ""),
            step("20", "1.1.0", 100, "", &slower),
            step("10", "1.2.0", 5, "", ""),
        ],
        may: May {
            roll_out: true,
            roll_back: true,
            ends: false,
            withdraw: false,
            stop: true,
            read_log: true,
        },
        ..page
    }
}

fn stopped(lang: Lang) -> ReleasePage {
    let page = page(lang, State::Rejected);
    ReleasePage {
        decided: Some(DecidedView {
            by: "Indah Permata".to_owned(),
            at: at("2026-11-24T05:40:00Z"),
        }),
        has_just_decided: true,
        reason: either(
            lang,
            "Izin tidak memerlukan alamat rumah.",
            "A licence needs no home address.",
        ),
        rule: "UU 27/2022 art. 16".to_owned(),
        stopped: Some(either(lang, "Kehilangan jawaban.", "It loses answers.")),
        may: May {
            stop: true,
            ..May::default()
        },
        ..page
    }
}

/// So many calls of 5 ms since a minute, so many of which trapped.
fn counted(minute: i64, traps: u64, calls: u64) -> Point {
    let mut took = [0; DURATIONS];
    took[duration_of(5)] = calls;
    let counts = Counts {
        traps,
        took,
        ..Counts::default()
    };
    let at = Instant(begun().0 + minute * 60_000_000);
    Point { at, counts }
}

fn begun() -> Instant {
    at("2026-11-24T06:00:00Z").into()
}

fn rollout(page: &ReleasePage, lines: Vec<(String, Vec<Point>)>) -> RolloutView {
    let drawn: Vec<DrawnStep> = page.steps.iter().map(DrawnStep::from).collect();
    let until = Instant(begun().0 + 30 * 60_000_000);
    let sides: Vec<Side> = lines.iter().cloned().map(Side::of).collect();
    let old = sides.get(1).map(|side| &side.counts);
    RolloutView {
        plan: None,
        verdict: sides.first().map(|side| compare(&side.counts, old)),
        charts: charts(&page.shell.reader, &drawn, &lines, (begun(), until)),
        sides,
        may_pause: true,
    }
}

fn steps(all: &[(&str, &str, u64, &str, &str)]) -> Vec<StepRow> {
    let row = |(minute, version, share, by, reason): &(&str, &str, u64, &str, &str)| StepRow {
        at: at(&format!("2026-11-24T06:{minute}:00Z")),
        version: (*version).to_owned(),
        share: *share,
        regions: String::new(),
        by: (*by).to_owned(),
        reason: (*reason).to_owned(),
    };
    all.iter().map(row).collect()
}

fn scheduled(lang: Lang) -> ReleasePage {
    let wayan = "Wayan Sudarma";
    let mut page = ReleasePage {
        steps: steps(&[
            ("20", "1.2.0", 25, wayan, ""),
            ("00", "1.2.0", 5, wayan, ""),
        ]),
        may: May {
            roll_out: true,
            roll_back: true,
            ..May::default()
        },
        ..page(lang, State::RollingOut)
    };
    let new = (0..30).map(|minute| counted(minute, 0, 4));
    let old = (0..30).map(|minute| counted(minute, u64::from(minute % 10 == 3), 80));
    let lines = vec![
        ("1.2.0".to_owned(), new.collect()),
        ("1.1.0".to_owned(), old.collect()),
    ];
    page.rollout = Some(RolloutView {
        plan: Some(PlanView {
            shares: vec![50, 100],
            next: Next::At(at("2026-11-25T06:20:00Z").into()),
        }),
        ..rollout(&page, lines)
    });
    page
}

/// The first release, which failed.
fn taken_back(lang: Lang) -> ReleasePage {
    let traps = (0..9_i64).map(|minute| counted(minute, minute.unsigned_abs() / 2, 6));
    let lines = vec![("1.2.0".to_owned(), traps.collect())];
    let said = match compare(&Side::of(lines[0].clone()).counts, None) {
        Verdict::Worse(worse) => worse.to_string(),
        Verdict::TooFew | Verdict::Fine => String::new(),
    };
    let mut page = ReleasePage {
        steps: steps(&[
            ("09", "1.2.0", 0, "", &said),
            ("00", "1.2.0", 5, "Wayan Sudarma", ""),
        ]),
        may: May {
            roll_out: true,
            withdraw: true,
            ..May::default()
        },
        ..page(lang, State::Ended)
    };
    page.rollout = Some(RolloutView {
        verdict: None,
        ..rollout(&page, lines)
    });
    page
}
