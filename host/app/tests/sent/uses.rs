//! Who used a citizen's data, as the citizen is shown it.

use app::{Actor, App, Instant, access::AccessError, access::AccessLog};
use store::{access::AccessAdd, column::Json};
use uuid::Uuid;

use crate::stage::*;

on_both!(
    what_one_reader_did_on_a_day_is_one_line,
    a_log_comes_in_parts_and_hides_nothing,
);

fn reading(of: &Actor, reader: &str, case: &str, at: Instant) -> AccessAdd {
    let both = [("id", "Izin usaha"), ("en", "Business licence")];
    AccessAdd {
        id: Uuid::now_v7(),
        person: of.person().unwrap(),
        at,
        reader: reader.into(),
        mini_app: "kota-damai/izin-usaha".parse().unwrap(),
        digest: "a1".into(),
        case_number: Some(case.into()),
        fields: Json(vec!["details".into(), "name".into()]),
        purpose: both[0].1.into(),
        purposes: Json(both.map(|(lang, text)| (lang.into(), text.into())).to_vec()),
        basis: "public-task: PP 28/2025".into(),
    }
}

async fn enter(app: &App, entries: Vec<AccessAdd>) {
    app.change(|mut unit| {
        let entries = entries.clone();
        async move {
            let done = entries.into_iter().try_for_each(|entry| unit.write(entry));
            (unit, done)
        }
    })
    .await
    .unwrap();
}

async fn log(app: &App, of: &Actor, case: Option<&str>, after: Option<&str>) -> AccessLog {
    app.accesses_of(&mut app.reading(), of, case, after)
        .await
        .unwrap()
}

async fn what_one_reader_did_on_a_day_is_one_line(app: App) {
    let (sari, tono) = (citizen(&app, "sari").await, citizen(&app, "tono").await);
    let moments =
        ["23:58", "09:02", "08:00"].map(|time| at(&format!("2026-11-23T{time}:00+07:00")));
    let midnight = at("2026-11-24T00:01:00+07:00");
    let (budi, rina) = ("Budi Santoso, Verifikator", "Rina Hartono, Kepala");
    enter(
        &app,
        vec![
            reading(&sari, budi, "KD-1", moments[2]),
            reading(&sari, rina, "KD-1", moments[1]),
            reading(&sari, budi, "KD-2", moments[1]),
            reading(&sari, budi, "KD-1", moments[1]),
            reading(&sari, budi, "KD-1", moments[0]),
            reading(&sari, budi, "KD-1", midnight),
            reading(&tono, budi, "KD-3", midnight),
        ],
    )
    .await;
    let lines = |log: AccessLog| {
        let lines = log.uses.into_iter();
        lines
            .map(|of| (of.reader, of.case_number.unwrap(), of.day.day(), of.moments))
            .collect::<Vec<_>>()
    };
    let line = |reader: &str, case: &str, day, moments: &[Instant]| {
        (reader.to_owned(), case.to_owned(), day, moments.to_vec())
    };
    let next_day = line(budi, "KD-1", 24, &[midnight]);
    let whole_day = line(budi, "KD-1", 23, &moments);
    let all = lines(log(&app, &sari, None, None).await);
    assert_eq!(all[..2], [next_day.clone(), whole_day.clone()]);
    // In one moment: in either order.
    let others = [
        line(budi, "KD-2", 23, &[moments[1]]),
        line(rina, "KD-1", 23, &[moments[1]]),
    ];
    assert_eq!(all.len(), 4);
    assert!(others.iter().all(|other| all.contains(other)), "{all:?}");
    let of_case = lines(log(&app, &sari, Some("KD-1"), None).await);
    assert_eq!(of_case, [next_day, whole_day, others[1].clone()]);
    // Another's case is nobody else's.
    assert_eq!(lines(log(&app, &sari, Some("KD-3"), None).await), []);

    let mut english = sari.clone();
    english.reader.lang = app::Lang::En;
    let told = &log(&app, &english, None, None).await.uses[0].purpose;
    assert_eq!(english.reader.lang.pick(told), "Business licence");
}

async fn a_log_comes_in_parts_and_hides_nothing(app: App) {
    let sari = citizen(&app, "sari").await;
    // All in the same moment, so that the order rests on the ids alone.
    let entries = (0..150).map(|_| reading(&sari, "Budi", "KD-1", now()));
    enter(&app, entries.collect()).await;
    enter(
        &app,
        vec![reading(&sari, "Rina", "KD-1", at("2026-11-01T00:00:00Z"))],
    )
    .await;
    let first = log(&app, &sari, Some("KD-1"), None).await;
    let next = first.next.unwrap();
    let second = log(&app, &sari, Some("KD-1"), Some(&next)).await;
    assert_eq!(second.next, None);
    let counted = |uses: &[app::access::DayOfUses]| {
        uses.iter()
            .map(|of| (of.reader.clone(), of.moments.len()))
            .collect::<Vec<_>>()
    };
    assert_eq!(counted(&first.uses), [("Budi".to_owned(), 100)]);
    assert_eq!(
        counted(&second.uses),
        [("Budi".to_owned(), 50), ("Rina".to_owned(), 1)]
    );
    for odd in ["", "1", "1.x", "x.01a20000-0000-7000-8000-000000000000"] {
        let refused = app
            .accesses_of(&mut app.reading(), &sari, None, Some(odd))
            .await;
        assert!(matches!(refused, Err(AccessError::NoSuchPlace(_))), "{odd}");
    }
}
