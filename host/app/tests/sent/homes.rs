//! What the home pages rest on: favourites, notices, what waits, what is counted, and what is found.

use app::{
    App, Instant, TransactError,
    favourite::FavouriteError,
    manifest::{Audience, Bilingual},
    notice::{Concerned, NewNotice, NoticeError, NoticeTone},
    search::Sought,
};
use contract::platform::cases::State;

use crate::{lodged::*, stage::*};

on_both!(
    a_favourite_is_one_persons_and_of_a_mini_app_that_is_there,
    a_notice_is_shown_to_whom_it_concerns_while_it_is_current,
    a_notice_that_makes_no_sense_is_refused,
    what_is_asked_of_a_citizen_waits_before_what_is_due,
    open_cases_are_counted_by_state_and_by_the_offices_day,
    mini_apps_are_found_by_the_beginnings_of_their_words,
    everybody_finds_their_own_things_and_nobody_elses,
);

fn day(text: &str) -> Instant {
    at(&format!("{text}T00:00:00+07:00"))
}

async fn a_favourite_is_one_persons_and_of_a_mini_app_that_is_there(app: App) {
    let (sari, tono) = (as_citizen(&app, "sari").await, citizen(&app, "tono").await);
    let set = async |id: &str, at_hand| {
        let (app, id, sari) = (&app, &id.parse().unwrap(), &sari.actor);
        app.change(|mut unit| async move {
            let set = app.favourite_set(&mut unit, sari, id, at_hand).await;
            (unit, set)
        })
        .await
    };
    let of = async |actor| {
        let all = app.favourites_of(&mut app.reading(), actor).await.unwrap();
        all.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let id = "kota-damai/izin-usaha";
    for _ in 0..2 {
        set(id, true).await.unwrap();
        assert_eq!(of(&sari.actor).await, [id]);
        assert!(of(&tono).await.is_empty());
    }
    let nothing = set("kota-damai/tidak-ada", true).await;
    let refused = TransactError::Refused(FavouriteError::NotFound).to_string();
    assert_eq!(nothing.unwrap_err().to_string(), refused);
    for _ in 0..2 {
        set(id, false).await.unwrap();
        assert!(of(&sari.actor).await.is_empty());
    }
}

fn notice(tone: NoticeTone, concerned: Concerned, from: &str, until: &str) -> NewNotice {
    NewNotice {
        text: Bilingual {
            id: format!("{from} {}", concerned.name()),
            en: "Told".into(),
        },
        tone,
        concerned,
        from: day(from),
        until: day(until),
    }
}

async fn add(app: &App, new: &NewNotice) -> Result<app::NoticeId, TransactError<NoticeError>> {
    app.change(|mut unit| async move {
        let added = app.notice_add(&mut unit, new.clone()).await;
        (unit, added)
    })
    .await
}

async fn a_notice_is_shown_to_whom_it_concerns_while_it_is_current(app: App) {
    let (sari, budi) = (citizen(&app, "sari").await, as_staff(&app, "budi").await);
    let everyone = notice(
        NoticeTone::Info,
        Concerned::Everyone,
        "2026-11-23",
        "2026-11-26",
    );
    let ids = [
        everyone,
        notice(
            NoticeTone::Attention,
            Concerned::Citizens,
            "2026-11-24",
            "2026-11-25",
        ),
        notice(
            NoticeTone::Critical,
            Concerned::Staff,
            "2026-11-20",
            "2026-11-25",
        ),
        notice(
            NoticeTone::Info,
            Concerned::Everyone,
            "2026-11-25",
            "2026-11-28",
        ),
    ];
    let mut added = Vec::new();
    for new in &ids {
        added.push(add(&app, new).await.unwrap());
    }
    let told = async |actor| {
        let told = app.notices_for(actor).await.unwrap();
        told.iter()
            .map(|one| added.iter().position(|id| *id == one.id).unwrap())
            .collect::<Vec<_>>()
    };
    // What weighs most stands first.
    assert_eq!(told(&sari).await, [1, 0]);
    assert_eq!(told(&budi.actor).await, [2, 0]);
    app.clock().set(at("2026-11-25T09:00:00+07:00"));
    assert_eq!(told(&sari).await, [0, 3]);
    let end = async || {
        let (app, id) = (&app, added[0]);
        app.change(|mut unit| async move {
            let ended = app.notice_end(&mut unit, id).await;
            (unit, ended)
        })
        .await
    };
    end().await.unwrap();
    assert_eq!(told(&sari).await, [3]);
    assert!(matches!(
        end().await,
        Err(TransactError::Refused(NoticeError::Ended))
    ));
}

async fn a_notice_that_makes_no_sense_is_refused(app: App) {
    let good = notice(
        NoticeTone::Info,
        Concerned::Everyone,
        "2026-11-25",
        "2026-11-26",
    );
    let text = |id: &str, en: &str| NewNotice {
        text: Bilingual {
            id: id.into(),
            en: en.into(),
        },
        ..good.clone()
    };
    let bad = [
        text(" ", "Told"),
        text("Kata", &"a".repeat(301)),
        text("Kata\nlain", "Told"),
        notice(
            NoticeTone::Info,
            Concerned::Everyone,
            "2026-11-26",
            "2026-11-25",
        ),
        notice(
            NoticeTone::Info,
            Concerned::Everyone,
            "2026-11-01",
            "2026-11-20",
        ),
        notice(
            NoticeTone::Info,
            Concerned::Everyone,
            "2026-11-25",
            "2028-01-01",
        ),
    ];
    for new in &bad {
        assert!(add(&app, new).await.is_err(), "{new:?}");
    }
    for _ in 0..10 {
        add(&app, &good).await.unwrap();
    }
    assert!(matches!(
        add(&app, &good).await,
        Err(TransactError::Refused(NoticeError::TooMany))
    ));
}

async fn what_is_asked_of_a_citizen_waits_before_what_is_due(app: App) {
    let (sari, budi) = (as_citizen(&app, "sari").await, as_staff(&app, "budi").await);
    // Due on 1, 2 and 20 December; today is 24 November, so the first alone is near.
    let near = lodged(&app, &sari, 1).await;
    let (asked, _) = (lodged(&app, &sari, 20).await, lodged(&app, &sari, 2).await);
    crate::lodged::add(&app, &budi, &asked, None, State::WaitingForCitizen)
        .await
        .unwrap();
    let waiting = app.cases_waiting(&mut app.reading(), &sari.actor).await;
    let numbers: Vec<_> = waiting
        .unwrap()
        .into_iter()
        .map(|one| one.head.number)
        .collect();
    assert_eq!(numbers, [asked, near]);
}

async fn open_cases_are_counted_by_state_and_by_the_offices_day(app: App) {
    let (sari, budi) = (as_citizen(&app, "sari").await, as_staff(&app, "budi").await);
    let taken = lodged(&app, &sari, 3).await;
    for due in [4, 5] {
        lodged(&app, &sari, due).await;
    }
    let ended = lodged(&app, &sari, 1).await;
    crate::lodged::add(&app, &budi, &taken, None, State::InProgress)
        .await
        .unwrap();
    crate::lodged::add(&app, &sari, &ended, None, State::Withdrawn)
        .await
        .unwrap();
    // In Jakarta it is the fifth for half an hour; in UTC it is still the fourth.
    for (now, overdue) in [
        ("2026-12-04T23:30:00+07:00", 1),
        ("2026-12-05T00:30:00+07:00", 2),
    ] {
        app.clock().set(at(now));
        let counted = app
            .unit_counts(&mut app.reading(), &budi.actor)
            .await
            .unwrap();
        assert_eq!(
            counted.by_state,
            [
                (State::Received, 2),
                (State::InProgress, 1),
                (State::WaitingForCitizen, 0)
            ]
        );
        assert_eq!(counted.overdue, overdue, "{now}");
    }
    let agus = as_staff(&app, "agus").await;
    let counted = app
        .unit_counts(&mut app.reading(), &agus.actor)
        .await
        .unwrap();
    assert!(counted.by_state.iter().all(|(_, count)| *count == 0));
}

async fn mini_apps_are_found_by_the_beginnings_of_their_words(app: App) {
    let sari = as_citizen(&app, "sari").await;
    for (typed, found) in [
        ("ÍZIN", 1),
        ("busi lic", 1),
        ("appl", 1),
        ("usaha paspor", 0),
    ] {
        let sought = Sought::parse(typed).unwrap();
        for audience in [Audience::Citizens, Audience::CivilServants] {
            let all = app
                .find_mini_apps(&sought, &sari.actor, audience, |_| unreachable!())
                .await;
            let all = all.unwrap();
            assert_eq!(all.len(), found, "{typed}");
            assert!(all.iter().all(|one| one.mini_app == sari.release.mini_app));
        }
    }
}

async fn everybody_finds_their_own_things_and_nobody_elses(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = lodged(&app, &sari, 9).await;
    let (budi, agus) = (as_staff(&app, "budi").await, as_staff(&app, "agus").await);
    let tono = as_citizen(&app, "tono").await;
    for typed in [
        "kopi",
        "sari kop",
        number.as_str(),
        &number.to_lowercase()[..6],
    ] {
        let sought = &Sought::parse(typed).unwrap();
        for (who, found) in [(&sari, 1), (&budi, 1), (&agus, 0), (&tono, 0)] {
            let own = app.find_own(&mut app.reading(), &who.actor, sought).await;
            assert_eq!(own.unwrap().cases.len(), found, "{typed}");
        }
    }
}
