//! Cases, tasks, messages, signing in, and what is said where something went wrong.

use contract::platform::cases::State;
use jiff::civil;

use super::{Sample, at, citizen, due, either, staff};
use crate::view::links::Href;
use crate::view::pages::{
    Access, AccessLogPage, CasePage, CaseRow, CaseState, CasesPage, DraftRow, Entry, FailureView,
    FailuresPage, FilterLink, Filters, HumanReview, InboxMessage, InboxPage, OfflinePage, Paging,
    Persona, Problem, ProblemPage, SignInPage, TaskRow, TasksPage, UnitCaseRow, UnitCasesPage,
};
use crate::view::{Lang, Place, Shell};

pub(super) fn all(lang: Lang) -> Vec<Sample> {
    let case = |review, readings| case(lang, review, readings);
    let log = |accesses| AccessLogPage {
        shell: citizen(lang, Place::Elsewhere),
        accesses,
        older: None,
        newest: None,
        case: None,
    };
    let cases = |cases, shown, paging| CasesPage {
        shell: citizen(lang, Place::Cases),
        cases,
        filters: filters(lang, shown),
        paging,
    };
    let inbox = |messages| InboxPage {
        shell: citizen(lang, Place::Inbox),
        messages,
        paging: Paging::default(),
    };
    let tasks = |tasks| TasksPage {
        shell: staff(lang, Place::Tasks),
        tasks,
        paging: Paging::default(),
    };
    let failures = |found| FailuresPage {
        shell: staff(lang, Place::Elsewhere),
        asked: "01a20e1b-f62c-70c3-a07e-ac1ee3f3a6ed".to_owned(),
        found,
    };
    let unit = |cases, paging| UnitCasesPage {
        shell: staff(lang, Place::UnitCases),
        cases,
        filters: filters(lang, 0),
        paging,
    };
    let middle = Paging {
        previous: Some("/cases?before=2".to_owned()),
        next: Some("/cases?after=1".to_owned()),
        total: Some(78),
    };
    let mut samples = vec![
        Sample::of(
            "cases-full",
            &cases(
                vec![
                    row(lang, State::WaitingForCitizen, true),
                    row(lang, State::Granted, false),
                ],
                0,
                middle.clone(),
            ),
        ),
        Sample::of("cases-empty", &cases(Vec::new(), 0, Paging::default())),
        Sample::of("cases-none-such", &cases(Vec::new(), 1, Paging::default())),
        Sample::of(
            "case-automated",
            &case(
                HumanReview::Offered("/cases/1/human".to_owned()),
                Vec::new(),
            ),
        ),
        Sample::of("case-read", &case(HumanReview::Asked, accesses(lang))),
        Sample::of("access-log-full", &log(accesses(lang))),
        Sample::of("access-log-empty", &log(Vec::new())),
        Sample::of(
            "access-log-of-case",
            &AccessLogPage {
                older: Some("/access-log?case=KD-2026-000123&after=1.2".to_owned()),
                newest: Some("/access-log?case=KD-2026-000123".to_owned()),
                case: Some((
                    "KD-2026-000123".to_owned(),
                    "/cases/KD-2026-000123".to_owned(),
                )),
                ..log(accesses(lang))
            },
        ),
        Sample::of("inbox-full", &inbox(messages(lang))),
        Sample::of("inbox-empty", &inbox(Vec::new())),
        Sample::of("failures-found", &failures(Some(failure(lang)))),
        Sample::of("failures-none", &failures(None)),
        Sample::of("tasks-full", &tasks(task_rows(lang))),
        Sample::of("tasks-empty", &tasks(Vec::new())),
        Sample::of("unit-cases-full", &unit(unit_rows(lang), middle)),
        Sample::of("unit-cases-empty", &unit(Vec::new(), Paging::default())),
        Sample::of("sign-in-full", &sign_in(lang)),
        Sample::of("offline", &OfflinePage::of(lang)),
    ];
    samples.extend(
        Problem::ALL.map(|problem| Sample::of(problem_name(problem), &problem_page(lang, problem))),
    );
    samples
}

pub(super) fn row(lang: Lang, state: State, overdue: bool) -> CaseRow {
    CaseRow {
        number: "KD-2026-000123".to_owned(),
        title: either(
            lang,
            "Izin usaha: Warung Bu Sari",
            "Business licence: Warung Bu Sari",
        ),
        agency: "Kota Damai".to_owned(),
        state: CaseState(state),
        opened_at: at("2026-11-20T02:00:00Z"),
        due: if overdue {
            due(23, true)
        } else {
            due(30, false)
        },
        href: "/cases/KD-2026-000123".to_owned(),
    }
}

