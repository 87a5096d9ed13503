//! A case: who may see and do what with it, and what the other side is told.

use app::{Act, App, Caller, CaseError, Refused};
use contract::{
    Refusal,
    platform::cases::{Handler, NewCase, State},
};
use store::access::AccessOfPerson;

use crate::lodged::*;

on_both!(
    a_case_is_its_citizens_and_its_units_alone,
    a_reading_by_staff_is_entered_first_and_stays,
    what_cannot_be_entered_is_not_read,
    who_saw_an_older_version_is_told_so,
    rules_decide_only_in_the_act_that_lodged_the_case,
    a_citizen_answers_what_was_asked_and_withdraws,
    a_case_is_handed_to_people_who_have_the_role_and_to_nobody_else,
    an_anonymous_citizen_stays_so_to_staff,
    claims_are_kept_with_the_case_as_verified,
    what_is_refused_is_neither_lodged_nor_entered,
    nothing_is_written_where_one_may_only_read,
);

async fn a_case_is_its_citizens_and_its_units_alone(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = &lodged(&app, &sari, 1).await;
    assert!(read(&app, &sari, number).await.is_ok());
    assert!(
        read(&app, &as_staff(&app, "budi").await, number)
            .await
            .is_ok()
    );
    for other in [
        as_citizen(&app, "tono").await,
        // A civil servant of the unit, in private.
        as_citizen(&app, "budi").await,
        // Another unit, and another agency.
        as_staff(&app, "agus").await,
        as_staff(&app, "dewi").await,
    ] {
        assert!(
            matches!(read(&app, &other, number).await, Err(CaseError::NotFound)),
            "{:?}",
            other.actor.role
        );
        let opened = app
            .case_open(&mut app.reading(), &other.actor, number)
            .await;
        assert!(matches!(opened, Err(CaseError::NotFound)));
    }
    assert_eq!(
        app.case_mine(
            &mut app.reading(),
            &as_citizen(&app, "tono").await,
            None,
            10
        )
        .await
        .unwrap()
        .total,
        0
    );
}

async fn a_reading_by_staff_is_entered_first_and_stays(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = lodged(&app, &sari, 1).await;
    let before = entered(&app, &sari).await;
    // The unit of work in which it was read is thrown away.
    read(&app, &as_staff(&app, "budi").await, &number)
        .await
        .unwrap();
    let after = entered(&app, &sari).await;
    assert_eq!(after.len(), before.len() + 1);
    assert!(
        after
            .iter()
            .any(|(reader, case)| reader.contains("Verifikator") && case.as_ref() == Some(&number))
    );
    read(&app, &sari, &number).await.unwrap();
    assert_eq!(
        entered(&app, &sari).await.len(),
        after.len(),
        "one's own reading is nobody's use"
    );
}

async fn entered(app: &App, who: &Caller) -> Vec<(String, Option<String>)> {
    let query = AccessOfPerson {
        person: who.actor.person().unwrap(),
        case_number: None,
        after: None,
        limit: 100,
    };
    let rows = app.reading().read(query).await.unwrap();
    rows.into_iter()
        .map(|row| (row.reader, row.case_number))
        .collect()
}

async fn who_saw_an_older_version_is_told_so(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = &lodged(&app, &sari, 1).await;
    let budi = as_staff(&app, "budi").await;
    let seen = read(&app, &budi, number).await.unwrap().head.version;
    add(&app, &budi, number, Some(seen), State::InProgress)
        .await
        .unwrap();
    let late = add(
        &app,
        &as_staff(&app, "rina").await,
        number,
        Some(seen),
        State::InProgress,
    )
    .await;
    assert!(matches!(late, Err(CaseError::OtherVersion)));
}

