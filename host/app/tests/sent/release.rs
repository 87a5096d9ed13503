//! Releases and failed calls: the same file is the same release, the newest is live, and a failure is found by its id.

use std::sync::Arc;

use app::{
    App, FailureId, Role,
    failure::{FailedCall, FailureError},
    release::ReleaseError,
};

use crate::{forms::*, lodged::as_staff, stage::*};

on_both!(
    the_same_file_is_the_same_release_and_the_last_installed_is_live,
    a_release_of_an_unknown_agency_is_refused,
    a_failure_is_found_by_the_id_that_the_person_was_shown,
);

async fn the_same_file_is_the_same_release_and_the_last_installed_is_live(app: App) {
    let first = release(&app, "a1").await;
    assert_eq!(release(&app, "a1").await, first);
    let second = release(&app, "a2").await;
    assert_ne!(second.id, first.id);
    let mut unit = app.reading();
    let sari = &citizen(&app, "sari").await;
    let live = app.release_live(&mut unit, sari, &first.mini_app).await;
    assert_eq!(live.unwrap(), Some(second.clone()));
    let listed = app.catalogue(sari).await.unwrap();
    assert_eq!(listed, std::slice::from_ref(&second));
    // Drafts stay on the old one.
    let old = app.release_by_id(&mut unit, first.id).await;
    assert_eq!(old.unwrap(), Some(first.clone()));
    assert_eq!(release(&app, "a1").await.id, first.id);
    let live = app.release_live(&mut unit, sari, &first.mini_app).await;
    assert_eq!(live.unwrap().map(|live| live.id), Some(first.id));
    let other = "kota-damai/lain".parse().unwrap();
    assert_eq!(
        app.release_live(&mut unit, sari, &other).await.unwrap(),
        None
    );
}

async fn a_release_of_an_unknown_agency_is_refused(app: App) {
    let manifest = &MANIFEST.replace("kota-damai/", "kota-hilang/");
    let app = &app;
    let refused = app
        .change(|mut unit| async move {
            let id = app
                .release_install(&mut unit, trust::Digest::of(b"a1"), manifest, &[])
                .await;
            (unit, id)
        })
        .await;
    assert!(matches!(
        refused,
        Err(app::TransactError::Refused(ReleaseError::NoSuchAgency(agency))) if agency == "kota-hilang"
    ));
    assert_eq!(app.releases_offered().await.unwrap(), []);
}

async fn a_failure_is_found_by_the_id_that_the_person_was_shown(app: App) {
    let release = release(&app, "a1").await;
    let id = FailureId(app.entropy().id(now()));
    let failed = FailedCall {
        id,
        kind: "trap".into(),
        detail: "unreachable".into(),
        path: "/ajukan".into(),
        log: "sebelum jatuh".into(),
        backtrace: Some("0: izin_usaha::act".into()),
    };
    app.failure_record(&release, &failed).await.unwrap();
    let mut unit = app.reading();
    let found = app.failure_by_id(&mut unit, id).await.unwrap().unwrap();
    assert_eq!((found.release, found.at), (release.id, now()));
    assert_eq!((found.kind, found.log), (failed.kind, failed.log));
    assert_eq!(found.backtrace, failed.backtrace);
    let other = FailureId(app.entropy().id(now()));
    assert!(app.failure_by_id(&mut unit, other).await.unwrap().is_none());

    // Seen by those who build the agency's mini-apps, and by nobody else.
    let id = id.to_string();
    let mut putu = as_staff(&app, "putu").await.actor;
    let found = app.failure_for_developer(&mut unit, &putu, &id).await;
    assert_eq!(found.unwrap().path, "/ajukan");
    if let Role::Staff { memberships, .. } = &mut Arc::make_mut(&mut putu).role {
        memberships[0].agency = "kemen-aparatur".into();
    }
    let another = app.failure_for_developer(&mut unit, &putu, &id).await;
    assert!(matches!(another, Err(FailureError::NotFound)));
    let budi = as_staff(&app, "budi").await.actor;
    let verifier = app.failure_for_developer(&mut unit, &budi, &id).await;
    assert!(matches!(verifier, Err(FailureError::NotADeveloper)));
}
