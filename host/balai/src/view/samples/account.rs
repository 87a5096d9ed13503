//! The account, letting a program in, and signing out everywhere.

use super::{Sample, at, citizen, staff};
use crate::view::pages::{
    AccountDone, AccountPage, AccountRegionPage, AccountSession, DevicePage, DeviceState,
    RegionOption, SignOutEverywherePage,
};
use crate::view::{Lang, Place, Shell};

pub(super) fn all(lang: Lang) -> Vec<Sample> {
    let account = |shell: Shell, sessions| AccountPage {
        shell,
        done: None,
        name: "Sari Wijaya".to_owned(),
        source: "masuk.example".to_owned(),
        verified_at: Some(at("2026-11-20T02:00:00Z")),
        region: Some("Kecamatan Wilayah Uji, Kota Damai, Provinsi Fiktif".to_owned()),
        sessions,
    };
    let full = AccountPage {
        done: Some(AccountDone::Saved),
        ..account(
            staff(lang, Place::UnitCases),
            vec![
                session(lang, "Chrome", "Android", None),
                session(lang, "Firefox", "Windows", Some("2c26b46b")),
                AccountSession {
                    device: lang
                        .say("device-program")
                        .with("name", "balai open")
                        .to_string(),
                    ..session(lang, "", "", Some("fcde2b2e"))
                },
            ],
        )
    };
    let plain = AccountPage {
        verified_at: None,
        region: None,
        ..account(
            citizen(lang, Place::Elsewhere),
            vec![session(lang, "Chrome", "Android", None)],
        )
    };
    let everywhere = SignOutEverywherePage {
        shell: citizen(lang, Place::Elsewhere),
        devices: vec![
            device(lang, "Chrome", "Android"),
            device(lang, "Firefox", "Windows"),
        ],
    };
    let region = |asked: &str, found| AccountRegionPage {
        shell: citizen(lang, Place::Elsewhere),
        current: Some("Kecamatan Wilayah Uji, Kota Damai, Provinsi Fiktif".to_owned()),
        asked: asked.to_owned(),
        found,
    };
    let option = |code: &str, name: &str, place: &str| RegionOption {
        code: code.to_owned(),
        name: name.to_owned(),
        place: place.to_owned(),
    };
    let program = |state| DevicePage {
        shell: citizen(lang, Place::Elsewhere),
        role: lang.say("role-citizen").to_string(),
        state,
    };
    let asks = DeviceState::Asks {
        program: "balai open".to_owned(),
        code: "X7QK-29MT".to_owned(),
    };
    let mistyped = DeviceState::NoSuchCode("<x7qk>".to_owned());
    let found = vec![
        option(
            "99.01.01",
            "Kecamatan Contoh",
            "Kota Contoh, Provinsi Fiktif",
        ),
        option(
            "99.02.01",
            "Kecamatan Contoh Baru",
            "Kabupaten Contoh, Provinsi Fiktif",
        ),
    ];
    vec![
        Sample::of("account-region-empty", &region("", Vec::new())),
        Sample::of("account-region-full", &region("contoh", found)),
        Sample::of("account-region-none", &region("<zzqx>", Vec::new())),
        Sample::of("account-full", &full),
        Sample::of("account-plain", &plain),
        Sample::of("device-asks-for-code", &program(DeviceState::AsksForCode)),
        Sample::of("device-no-such-code", &program(mistyped)),
        Sample::of("device-asks", &program(asks)),
        Sample::of("device-allowed", &program(DeviceState::Allowed)),
        Sample::of("device-refused", &program(DeviceState::Refused)),
        Sample::of("sign-out-everywhere-full", &everywhere),
    ]
}

fn device(lang: Lang, name: &str, system: &str) -> String {
    lang.say("device-on")
        .with("device", name)
        .with("system", system)
        .to_string()
}

fn session(lang: Lang, name: &str, system: &str, id: Option<&str>) -> AccountSession {
    AccountSession {
        device: device(lang, name, system),
        begun_at: at("2026-11-23T01:00:00Z"),
        used_at: at("2026-11-24T03:30:00Z"),
        end: id.map(|id| format!("/account/sessions/{id}/end")),
    }
}