async fn rules_decide_only_in_the_act_that_lodged_the_case(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = &lodged(&app, &sari, 1).await;
    assert!(matches!(
        decide(&app, &sari, &Act::default(), number).await,
        Err(CaseError::NotLodgedHere)
    ));
    decide(&app, &sari, &lodging(number), number).await.unwrap();
    let case = read(&app, &sari, number).await.unwrap();
    assert_eq!(case.head.state, State::Granted);
    assert!(case.entries.last().unwrap().automated);
    let again = decide(&app, &as_staff(&app, "budi").await, &Act::default(), number).await;
    assert!(matches!(again, Err(CaseError::NoSuchStep { .. })));
}

async fn a_citizen_answers_what_was_asked_and_withdraws(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = &lodged(&app, &sari, 1).await;
    assert!(matches!(
        add(&app, &sari, number, None, State::InProgress).await,
        Err(CaseError::NoSuchStep { .. })
    ));
    let budi = as_staff(&app, "budi").await;
    add(&app, &budi, number, None, State::WaitingForCitizen)
        .await
        .unwrap();
    assert!(matches!(
        add(&app, &budi, number, None, State::Withdrawn).await,
        Err(CaseError::NoSuchStep { .. })
    ));
    add(&app, &sari, number, None, State::InProgress)
        .await
        .unwrap();
    add(&app, &sari, number, None, State::Withdrawn)
        .await
        .unwrap();
    assert!(matches!(
        add(&app, &budi, number, None, State::InProgress).await,
        Err(CaseError::NoSuchStep { .. })
    ));
}

async fn what_cannot_be_entered_is_not_read(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = lodged(&app, &sari, 1).await;
    let before = entered(&app, &sari).await;
    // No legal basis is stated.
    let budi = without_case_pages(&as_staff(&app, "budi").await);
    assert!(matches!(
        read(&app, &budi, &number).await,
        Err(CaseError::Invalid { .. })
    ));
    assert_eq!(entered(&app, &sari).await, before);
}

async fn a_case_is_handed_to_people_who_have_the_role_and_to_nobody_else(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = &lodged(&app, &sari, 1).await;
    let budi = as_staff(&app, "budi").await;
    let id = |who: &Caller| who.actor.person().map(|person| person.to_string());
    for nobody in [id(&as_staff(&app, "agus").await), Some("budi".to_owned())] {
        assert!(matches!(
            assign(&app, &budi, number, None, nobody).await,
            Err(CaseError::NoSuch(_))
        ));
    }
    let elsewhere = Handler {
        agency: "kemen-aparatur".into(),
        ..new_case(1).handler
    };
    assert!(matches!(
        assign(&app, &budi, number, Some(&elsewhere), None).await,
        Err(CaseError::OtherAgency)
    ));
    assert!(matches!(
        assign(&app, &sari, number, None, None).await,
        Err(CaseError::NotStaff)
    ));

    assign(&app, &budi, number, None, id(&budi)).await.unwrap();
    let case = read(&app, &budi, number).await.unwrap();
    assert_eq!(case.head.assignee, id(&budi));
    let last = case.entries.last().unwrap();
    assert!(last.internal && last.text[0].1.contains("Budi"), "{last:?}");

    let penyetuju = Handler {
        role: "penyetuju".into(),
        ..new_case(1).handler
    };
    assign(&app, &budi, number, Some(&penyetuju), None)
        .await
        .unwrap();
    assert!(matches!(
        read(&app, &budi, number).await,
        Err(CaseError::NotFound)
    ));
    let rina = as_staff(&app, "rina").await;
    assert_eq!(read(&app, &rina, number).await.unwrap().head.assignee, None);
}

async fn an_anonymous_citizen_stays_so_to_staff(app: App) {
    let sari = &as_citizen(&app, "sari").await;
    let new = || NewCase {
        anonymous: true,
        ..new_case(1)
    };
    let number = lodge(&app, sari, new()).await.unwrap();
    let (own, seen) = (
        read(&app, sari, &number).await.unwrap(),
        read(&app, &as_staff(&app, "budi").await, &number)
            .await
            .unwrap(),
    );
    assert!(own.subject.is_some() && own.claims.len() == 1);
    assert_eq!((seen.subject, seen.claims), (None, vec![]));
}

