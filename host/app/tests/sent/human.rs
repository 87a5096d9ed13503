//! A human instead of a rule: when a citizen may ask for one, and what comes of it.

use app::{Act, App, CaseError, case::Review};
use contract::platform::cases::State;

use crate::lodged::*;

on_both!(
    who_asks_for_a_human_gets_one_once_and_is_told_so,
    nobody_asks_for_a_human_where_one_has_looked,
);

async fn who_asks_for_a_human_gets_one_once_and_is_told_so(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = &lodged(&app, &sari, 1).await;
    let offered = async || {
        let opened = app.case_open(&mut app.reading(), &sari.actor, number).await;
        opened.unwrap().review
    };
    assert_eq!(offered().await, Review::NotNeeded);
    assert!(
        matches!(
            ask_human(&app, &sari, number).await,
            Err(CaseError::NoSuchStep { .. })
        ),
        "no rule decided anything yet"
    );
    decide(&app, &sari, &lodging(number), number).await.unwrap();
    assert_eq!(offered().await, Review::Offered);
    let tono = as_citizen(&app, "tono").await;
    assert!(matches!(
        ask_human(&app, &tono, number).await,
        Err(CaseError::NotFound)
    ));
    ask_human(&app, &sari, number).await.unwrap();
    assert_eq!(offered().await, Review::Asked);

    let case = read(&app, &sari, number).await.unwrap();
    assert_eq!(case.head.state, State::InProgress);
    let budi = as_staff(&app, "budi").await;
    let tasks = app.tasks_of(&mut app.reading(), &budi.actor).await.unwrap();
    let [pending] = tasks.as_slice() else {
        panic!("{tasks:?}")
    };
    assert_eq!(pending.task.key, *number);
    assert_eq!(pending.task.path, format!("/permohonan/{number}"));
    let title = &pending.task.title;
    assert!(title.iter().all(|(_, title)| title.ends_with("Kopi Sari")));
    let inbox = app.inbox_of(&mut app.reading(), &sari.actor).await.unwrap();
    assert_eq!(inbox.len(), 1);
    assert!(inbox[0].body.iter().all(|(_, body)| body.contains(number)));

    assert!(
        matches!(
            ask_human(&app, &sari, number).await,
            Err(CaseError::NoSuchStep { .. })
        ),
        "a human has it already"
    );
    decide(&app, &budi, &Act::default(), number).await.unwrap();
    assert_eq!(offered().await, Review::NotNeeded);
}

async fn nobody_asks_for_a_human_where_one_has_looked(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = &lodged(&app, &sari, 1).await;
    decide(&app, &sari, &lodging(number), number).await.unwrap();
    let budi = as_staff(&app, "budi").await;
    remark(&app, &budi, number, true).await.unwrap();
    let opened = app.case_open(&mut app.reading(), &sari.actor, number).await;
    let opened = opened.unwrap();
    assert_eq!(opened.review, Review::NotNeeded);
    assert!(opened.case.entries.iter().all(|entry| !entry.internal));
    assert!(matches!(
        ask_human(&app, &sari, number).await,
        Err(CaseError::NoSuchStep { .. })
    ));
}
