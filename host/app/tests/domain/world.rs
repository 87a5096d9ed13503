//! Agencies in three zones, a year whose holidays are known, people who sign in, and a mini-app that calls.

use std::sync::Arc;

use app::{
    App, Caller, Clock, Entropy, Lang, Manifest, PersonId, Reader, Release, ReleaseId, Unit,
    person::{Capacity, SignIn, Verified},
};
use contract::values::Value;
use store::{
    Store, UnitError,
    agency::{AgencyPut, UnitPut},
    column::Instant,
    holiday::{HolidayEditionPut, HolidayPut},
};

pub const ISSUER: &str = "https://masuk.example";

/// Monday 23 November 2026, 15:30 UTC: 22:30 in Jakarta, and half past midnight of Tuesday in Jayapura.
const NOW: &str = "2026-11-23T15:30:00Z";

const MANIFEST: &str = r#"
    id = "kota-damai/izin-usaha"
    version = "0.1.0"
    category = "usaha"
    audience = ["citizens", "civil-servants"]
    title = { id = "Izin usaha", en = "Business licence" }
    description = { id = "Ajukan izin usaha.", en = "Apply for a business licence." }
    contact = { email = "perizinan@kota-damai.example", phone = "+62000000" }
    [[claims]]
    name = "name"
    basis = "public-task"
    law = "PP 28/2025"
    purpose = { id = "Nama pemilik.", en = "The owner's name." }
    [[claims]]
    name = "email"
    basis = "contract"
    law = "PP 28/2025"
    purpose = { id = "Alamat surat.", en = "Where to write." }
"#;

pub fn at(text: &str) -> Instant {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

pub async fn world() -> App {
    let store = Store::open(&"sqlite::memory:".parse().unwrap())
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let app = App::new(store, Clock::fixed(at(NOW)), Entropy::seeded(1));
    app.change(|mut unit| async move {
        let done = furnish(&mut unit);
        (unit, done)
    })
    .await
    .unwrap();
    app
}

fn furnish(unit: &mut Unit) -> Result<(), UnitError> {
    for (id, sector, time_zone) in [
        ("kota-damai", "daerah", "Asia/Jakarta"),
        ("kota-sentosa", "daerah", "Asia/Jayapura"),
        ("kemen-aparatur", "aparatur", "Asia/Jakarta"),
    ] {
        unit.write(AgencyPut {
            id: id.into(),
            name: id.into(),
            sector: sector.into(),
            time_zone: time_zone.into(),
        })?;
    }
    for (code, time_zone) in [("perizinan", "Asia/Jakarta"), ("timur", "Asia/Jayapura")] {
        unit.write(UnitPut {
            agency: "kota-damai".into(),
            code: code.into(),
            name: code.into(),
            time_zone: time_zone.into(),
        })?;
    }
    unit.write(HolidayEditionPut {
        year: 2026,
        edition: "contoh 2026".into(),
    })?;
    for (day, scope) in [
        ("2026-12-25", ""),
        ("2026-12-01", "kota-damai"),
        ("2026-12-02", "kota-damai/timur"),
        ("2026-12-03", "kota-sentosa"),
    ] {
        unit.write(HolidayPut {
            day: day.into(),
            scope: scope.into(),
            name: day.into(),
        })?;
    }
    Ok(())
}

pub fn sign_in(login: &str, claims: &[(&str, &str)]) -> SignIn {
    SignIn {
        issuer: ISSUER.into(),
        login: login.into(),
        name: login.into(),
        reader: Reader {
            lang: Lang::Id,
            time_zone: "Asia/Jakarta".into(),
            region: None,
        },
        claims: claims
            .iter()
            .map(|(name, value)| Verified {
                name: (*name).into(),
                value: Value::Text((*value).into()),
                at: at("2026-01-01T00:00:00Z"),
            })
            .collect(),
    }
}

pub async fn signed_in(app: &App, sign_in: &SignIn) -> PersonId {
    app.change(|mut unit| async move {
        let person = app.person_sign_in(&mut unit, sign_in).await;
        (unit, person)
    })
    .await
    .unwrap()
}

/// The mini-app of kota-damai, called by a person.
pub async fn caller(app: &App, person: PersonId, capacity: Capacity) -> Caller {
    Caller {
        actor: Arc::new(
            app.person_acting(&mut app.reading(), person, capacity)
                .await
                .unwrap(),
        ),
        release: Arc::new(Release {
            id: ReleaseId(app.entropy().id(app.clock().now())),
            mini_app: "kota-damai/izin-usaha".parse().unwrap(),
            digest: "ab".repeat(32).parse().unwrap(),
            manifest: Manifest::parse(MANIFEST).unwrap(),
            imports: vec![],
            described: trust::Digest::of(b""),
        }),
    }
}