async fn what_is_refused_is_neither_lodged_nor_entered(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let before = entered(&app, &sari).await;
    let handler = |agency: &str, unit: &str| Handler {
        agency: agency.into(),
        unit: unit.into(),
        ..new_case(1).handler
    };
    let mut no_such_day = new_case(1);
    no_such_day.due.as_mut().unwrap().month = 13;
    let new = new_case;
    for (case, refusal) in [
        (
            NewCase {
                title: vec![("en".into(), "Coffee".into())],
                ..new(1)
            },
            "invalid",
        ),
        (
            NewCase {
                kind: "Izin usaha".into(),
                ..new(1)
            },
            "invalid",
        ),
        (
            NewCase {
                details: "{".into(),
                ..new(1)
            },
            "invalid",
        ),
        (
            NewCase {
                details: format!("\"{}\"", "a".repeat(256 * 1024)),
                ..new(1)
            },
            "over-limit",
        ),
        (
            NewCase {
                handler: handler("kota-damai", "tidak-ada"),
                ..new(1)
            },
            "invalid",
        ),
        (
            NewCase {
                handler: handler("kemen-aparatur", "perizinan"),
                ..new(1)
            },
            "not-granted",
        ),
        (no_such_day, "invalid"),
    ] {
        let refused = lodge(&app, &sari, case.clone()).await.unwrap_err();
        let named = match Refused::from(refused) {
            Refused::Answer(Refusal::Invalid(_)) => "invalid",
            Refused::Answer(Refusal::OverLimit(_)) => "over-limit",
            Refused::Answer(Refusal::NotGranted(_)) => "not-granted",
            other => panic!("{other:?}"),
        };
        assert_eq!(named, refusal, "{case:?}");
    }
    let staff = as_staff(&app, "budi").await;
    assert!(matches!(
        lodge(&app, &staff, new_case(1)).await,
        Err(CaseError::NotACitizen)
    ));
    assert_eq!(entered(&app, &sari).await, before);
    let mine = app.case_mine(&mut app.reading(), &sari, None, 10).await;
    assert_eq!(mine.unwrap().total, 0);
}

async fn nothing_is_written_where_one_may_only_read(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = &lodged(&app, &sari, 1).await;
    let before = entered(&app, &sari).await;
    let mut unit = app.reading();
    let (act, read_only) = (&mut Act::default(), |error: CaseError| {
        matches!(Refused::from(error), Refused::Answer(Refusal::ReadOnly))
    });
    let lodged = app.case_lodge(&mut unit, &sari, act, new_case(1)).await;
    assert!(read_only(lodged.unwrap_err()));
    assert_eq!(act.lodged, []);
    let text = both("Ditarik.");
    let withdrawn = Some(State::Withdrawn);
    let added = app
        .case_add(&mut unit, &sari, number, None, withdrawn, None, text, false)
        .await;
    assert!(read_only(added.unwrap_err()));
    let asked = app
        .case_ask_human(&mut unit, &sari.actor, &sari.release, number)
        .await;
    assert!(read_only(asked.unwrap_err()));
    assert_eq!(entered(&app, &sari).await, before);
}

async fn claims_are_kept_with_the_case_as_verified(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = lodged(&app, &sari, 1).await;
    let case = read(&app, &as_staff(&app, "budi").await, &number)
        .await
        .unwrap();
    assert_eq!(
        case.claims
            .iter()
            .map(|claim| claim.name.as_str())
            .collect::<Vec<_>>(),
        ["name"]
    );
    let not_named = NewCase {
        attach: vec!["nik".into()],
        ..new_case(1)
    };
    assert!(matches!(
        lodge(&app, &sari, not_named).await,
        Err(CaseError::Claim(_))
    ));
}
