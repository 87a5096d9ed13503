//! A case that was lodged, and what its people do with it.

use std::sync::Arc;

use app::{Act, Actor, App, Caller, CaseError, Release, TransactError, person::Capacity};
use contract::{
    platform::cases::{Case, Decision, Handler, NewCase, State},
    values::{Date, Localised},
};

use crate::{forms::release, stage::*};

pub fn both(text: &str) -> Localised {
    vec![("id".into(), text.into()), ("en".into(), text.into())]
}

pub fn day(day: u8) -> Date {
    Date {
        year: 2026,
        month: 12,
        day,
    }
}

pub fn new_case(due: u8) -> NewCase {
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

pub async fn caller(app: &App, actor: Actor) -> Caller {
    let release = release(app, "d1").await;
    if let Some(person) = actor.person() {
        app.subject_ensure(person, "kota-damai").await.unwrap();
    }
    Caller {
        actor: Arc::new(actor),
        release,
    }
}

pub async fn as_citizen(app: &App, login: &str) -> Caller {
    caller(app, citizen(app, login).await).await
}

pub async fn as_staff(app: &App, login: &str) -> Caller {
    caller(app, acting(app, login, Capacity::AtWork).await).await
}

pub async fn lodge(app: &App, who: &Caller, new: NewCase) -> Result<String, CaseError> {
    let number = app
        .change(|mut unit| {
            let new = new.clone();
            async move {
                let number = app
                    .case_lodge(&mut unit, who, &mut Act::default(), new)
                    .await;
                (unit, number)
            }
        })
        .await;
    refused(number)
}

pub async fn lodged(app: &App, who: &Caller, due: u8) -> String {
    lodge(app, who, new_case(due)).await.unwrap()
}

pub async fn read(app: &App, who: &Caller, number: &str) -> Result<Case, CaseError> {
    app.case_get(&mut app.reading(), who, number).await
}

pub async fn add(
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

pub async fn decide(app: &App, who: &Caller, act: &Act, number: &str) -> Result<(), CaseError> {
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

pub fn refused<T>(done: Result<T, TransactError<CaseError>>) -> Result<T, CaseError> {
    done.map_err(|error| match error {
        TransactError::Refused(error) => error,
        other => panic!("{other}"),
    })
}

/// The act that lodged it, so that rules may decide.
pub fn lodging(number: &str) -> Act {
    Act {
        lodged: vec![(number.to_owned(), None)],
        messages: 0,
    }
}

/// A remark by whoever it is, without a step.
pub async fn remark(
    app: &App,
    who: &Caller,
    number: &str,
    internal: bool,
) -> Result<(), CaseError> {
    let added = app
        .change(|mut unit| async move {
            let text = both("Catatan.");
            let added = app
                .case_add(&mut unit, who, number, None, None, None, text, internal)
                .await;
            (unit, added)
        })
        .await;
    refused(added)
}

pub async fn assign(
    app: &App,
    who: &Caller,
    number: &str,
    handler: Option<&Handler>,
    person: Option<String>,
) -> Result<(), CaseError> {
    let assigned = app
        .change(|mut unit| {
            let (handler, person) = (handler.cloned(), person.clone());
            async move {
                let assigned = app
                    .case_assign(&mut unit, who, number, None, handler, person)
                    .await;
                (unit, assigned)
            }
        })
        .await;
    refused(assigned)
}

pub async fn ask_human(app: &App, who: &Caller, number: &str) -> Result<(), CaseError> {
    let asked = app
        .change(|mut unit| async move {
            let asked = app
                .case_ask_human(&mut unit, &who.actor, &who.release, number)
                .await;
            (unit, asked)
        })
        .await;
    refused(asked)
}

/// The caller's release as it would be if its manifest said nothing of cases.
pub fn without_case_pages(who: &Caller) -> Caller {
    let mut release = Release::clone(&who.release);
    release.manifest.cases = None;
    Caller {
        release: Arc::new(release),
        ..who.clone()
    }
}
