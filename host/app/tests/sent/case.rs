//! Cases, tasks and messages: who may see and do what, and what the other side is told.

use app::{Act, Actor, App, Caller, CaseError, TransactError, person::Capacity, task::TaskError};
use contract::{
    content::Target,
    platform::{
        cases::{Case, Decision, Handler, NewCase, Query, State},
        inbox::{Message, Recipient},
        tasks::{Assignee, NewTask, UnitRole},
    },
    values::{Date, Localised},
};
use store::access::AccessOfPerson;

use crate::{forms::release, stage::*};

on_both!(
    a_case_is_its_citizens_and_its_units_alone,
    a_reading_by_staff_is_entered_first_and_stays,
    who_saw_an_older_version_is_told_so,
    rules_decide_only_in_the_act_that_lodged_the_case,
    a_citizen_answers_what_was_asked_and_withdraws,
    who_asks_for_a_human_gets_one_once,
    what_is_due_first_stands_first_and_lists_come_in_parts,
    a_task_waits_for_its_role_until_it_is_done,
    a_message_reaches_whom_the_agency_knows_and_nobody_else,
    claims_are_kept_with_the_case_as_verified,
);

fn both(text: &str) -> Localised {
    vec![("id".into(), text.into()), ("en".into(), text.into())]
}

fn day(day: u8) -> Date {
    Date {
        year: 2026,
        month: 12,
        day,
    }
}

fn new_case(due: u8) -> NewCase {
    NewCase {
        kind: "izin-usaha".into(),
        title: both("Kopi Sari"),
        attach: vec!["name".into()],
        anonymous: false,
        handler: Handler {
            agency: "kota-damai".into(),
            unit: "perizinan".into(),
            role: "verifikator".into(),
        },
        region: None,
        details: "{}".into(),
        due: Some(day(due)),
    }
}

async fn caller(app: &App, actor: Actor) -> Caller {
    let release = release(app, "d1").await;
    if let Some(person) = actor.person() {
        app.subject_ensure(person, "kota-damai").await.unwrap();
    }
    Caller { actor, release }
}

async fn as_citizen(app: &App, login: &str) -> Caller {
    caller(app, citizen(app, login).await).await
}

async fn as_staff(app: &App, login: &str) -> Caller {
    caller(app, acting(app, login, Capacity::AtWork).await).await
}

async fn lodged(app: &App, who: &Caller, due: u8) -> String {
    app.change(|mut unit| async move {
        let number = app
            .case_lodge(&mut unit, who, &mut Act::default(), new_case(due))
            .await;
        (unit, number)
    })
    .await
    .unwrap()
}

async fn read(app: &App, who: &Caller, number: &str) -> Result<Case, CaseError> {
    app.case_get(&mut app.reading(), who, number).await
}

async fn add(
    app: &App,
    who: &Caller,
    number: &str,
    expected: Option<u64>,
    state: State,
) -> Result<(), CaseError> {
    let added = app
        .change(|mut unit| async move {
            let text = both("Begini.");
            let added = app
                .case_add(
                    &mut unit,
                    who,
                    number,
                    expected,
                    Some(state),
                    None,
                    text,
                    false,
                )
                .await;
            (unit, added)
        })
        .await;
    refused(added)
}

async fn decide(app: &App, who: &Caller, act: &Act, number: &str) -> Result<(), CaseError> {
    let decided = app
        .change(|mut unit| async move {
            let decision = Decision {
                granted: true,
                reason: both("Lengkap."),
                rules: vec!["PP 28/2025".into()],
            };
            let decided = app
                .case_decide(&mut unit, who, act, number, None, decision)
                .await;
            (unit, decided)
        })
        .await;
    refused(decided)
}

fn refused<T>(done: Result<T, TransactError<CaseError>>) -> Result<T, CaseError> {
    done.map_err(|error| match error {
        TransactError::Refused(error) => error,
        other => panic!("{other}"),
    })
}

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
    let same_act = Act {
        lodged: vec![(number.clone(), None)],
        messages: 0,
    };
    decide(&app, &sari, &same_act, number).await.unwrap();
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

