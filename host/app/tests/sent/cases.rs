//! Lists of cases: whose they are, in which order, and in parts.

use app::{
    App, Caller, CaseError,
    case::{CaseFilter, CaseList},
    paging::Turn,
};
use contract::platform::cases::{Query, State};

use crate::{lodged::*, stage::*};

on_both!(
    what_is_due_first_stands_first_and_lists_come_in_parts,
    a_units_list_has_what_is_open_the_overdue_first,
    ones_own_cases_come_newest_first_in_parts,
    a_list_finds_out_nothing_of_other_peoples_cases,
);

async fn units(app: &App, of: &Caller) -> Result<CaseList, CaseError> {
    let (open, first) = (CaseFilter::Open, &Turn::First);
    app.unit_cases_part(&mut app.reading(), &of.actor, open, first, 100)
        .await
}

async fn what_is_due_first_stands_first_and_lists_come_in_parts(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let (late, soon) = (lodged(&app, &sari, 9).await, lodged(&app, &sari, 2).await);
    let middle = lodged(&app, &sari, 4).await;
    let budi = as_staff(&app, "budi").await;
    let query = |after| Query {
        kinds: vec!["izin-usaha".into()],
        states: vec![State::Received],
        assignee: None,
        region: None,
        due_before: None,
        after,
        limit: 2,
    };
    let first = app
        .case_find(&mut app.reading(), &budi, query(None))
        .await
        .unwrap();
    let rest = app
        .case_find(&mut app.reading(), &budi, query(first.next.clone()))
        .await
        .unwrap();
    let numbers: Vec<_> = first
        .heads
        .iter()
        .chain(&rest.heads)
        .map(|head| head.number.clone())
        .collect();
    assert_eq!(numbers, [soon, middle, late]);
    assert_eq!((first.total, rest.next), (3, None));
    let other = Query {
        kinds: vec!["usaha".into()],
        ..query(None)
    };
    assert_eq!(
        app.case_find(&mut app.reading(), &budi, other)
            .await
            .unwrap()
            .total,
        0,
        "kinds match whole"
    );
    assert!(matches!(
        app.case_find(&mut app.reading(), &sari, query(None)).await,
        Err(CaseError::NotStaff)
    ));
}

async fn a_units_list_has_what_is_open_the_overdue_first(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let (soon, late) = (lodged(&app, &sari, 9).await, lodged(&app, &sari, 2).await);
    let ended = lodged(&app, &sari, 1).await;
    add(&app, &sari, &ended, None, State::Withdrawn)
        .await
        .unwrap();
    // The deadline of one has passed, that of the other has not.
    app.clock().set(at("2026-12-05T09:00:00+07:00"));
    let budi = as_staff(&app, "budi").await;
    let list = units(&app, &budi).await;
    let list = list.unwrap();
    let numbers: Vec<_> = list.cases.iter().map(|case| &case.head.number).collect();
    assert_eq!(numbers, [&late, &soon]);
    assert_eq!(list.total, 2);
    assert!(
        list.cases
            .iter()
            .all(|case| case.mini_app == sari.release.mini_app)
    );
    for other in ["agus", "dewi"] {
        let other = as_staff(&app, other).await;
        let list = units(&app, &other).await;
        assert_eq!(list.unwrap().total, 0);
    }
    let refused = units(&app, &sari).await;
    assert!(matches!(refused, Err(CaseError::NotStaff)));
}

async fn ones_own_cases_come_newest_first_in_parts(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let mut lodged_in_order = Vec::new();
    for day in 1..=3 {
        app.clock()
            .set(at(&format!("2026-12-0{day}T09:00:00+07:00")));
        lodged_in_order.push(lodged(&app, &sari, 9).await);
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let part = app.case_mine(&mut app.reading(), &sari, after, 2).await;
        let part = part.unwrap();
        assert_eq!(part.total, 3);
        seen.extend(part.heads.into_iter().map(|head| head.number));
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    seen.reverse();
    assert_eq!(seen, lodged_in_order);
    let first = &Turn::First;
    for (filter, count) in [(CaseFilter::All, 3), (CaseFilter::Waiting, 0)] {
        let mut unit = app.reading();
        let all = app.cases_part(&mut unit, &sari.actor, filter, first, 100);
        let all = all.await.unwrap();
        assert_eq!((all.cases.len(), all.total), (count, count as u64));
    }
}

async fn a_list_finds_out_nothing_of_other_peoples_cases(app: App) {
    let sari = as_citizen(&app, "sari").await;
    lodged(&app, &sari, 1).await;
    let tono = as_citizen(&app, "tono").await;
    let others = lodged(&app, &tono, 1).await;
    // A number is no place in a list, whether the case exists or not.
    for guess in [others, "KD-2345678-9".to_owned()] {
        let part = app
            .case_mine(&mut app.reading(), &sari, Some(guess), 10)
            .await;
        assert!(matches!(part, Err(CaseError::Invalid { .. })));
    }
}
