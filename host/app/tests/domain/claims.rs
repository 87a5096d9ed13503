//! What a mini-app gets of a citizen, and what the citizen sees of that.

use std::sync::Arc;

use app::{App, Caller, PersonId, Refused, Verdict, claim::ClaimError, person::Capacity};
use contract::{Refusal, platform::claims::Claim, values::Value};
use store::{
    access::{AccessOfPerson, AccessRow},
    agency::MembershipPut,
    personal::{PersonalByKey, PersonalPut},
};

use crate::world::*;

async fn entries(app: &App, person: PersonId) -> Vec<AccessRow> {
    app.reading()
        .read(AccessOfPerson {
            person,
            case_number: None,
            after: None,
            limit: 10,
        })
        .await
        .unwrap()
}

async fn read(
    app: &App,
    caller: &Caller,
    names: &[&str],
    purpose: &str,
) -> Result<Vec<Claim>, ClaimError> {
    let names: Vec<String> = names.iter().map(|name| (*name).into()).collect();
    app.claim_read(&mut app.reading(), caller, &names, purpose)
        .await
}

#[tokio::test]
async fn an_entry_stays_though_the_act_is_discarded() {
    let app = world().await;
    let sari = signed_in(&app, &sign_in("sari", &[("name", "Sari")])).await;
    let caller = &caller(&app, sari, Capacity::Private).await;
    let app = &app;
    let claims = app
        .transact(|mut unit| async move {
            let staged = unit.write(PersonalPut {
                mini_app: caller.release.mini_app.clone(),
                subject: "s".into(),
                key: "k".into(),
                version: 1,
                body: "{}".into(),
                bytes: 3,
                updated_at: unit.now(),
            });
            staged.unwrap();
            let names = ["name".to_owned(), "email".to_owned()];
            let claims = app
                .claim_read(&mut unit, caller, &names, "Nama pada izin")
                .await;
            (unit, claims.map(Verdict::Discard))
        })
        .await
        .unwrap();
    // The one that she has; the other is left out.
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].name, "name");
    assert_eq!(claims[0].source, ISSUER);
    assert!(matches!(&claims[0].value, Value::Text(text) if text == "Sari"));

    let kept = app
        .reading()
        .read(PersonalByKey {
            mini_app: caller.release.mini_app.clone(),
            subject: "s".into(),
            key: "k".into(),
        })
        .await
        .unwrap();
    assert!(kept.is_none(), "the act was discarded");

    let mut entered: Vec<_> = entries(app, sari)
        .await
        .into_iter()
        .map(|row| {
            (
                row.fields.0.join(","),
                row.basis,
                row.purposes.unwrap().0,
                row.digest,
            )
        })
        .collect();
    entered.sort();
    let digest = || caller.release.digest.to_string();
    // Said in the language that she reads; in the other, as the manifest says it.
    let purpose = |en: &str| {
        let of = [("en", en), ("id", "Nama pada izin")];
        of.map(|(lang, text)| (lang.to_owned(), text.to_owned()))
            .to_vec()
    };
    // Each basis has an entry of its own; asking for what is missing is entered too.
    assert_eq!(
        entered,
        [
            (
                "email".to_owned(),
                "contract: PP 28/2025".to_owned(),
                purpose("Where to write."),
                digest()
            ),
            (
                "name".to_owned(),
                "public-task: PP 28/2025".to_owned(),
                purpose("The owner's name."),
                digest()
            ),
        ]
    );
}

#[tokio::test]
async fn what_is_refused_is_neither_read_nor_entered() {
    let app = world().await;
    let sari = signed_in(&app, &sign_in("sari", &[("name", "Sari")])).await;
    app.change(|mut unit| async move {
        let done = unit.write(MembershipPut {
            person: sari,
            agency: "kota-damai".into(),
            unit: "perizinan".into(),
            role: "verifikator".into(),
            position: String::new(),
        });
        (unit, done)
    })
    .await
    .unwrap();
    let citizen = caller(&app, sari, Capacity::Private).await;
    let staff = caller(&app, sari, Capacity::AtWork).await;
    let mut nobody = citizen.clone();
    Arc::make_mut(&mut nobody.actor).role = app::Role::Anonymous;

    let refused = |result: Result<Vec<Claim>, ClaimError>| match result {
        Err(error) => match Refused::from(error) {
            Refused::Answer(refusal) => refusal,
            Refused::End(error) => panic!("{error}"),
        },
        Ok(claims) => panic!("{claims:?}"),
    };
    let not_granted = |refusal| matches!(refusal, Refusal::NotGranted(_));
    assert_eq!(
        refused(read(&app, &nobody, &["name"], "Nama").await),
        Refusal::SignInNeeded
    );
    assert!(not_granted(refused(
        read(&app, &staff, &["name"], "Nama").await
    )));
    assert!(not_granted(refused(
        read(&app, &citizen, &["name", "nik"], "Nama").await
    )));
    assert!(matches!(
        refused(read(&app, &citizen, &["name"], " ").await),
        Refusal::Invalid(_)
    ));
    assert_eq!(entries(&app, sari).await, []);
}
