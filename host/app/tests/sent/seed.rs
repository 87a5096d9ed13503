//! What is seeded: the same however often, and what journeys rest on.

use app::{App, person::Capacity, seed::personas};
use store::{
    agency::{ClaimsOfPerson, MembershipsOfPerson},
    holiday::{HolidayEdition, HolidaysInRange},
};

use crate::stage::*;

on_both!(
    seeding_again_changes_nothing_and_everybody_can_act,
    offices_work_where_journeys_count_days
);

async fn seeding_again_changes_nothing_and_everybody_can_act(app: App) {
    let before = person(&app, "rina").await;
    app.seed_demo(ISSUER).await.unwrap();
    assert_eq!(before, person(&app, "rina").await);
    for persona in personas().unwrap() {
        let actor = citizen(&app, &persona.login).await;
        assert_eq!(actor.reader.region.as_deref(), Some("99.99.99"));
        let person = actor.person().unwrap();
        let claims = app.reading().read(ClaimsOfPerson { person }).await.unwrap();
        assert_eq!(claims.len(), 1, "{}", persona.login);
        let works = app
            .reading()
            .read(MembershipsOfPerson { person })
            .await
            .unwrap();
        assert_eq!(works.is_empty(), persona.works.is_empty());
    }
    let rina = acting(&app, "rina", Capacity::AtWork).await;
    assert!(rina.works_at("kota-damai", "perizinan", "penyetuju"));
    assert!(rina.works_at("kota-damai", "perizinan", "verifikator"));
    assert_eq!(rina.signature(), "Rina Hapsari, Kepala Bidang");
    let budi = acting(&app, "budi", Capacity::AtWork).await;
    assert!(!budi.works_at("kota-damai", "perizinan", "penyetuju"));
    assert!(!budi.works_at("kota-damai", "perhubungan", ""));
}

async fn offices_work_where_journeys_count_days(app: App) {
    let mut unit = app.reading();
    let off = |from: &str, until: &str| HolidaysInRange {
        from: from.into(),
        until: until.into(),
        agency: "kota-damai".into(),
        unit: "kota-damai/perizinan".into(),
    };
    let quiet = unit.read(off("2026-11-25", "2026-12-08")).await.unwrap();
    assert_eq!(quiet, [""; 0]);
    let year = unit.read(off("2026-01-01", "2026-12-31")).await.unwrap();
    assert_eq!(year.len(), 25);
    for year in [2026, 2027] {
        let edition = unit.read(HolidayEdition { year }).await.unwrap().unwrap();
        assert!(edition.starts_with("contoh"));
    }
}