fn case(lang: Lang, review: HumanReview, readings: Vec<Access>) -> CasePage {
    let entry = |author: Option<&str>, automated, state, text: String| Entry {
        at: at("2026-11-20T02:00:00Z"),
        author: author.map(str::to_owned),
        automated,
        state,
        text,
        rules: if automated {
            vec!["PP 28/2025 (contoh)".to_owned()]
        } else {
            Vec::new()
        },
    };
    let entries = vec![
        entry(
            None,
            false,
            Some(State::Received),
            either(lang, "Permohonan diterima.", "Application received."),
        ),
        entry(
            Some("Rina Hartono, verifikator"),
            false,
            None,
            either(lang, "Denah sudah dilihat.", "Floor plan seen."),
        ),
        entry(
            None,
            true,
            Some(State::Refused),
            either(lang, "Modal di atas batas.", "Capital above the limit."),
        ),
    ];
    CasePage {
        shell: citizen(lang, Place::Cases),
        case: row(lang, State::Refused, false),
        app: either(lang, "Izin usaha", "Business licence"),
        app_href: "/m/kota-damai/izin-usaha/kasus/1".into(),
        entries,
        readings,
        older_readings: None,
        review,
    }
}

fn filters(lang: Lang, shown: usize) -> Filters {
    let labels = [
        ("Semua", "All", "/cases"),
        ("Selesai", "Ended", "/cases?show=ended"),
    ];
    let link = |(position, (id, en, href)): (usize, (&str, &str, &str))| FilterLink {
        label: either(lang, id, en),
        href: href.to_owned(),
        current: position == shown,
    };
    Filters(labels.into_iter().enumerate().map(link).collect())
}

pub(super) fn draft_row(lang: Lang) -> DraftRow {
    DraftRow {
        title: either(lang, "Ajukan izin usaha", "Apply for a business licence"),
        app: either(lang, "Izin usaha", "Business licence"),
        agency: "Kota Damai".to_owned(),
        done: (2, 4),
        changed_at: at("2026-11-23T03:00:00Z"),
        until: civil::date(2026, 12, 23),
        href: "/drafts/draft-9/steps/3".to_owned(),
        discard: "/drafts/draft-9/discard".to_owned(),
    }
}

pub(super) fn accesses(lang: Lang) -> Vec<Access> {
    let access = |who: &str, moments: &[&str]| Access {
        moments: moments
            .iter()
            .map(|time| at(&format!("2026-11-23T{time}Z")))
            .collect(),
        who: who.to_owned(),
        agency: "Kota Damai".to_owned(),
        case: Some((
            "KD-2026-000123".to_owned(),
            "/cases/KD-2026-000123".to_owned(),
        )),
        what: either(lang, "isi permohonan, nama", "what was applied for, name"),
        purpose: either(
            lang,
            "Menangani urusan di “Izin usaha”",
            "Handling a case in “Business licence”",
        ),
        basis: either(
            lang,
            "Dasar: tugas publik, PP 28/2025",
            "Basis: public task, PP 28/2025",
        ),
    };
    vec![
        access("Rina Hartono, verifikator", &["03:00:00"]),
        access(
            "Budi Santoso, kepala bidang",
            &["01:20:00", "01:02:30", "01:02:00", "01:00:00"],
        ),
    ]
}

pub(super) fn messages(lang: Lang) -> Vec<InboxMessage> {
    let message = |unread| InboxMessage {
        title: either(lang, "Kami perlu jawaban Anda", "We need your answer"),
        body: either(
            lang,
            "Berapa luas dapurnya?\nJawab sebelum 30 November.",
            "How large is it?\nAnswer soon.",
        ),
        from: "Kota Damai".to_owned(),
        at: at("2026-11-23T03:00:00Z"),
        unread,
        leads_to: unread.then(|| Href {
            address: "/m/kota-damai/izin-usaha/kasus/1".into(),
            away: false,
        }),
    };
    vec![message(true), message(false)]
}

pub(super) fn task_rows(lang: Lang) -> Vec<TaskRow> {
    let task = |due| TaskRow {
        title: either(
            lang,
            "Periksa permohonan KD-2026-000123",
            "Examine application KD-2026-000123",
        ),
        app: either(lang, "Izin usaha", "Business licence"),
        assignee: "Perizinan".to_owned(),
        due,
        href: "/m/kota-damai/izin-usaha/petugas/1".to_owned(),
    };
    vec![task(due(23, true)), task(due(30, false)), task(None)]
}

