//! Who a person is, to the platform and to agencies.

use app::{
    Membership,
    person::{Capacity, PersonError},
    subject::SubjectError,
};
use store::{
    UnitError,
    agency::{ClaimsOfPerson, MembershipPut},
};

use crate::world::*;

#[tokio::test]
async fn a_person_is_the_same_at_the_next_sign_in_and_what_is_no_longer_verified_is_gone() {
    let app = world().await;
    let first = signed_in(
        &app,
        &sign_in("sari", &[("name", "Sari"), ("email", "s@a.example")]),
    )
    .await;
    let again = signed_in(&app, &sign_in("sari", &[("name", "Sari Dewi")])).await;
    let other = signed_in(&app, &sign_in("tono", &[])).await;
    assert_eq!(first, again);
    assert_ne!(first, other);
    let claims = app
        .reading()
        .read(ClaimsOfPerson { person: first })
        .await
        .unwrap();
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].source, ISSUER);
    assert!(claims[0].value.contains("Sari Dewi"));
}

#[tokio::test]
async fn roles_in_one_unit_are_one_membership_and_nobody_without_one_is_at_work() {
    let app = world().await;
    let rina = signed_in(&app, &sign_in("rina", &[])).await;
    let refused = app
        .person_acting(&mut app.reading(), rina, Capacity::AtWork)
        .await;
    assert!(matches!(refused, Err(PersonError::WorksNowhere)));
    app.change(|mut unit| async move {
        let done = ["verifikator", "penyetuju"].iter().try_for_each(|role| {
            unit.write(MembershipPut {
                person: rina,
                agency: "kota-damai".into(),
                unit: "perizinan".into(),
                role: (*role).into(),
                position: "Analis".into(),
            })
        });
        (unit, done)
    })
    .await
    .unwrap();
    let memberships = app
        .person_memberships(&mut app.reading(), rina)
        .await
        .unwrap();
    assert_eq!(
        memberships,
        [Membership {
            agency: "kota-damai".into(),
            unit: Some("perizinan".into()),
            position: Some("Analis".into()),
            roles: vec!["penyetuju".into(), "verifikator".into()],
        }]
    );
    let actor = app
        .person_acting(&mut app.reading(), rina, Capacity::AtWork)
        .await
        .unwrap();
    assert!(actor.works_at("kota-damai", "perizinan", "penyetuju"));
}

#[tokio::test]
async fn agencies_share_a_pseudonym_within_a_sector_and_never_across() {
    let app = world().await;
    let sari = signed_in(&app, &sign_in("sari", &[])).await;
    let damai = app.subject_ensure(sari, "kota-damai").await.unwrap();
    let sentosa = app.subject_ensure(sari, "kota-sentosa").await.unwrap();
    let kemen = app.subject_ensure(sari, "kemen-aparatur").await.unwrap();
    assert_eq!(damai, sentosa);
    assert_ne!(damai, kemen);
    assert_eq!(damai, app.subject_ensure(sari, "kota-damai").await.unwrap());

    let mut unit = app.reading();
    let found = app.subject_person(&mut unit, &damai, "daerah").await;
    assert_eq!(found.unwrap(), Some(sari));
    let elsewhere = app.subject_person(&mut unit, &damai, "aparatur").await;
    assert_eq!(elsewhere.unwrap(), None);
}

#[tokio::test]
async fn a_unit_that_may_only_read_finds_a_pseudonym_and_never_makes_one() {
    let app = world().await;
    let sari = signed_in(&app, &sign_in("sari", &[])).await;
    let before = app.subject_of(&mut app.reading(), sari, "daerah").await;
    assert!(matches!(
        before,
        Err(SubjectError::Unit(UnitError::ReadOnly))
    ));
    let made = app.subject_ensure(sari, "kota-damai").await.unwrap();
    let after = app.subject_of(&mut app.reading(), sari, "daerah").await;
    assert_eq!(after.unwrap(), made);
}

#[tokio::test]
async fn calls_that_begin_at_once_agree_on_a_new_pseudonym() {
    let app = world().await;
    let sari = signed_in(&app, &sign_in("sari", &[])).await;
    let ensure = |agency: &'static str| {
        let app = app.clone();
        tokio::spawn(async move { app.subject_ensure(sari, agency).await })
    };
    let (one, other) = tokio::join!(ensure("kota-damai"), ensure("kota-sentosa"));
    assert_eq!(one.unwrap().unwrap(), other.unwrap().unwrap());
}
