//! The first page of each role, and what is found.

use contract::platform::cases::State;
use contract::values::Tone;

use super::people::{accesses, draft_row, messages, row, task_rows};
use super::{Sample, citizen, either, staff};
use crate::view::pages::{
    AppCard, AppGroup, CaseCount, CitizenHomePage, Due, Hit, HitGroup, HomePage, ReleasesWaiting,
    SearchPage, StaffHomePage, Star, TaskGroup, When,
};
use crate::view::{Lang, Place, PlatformNotice, RoleOption, Shell, assets};

pub(super) fn all(lang: Lang) -> Vec<Sample> {
    let anonymous = || Shell::anonymous(citizen(lang, Place::Home).reader, "/".to_owned());
    let home = |events, groups| HomePage {
        shell: anonymous(),
        events,
        groups,
    };
    let empty = CitizenHomePage {
        shell: citizen(lang, Place::Home),
        cases: Vec::new(),
        drafts: Vec::new(),
        messages: Vec::new(),
        favourites: Vec::new(),
        events: Vec::new(),
        readings: Vec::new(),
        groups: groups(lang, Some(false)),
    };
    let full = CitizenHomePage {
        shell: told(lang),
        cases: vec![
            row(lang, State::WaitingForCitizen, false),
            row(lang, State::InProgress, true),
        ],
        drafts: vec![draft_row(lang)],
        messages: messages(lang).into_iter().take(1).collect(),
        favourites: vec![licence(lang, Some(true))],
        events: events(lang),
        readings: accesses(lang),
        groups: groups(lang, Some(true)),
    };
    let mut tasks = task_rows(lang).into_iter();
    let groups_of_tasks = [When::Overdue, When::Later, When::Undated].map(|when| TaskGroup {
        when,
        tasks: tasks.by_ref().take(1).collect(),
    });
    let count = |label: String, count, urgent| CaseCount {
        label,
        count,
        href: "/unit-cases?show=received".to_owned(),
        urgent,
    };
    let counts = |overdue| {
        vec![
            count(
                either(lang, "Lewat batas waktu", "Overdue"),
                overdue,
                overdue > 0,
            ),
            count(either(lang, "Diterima", "Received"), 4, false),
        ]
    };
    let search = |asked: &str, apps, own| SearchPage {
        shell: citizen(lang, Place::Elsewhere),
        asked: asked.to_owned(),
        apps,
        own,
    };
    let hits = vec![HitGroup {
        title: either(lang, "Urusan saya", "My cases"),
        hits: vec![Hit {
            title: either(
                lang,
                "Izin usaha: Warung Bu Sari",
                "Business licence: Warung Bu Sari",
            ),
            hint: "KD-2026-000123 · Kota Damai".to_owned(),
            href: "/cases/KD-2026-000123".to_owned(),
        }],
    }];
    vec![
        Sample::of("home-anonymous", &home(events(lang), groups(lang, None))),
        Sample::of("home-empty", &home(Vec::new(), Vec::new())),
        Sample::of("home-full", &full),
        Sample::of("home-citizen-empty", &empty),
        Sample::of(
            "home-staff-full",
            &StaffHomePage {
                shell: staff(lang, Place::Home),
                tasks: groups_of_tasks.to_vec(),
                more_tasks: true,
                counts: counts(2),
                releases: Some(ReleasesWaiting {
                    count: 2,
                    due: Some(Due {
                        day: jiff::civil::date(2026, 12, 1),
                        overdue: false,
                    }),
                }),
                messages: messages(lang),
                favourites: vec![licence(lang, Some(true))],
                groups: groups(lang, Some(true)),
            },
        ),
        Sample::of(
            "home-staff-empty",
            &StaffHomePage {
                shell: staff(lang, Place::Home),
                tasks: Vec::new(),
                more_tasks: false,
                counts: counts(0),
                releases: None,
                messages: Vec::new(),
                favourites: Vec::new(),
                groups: Vec::new(),
            },
        ),
        Sample::of(
            "search-found",
            &search("izin <b>", vec![licence(lang, Some(false))], hits),
        ),
        Sample::of("search-none", &search("xyz", Vec::new(), Vec::new())),
        Sample::of("search-empty", &search("", Vec::new(), Vec::new())),
        Sample::of(
            "search-anonymous",
            &SearchPage {
                shell: anonymous(),
                ..search("xyz", Vec::new(), Vec::new())
            },
        ),
    ]
}

/// With two notices, and another role.
fn told(lang: Lang) -> Shell {
    let notice = |id: &str, text, tone, dismissible| PlatformNotice {
        id: id.to_owned(),
        text,
        tone,
        dismissible,
    };
    Shell {
        notices: vec![
            notice(
                "2",
                either(
                    lang,
                    "Sabtu pukul 22.00 sampai 23.00 WIB Balai tidak dapat dipakai.",
                    "On Saturday from 22:00 to 23:00 WIB Balai cannot be used.",
                ),
                Tone::Attention,
                false,
            ),
            notice(
                "1",
                either(lang, "Kini ada layanan baru.", "There are new services."),
                Tone::Info,
                true,
            ),
        ],
        roles: vec![RoleOption {
            value: "staff".to_owned(),
            label: either(lang, "Pegawai · Kota Damai", "Civil servant · Kota Damai"),
        }],
        ..citizen(lang, Place::Home)
    }
}

fn licence(lang: Lang, at_hand: Option<bool>) -> AppCard {
    AppCard {
        title: either(lang, "Izin usaha", "Business licence"),
        description: either(
            lang,
            "Ajukan izin usaha menurut tingkat risikonya. Yang berisiko rendah diputuskan saat itu juga.",
            "Apply for a business licence by its risk. Low-risk ones are decided at once.",
        ),
        agency: "Kota Damai".to_owned(),
        icon: assets::href("mini-app.svg").to_string(),
        href: "/m/kota-damai/izin-usaha/".to_owned(),
        star: at_hand.map(|at_hand| Star {
            mini_app: "kota-damai/izin-usaha".to_owned(),
            at_hand,
        }),
    }
}

fn events(lang: Lang) -> Vec<AppGroup> {
    vec![AppGroup {
        title: either(lang, "Memulai usaha", "Starting a business"),
        apps: vec![licence(lang, None)],
    }]
}

fn groups(lang: Lang, at_hand: Option<bool>) -> Vec<AppGroup> {
    let reminder = AppCard {
        title: either(lang, "Masa berlaku <dokumen>", "When <documents> expire"),
        description: either(
            lang,
            "Simpan tanggal berlaku paspor dan SIM, dan lihat yang segera habis.",
            "Keep the dates of passport and licence, and see what expires soon.",
        ),
        agency: "Catatan Sipil".to_owned(),
        icon: assets::href("mini-app.svg").to_string(),
        href: "/m/catatan-sipil/dokumen/".to_owned(),
        star: at_hand.map(|_| Star {
            mini_app: "catatan-sipil/dokumen".to_owned(),
            at_hand: false,
        }),
    };
    vec![
        AppGroup {
            title: either(lang, "Usaha", "Business"),
            apps: vec![licence(lang, at_hand)],
        },
        AppGroup {
            title: either(lang, "Dokumen", "Documents"),
            apps: vec![reminder],
        },
    ]
}