async fn who_asks_for_a_human_gets_one_once(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let number = &lodged(&app, &sari, 1).await;
    let ask = async || {
        let asked = app
            .change(|mut unit| {
                let (app, sari) = (&app, &sari);
                async move {
                    let asked = app
                        .case_ask_human(&mut unit, &sari.actor, &sari.release, number)
                        .await;
                    (unit, asked)
                }
            })
            .await;
        refused(asked)
    };
    assert!(
        matches!(ask().await, Err(CaseError::NoSuchStep { .. })),
        "no rule decided anything yet"
    );
    let same_act = Act {
        lodged: vec![(number.clone(), None)],
        messages: 0,
    };
    decide(&app, &sari, &same_act, number).await.unwrap();
    ask().await.unwrap();
    let budi = as_staff(&app, "budi").await;
    let tasks = app.tasks_of(&mut app.reading(), &budi.actor).await.unwrap();
    assert_eq!(
        tasks
            .iter()
            .filter(|pending| pending.task.key == *number)
            .count(),
        1
    );
    assert!(
        matches!(ask().await, Err(CaseError::NoSuchStep { .. })),
        "a human has it already"
    );
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

async fn a_task_waits_for_its_role_until_it_is_done(app: App) {
    let sari = as_citizen(&app, "sari").await;
    let task = NewTask {
        key: "k".into(),
        title: both("Periksa"),
        assignee: Assignee::UnitRole(UnitRole {
            unit: "perizinan".into(),
            role: "penyetuju".into(),
        }),
        due: Some(day(1)),
        path: "/permohonan/1".into(),
    };
    let put = |task: NewTask| {
        let (app, sari) = (&app, &sari);
        async move {
            app.change(|mut unit| {
                let task = task.clone();
                async move {
                    let put = app.task_put(&mut unit, sari, task).await;
                    (unit, put)
                }
            })
            .await
        }
    };
    put(task.clone()).await.unwrap();
    let nowhere = NewTask {
        assignee: Assignee::Unit("tidak-ada".into()),
        ..task
    };
    assert!(matches!(
        put(nowhere).await,
        Err(TransactError::Refused(TaskError::Invalid { .. }))
    ));
    let (rina, budi) = (as_staff(&app, "rina").await, as_staff(&app, "budi").await);
    assert_eq!(
        app.tasks_of(&mut app.reading(), &rina.actor)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        app.tasks_of(&mut app.reading(), &budi.actor)
            .await
            .unwrap()
            .len(),
        0,
        "not the role"
    );
    app.change(|mut unit| {
        let (app, rina) = (&app, &rina);
        async move {
            let done = app.task_complete(&mut unit, rina, "k").await;
            (unit, done)
        }
    })
    .await
    .unwrap();
    assert_eq!(
        app.tasks_of(&mut app.reading(), &rina.actor)
            .await
            .unwrap()
            .len(),
        0
    );
}

async fn a_message_reaches_whom_the_agency_knows_and_nobody_else(app: App) {
    let (sari, budi) = (as_citizen(&app, "sari").await, as_staff(&app, "budi").await);
    let subject = app
        .subject_ensure(sari.actor.person().unwrap(), "kota-damai")
        .await
        .unwrap();
    let elsewhere = app
        .subject_ensure(sari.actor.person().unwrap(), "kemen-aparatur")
        .await
        .unwrap();
    let send = |to: String| {
        let (app, budi) = (&app, &budi);
        async move {
            app.change(|mut unit| {
                let to = Recipient::Subject(to.clone());
                async move {
                    let leads_to = Some(Target::Here("/".into()));
                    let message = Message {
                        title: both("Halo"),
                        body: both("Isi"),
                        leads_to,
                    };
                    let sent = app
                        .message_send(&mut unit, budi, &mut Act::default(), to, message)
                        .await;
                    (unit, sent)
                }
            })
            .await
        }
    };
    send(subject).await.unwrap();
    assert!(
        send(elsewhere).await.is_err(),
        "a pseudonym towards another agency"
    );
    let inbox = app.inbox_of(&mut app.reading(), &sari.actor).await.unwrap();
    assert_eq!(inbox.len(), 1);
    assert_eq!(
        app.inbox_unread(&mut app.reading(), &sari.actor)
            .await
            .unwrap(),
        1
    );
    assert!(
        app.inbox_of(&mut app.reading(), &as_citizen(&app, "tono").await.actor)
            .await
            .unwrap()
            .is_empty()
    );
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
    let lodging = app
        .change(|mut unit| {
            let (app, sari, new) = (&app, &sari, not_named.clone());
            async move {
                let lodged = app
                    .case_lodge(&mut unit, sari, &mut Act::default(), new)
                    .await;
                (unit, lodged)
            }
        })
        .await;
    assert!(matches!(refused(lodging), Err(CaseError::Claim(_))));
}