fn unit_rows(lang: Lang) -> Vec<UnitCaseRow> {
    let case = |number: &str, state, due, assignee: Option<&str>| UnitCaseRow {
        number: number.to_owned(),
        title: either(
            lang,
            "Izin usaha: Warung Bu Sari",
            "Business licence: Warung Bu Sari",
        ),
        unit: "Perizinan".to_owned(),
        assignee: assignee.map(str::to_owned),
        state: CaseState(state),
        due,
        href: "/m/kota-damai/izin-usaha/petugas/1".to_owned(),
    };
    vec![
        case("KD-2026-000119", State::Received, due(23, true), None),
        case(
            "KD-2026-000123",
            State::InProgress,
            due(30, false),
            Some("Rina Hartono"),
        ),
        case("KD-2026-000130", State::Withdrawn, None, None),
    ]
}

fn sign_in(lang: Lang) -> SignInPage {
    let persona = |id: &str, name: &str, about| Persona {
        id: id.to_owned(),
        name: name.to_owned(),
        about,
    };
    SignInPage {
        shell: Shell::anonymous(
            citizen(lang, Place::Elsewhere).reader,
            "/sign-in".to_owned(),
        ),
        action: "/sign-in".to_owned(),
        hidden: vec![("back".to_owned(), "/".to_owned())],
        personas: vec![
            persona("sari", "Sari Wijaya", either(lang, "Warga", "Citizen")),
            persona("joko", "Joko Prasetyo", either(lang, "Warga", "Citizen")),
            persona(
                "rina",
                "Rina Hartono",
                either(
                    lang,
                    "Pegawai Kota Damai, Perizinan",
                    "Kota Damai, Licences",
                ),
            ),
        ],
    }
}

const fn problem_name(problem: Problem) -> &'static str {
    match problem {
        Problem::NotFound => "problem-not-found",
        Problem::NotAllowed => "problem-not-allowed",
        Problem::Conflict => "problem-conflict",
        Problem::TooLate => "problem-too-late",
        Problem::Incomplete => "problem-incomplete",
        Problem::AlreadySent => "problem-already-sent",
        Problem::ChangedSince => "problem-changed-since",
        Problem::TooLarge => "problem-too-large",
        Problem::Unprocessable => "problem-unprocessable",
        Problem::Refused => "problem-refused",
        Problem::Full => "problem-full",
        Problem::TooMany => "problem-too-many",
        Problem::Unavailable => "problem-unavailable",
        Problem::Busy => "problem-busy",
        Problem::Resting => "problem-resting",
        Problem::Stopped => "problem-stopped",
        Problem::MiniAppFailed => "problem-mini-app-failed",
        Problem::Failed => "problem-failed",
        Problem::SessionEnded => "problem-session-ended",
        Problem::SignInFailed => "problem-sign-in-failed",
        Problem::SignedOut => "problem-signed-out",
    }
}

fn problem_page(lang: Lang, problem: Problem) -> ProblemPage {
    let detail = either(
        lang,
        "Usaha ini berada di luar Kota Damai.",
        "This business is outside Kota Damai.",
    );
    let failed = matches!(problem, Problem::MiniAppFailed | Problem::Failed);
    let kept = matches!(problem, Problem::Conflict | Problem::SessionEnded);
    ProblemPage {
        shell: citizen(lang, Place::Elsewhere),
        problem,
        detail: (problem == Problem::Refused).then_some(detail),
        id: failed.then(|| "019ab7c2-55d0-7a41-8f3e-1f6b2d9c0a11".to_owned()),
        back: kept.then(|| "/drafts/draft-9/steps/3".to_owned()),
        minutes: 5,
    }
}

fn failure(lang: Lang) -> FailureView {
    FailureView {
        id: "01a20e1b-f62c-70c3-a07e-ac1ee3f3a6ed".to_owned(),
        app: either(lang, "Izin usaha", "Business licence"),
        version: Some("0.1.0".to_owned()),
        at: at("2026-11-24T05:30:00Z"),
        kind: "trap".to_owned(),
        detail: "wasm `unreachable` instruction executed".to_owned(),
        path: "/permohonan/KD-2026-000123".to_owned(),
        log: String::new(),
        backtrace: Some("0: izin_usaha::staff::case\n1: <script>".to_owned()),
    }
}
