//! An application on the platform in memory: what an act leaves behind, and what it does not.

use balai_sdk::prelude::*;
use balai_sdk::testing::{Answers, Person, World, answers, says};
use izin_usaha::IzinUsaha;
use platform::cases::State;
use platform::regions::Region;

/// A Wednesday, with the city's kelurahan in the list of regions.
fn world() -> World {
    let mut world = World::at("2026-11-25T09:00:00+07:00");
    for code in ["99.99.99.1001", "31.71.06.1002"] {
        world.has_region(Region {
            code: code.to_owned(),
            level: RegionLevel::Village,
            name: "Kelurahan Uji".to_owned(),
            full_name: "Kelurahan Uji, Kota Damai".to_owned(),
            edition: "contoh".to_owned(),
        });
    }
    world
}

fn sari() -> Person {
    Person::citizen("sari").with_claim("name", "Sari Wulandari")
}

fn application(activity: &str, kelurahan: &str) -> Answers {
    answers("ajukan")
        .text("nama-usaha", "Usaha Sari")
        .choose("kegiatan", activity)
        .text("alamat", "Jalan Melati 5, lantai dasar")
        .choose("kelurahan", kelurahan)
        .rupiah("modal", 250_000_000)
        .whole("pekerja", 3)
        .agree("benar")
}

#[test]
fn low_risk_is_decided_in_the_same_act_and_nobody_gets_work() {
    let (mut world, sari) = (world(), sari());
    world.act::<IzinUsaha>(&sari, "/ajukan", application("56303", "99.99.99.1001")).unwrap();
    let case = world.cases().next().unwrap();
    assert_eq!((case.head.state, case.head.due), (State::Granted, None));
    assert_eq!(case.claim("name"), Some("Sari Wulandari".into()));
    assert!(case.decision().is_some_and(|(entry, _)| entry.automated));
    assert!(world.tasks().is_empty());
    let written: Vec<&str> = world.messages(&sari).map(|message| message.title.read()).collect();
    assert_eq!(written, ["Izin usaha terbit"]);
}

#[test]
fn an_application_from_elsewhere_leaves_nothing() {
    let (mut world, sari) = (world(), sari().in_english());
    let asked = world.act::<IzinUsaha>(&sari, "/ajukan", application("56303", "31.71.06.1002"));
    assert!(says(&asked, "This licence is for businesses in Kota Damai."));
    assert_eq!((world.cases().count(), world.messages(&sari).count()), (0, 0));
}

#[test]
fn two_civil_servants_do_not_take_the_same_case_and_a_holiday_moves_its_deadline() {
    let (mut world, sari) = (world(), sari());
    world.is_holiday(Date { year: 2026, month: 11, day: 27 });
    world.act::<IzinUsaha>(&sari, "/ajukan", application("86105", "99.99.99.1001")).unwrap();
    let head = world.cases().next().unwrap().head.clone();
    assert_eq!(head.due, Some(Date { year: 2026, month: 12, day: 3 }));
    let page = format!("/permohonan/{}", head.number);
    let of_the_unit = |name| Person::staff(name, "kota-damai", "perizinan", &["verifikator"]);
    let (budi, rina) = (of_the_unit("budi"), of_the_unit("rina"));
    // Both have the same page before them.
    let take = || answers("ambil").carrying("version", head.version);
    world.act::<IzinUsaha>(&budi, &page, take()).unwrap();
    assert_eq!(world.act::<IzinUsaha>(&rina, &page, take()), Err(Refusal::Conflict));
    let case = world.cases().next().unwrap();
    assert_eq!((case.head.state, case.head.assignee.as_deref()), (State::InProgress, Some("budi")));
    // Who works elsewhere does not find it.
    let other = Person::staff("lia", "kota-damai", "pajak", &["verifikator"]);
    assert_eq!(world.show::<IzinUsaha>(&other, &page), Err(Refusal::NotFound));
}

#[test]
fn what_fits_is_suggested() {
    let request = Request { path: "/ajukan".to_owned(), query: Vec::new() };
    let suggest = || IzinUsaha::suggest(&request, "kegiatan", "kedai kop", 9);
    assert!(says(&world().reading(&sari(), suggest), "56303"));
}
