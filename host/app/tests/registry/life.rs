//! From the upload to the citizen, and each way in which it ends before.

use app::{
    log::LogError,
    policy::{Action, NotAllowed},
    registry::{RegistryError, State},
};
use jiff::SignedDuration;
use store::agency::{MembershipPut, MembershipRemove};
use trust::{Breach, Enrolment, Holder, Publication, Revocation, Target, Verdict};

use crate::world::{MINI_APP, World, at, key, now, release, seal, signed};

on_both!(
    a_release_goes_from_the_upload_to_everybody,
    only_who_may_has_a_part_in_it,
    what_is_signed_is_what_is_sent,
    a_refusal_says_why_and_ends_it,
    keys_are_asked_for_by_who_has_them_and_enrolled_by_another,
    two_reviewers_at_once_decide_once,
    two_publishers_at_once_publish_once,
    who_changes_agency_meanwhile_decides_about_neither,
    a_stop_wins_and_a_revoked_key_too,
    two_persons_sign_where_an_agency_wants_it,
);

async fn a_release_goes_from_the_upload_to_everybody(world: World) {
    let id = world.upload("wayan", &release("1.0.0")).await.unwrap();
    assert_eq!(world.state(id).await, State::Uploaded);
    let waiting = world.app.releases_to_check(&mut world.app.reading()).await;
    assert_eq!(waiting.unwrap(), [id]);
    // Nobody gets what was not approved, and nobody approves what was not checked.
    let early = world.roll_out("wayan", id, 100, &[]).await;
    assert!(matches!(early, Err(RegistryError::State(_))), "{early:?}");
    let early = world.decide("indah", id, Verdict::Approve).await;
    assert!(matches!(early, Err(RegistryError::State(_))), "{early:?}");

    world.checked(id, true).await.unwrap();
    let again = world.checked(id, true).await;
    assert!(matches!(again, Err(RegistryError::State(_))));
    let indah = &world.staff("indah").await;
    let queue = world
        .app
        .releases_in_review(&mut world.app.reading(), indah)
        .await;
    assert_eq!(queue.unwrap()[0].id, id);
    world.decide("indah", id, Verdict::Approve).await.unwrap();

    let sari = &world.citizen("sari").await;
    let mini_app = MINI_APP.parse().unwrap();
    let gets = async || {
        let mut unit = world.app.reading();
        let live = world.app.release_live(&mut unit, sari, &mini_app).await;
        live.unwrap().map(|release| release.id)
    };
    assert_eq!(gets().await, None);
    let step = world.roll_out("wayan", id, 100, &[]).await.unwrap();
    assert_eq!((step.sequence, step.before), (1, None));
    assert_eq!(gets().await, Some(id));
    assert_eq!(world.state(id).await, State::Live);
    let catalogue = world.app.catalogue(sari).await.unwrap();
    assert_eq!(catalogue[0].id, id);
    let live = &catalogue[0];
    assert_eq!(world.app.assert_admitted(live), Ok(()));
}

async fn only_who_may_has_a_part_in_it(world: World) {
    // A developer, another agency's publisher, a citizen.
    for login in ["putu", "lia", "indah"] {
        let refused = world.upload(login, &signed("1.0.0", &[login])).await;
        let expected = NotAllowed(Action::Upload);
        assert!(matches!(refused, Err(RegistryError::NotAllowed(action)) if action == expected));
    }
    let wayan_at_home = &world.citizen("wayan").await;
    let new = &release("1.0.0");
    let refused = world
        .does(async |app, unit| app.release_upload(unit, wayan_at_home, new).await)
        .await;
    assert!(matches!(refused, Err(RegistryError::NotAllowed(_))));

    let id = world.upload("wayan", &release("1.0.0")).await.unwrap();
    world.checked(id, true).await.unwrap();
    for login in ["wayan", "hasan", "maya"] {
        let refused = world.decide(login, id, Verdict::Approve).await;
        assert!(
            matches!(refused, Err(RegistryError::NotAllowed(_))),
            "{login}"
        );
    }
    // For those of another agency there is none.
    let lia = &world.staff("lia").await;
    let seen = world
        .app
        .release_seen(&mut world.app.reading(), lia, id)
        .await;
    assert!(matches!(seen, Err(RegistryError::NotFound(_))));
    world.decide("indah", id, Verdict::Approve).await.unwrap();
    let refused = world.roll_out("indah", id, 100, &[]).await;
    assert!(matches!(refused, Err(RegistryError::NotAllowed(_))));
    world.roll_out("hasan", id, 100, &[]).await.unwrap();
}

async fn what_is_signed_is_what_is_sent(world: World) {
    let mut other = release("1.0.0");
    other.digest = release("2.0.0").digest;
    let refused = world.upload("wayan", &other).await.unwrap_err();
    assert!(refused.to_string().contains("sign this file"), "{refused}");
    // Another person's key, another agency's, one that nobody has.
    let refused = world.upload("wayan", &signed("1.0.0", &["lia"])).await;
    assert!(
        matches!(refused, Err(RegistryError::NotYourKey)),
        "{refused:?}"
    );
    let refused = world.upload("wayan", &signed("1.0.0", &["nobody"])).await;
    assert!(
        matches!(refused, Err(RegistryError::Envelope(_))),
        "{refused:?}"
    );
    let refused = world
        .upload("wayan", &signed("1.0.0", &["wayan", "lia"]))
        .await;
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("does not sign for kota-damai")
    );
    // Nothing of all this is left.
    world.upload("wayan", &release("1.0.0")).await.unwrap();
    let again = world.upload("wayan", &release("1.0.0")).await.unwrap_err();
    assert!(
        again.to_string().contains("a release is sent in once"),
        "{again}"
    );
}

async fn a_refusal_says_why_and_ends_it(world: World) {
    for verdict in [Verdict::Reject, Verdict::AskForChanges] {
        let version = format!("{verdict:?}.0");
        let id = world.upload("wayan", &release(&version)).await.unwrap();
        world.checked(id, true).await.unwrap();
        world.decide("indah", id, verdict).await.unwrap();
        let wayan = &world.staff("wayan").await;
        let seen = world
            .app
            .release_seen(&mut world.app.reading(), wayan, id)
            .await
            .unwrap();
        assert_eq!(
            (seen.rule.as_str(), seen.reason.as_str()),
            ("5.2", "Tombol tidak terbaca.")
        );
        assert!(world.decide("indah", id, Verdict::Approve).await.is_err());
        assert!(world.roll_out("wayan", id, 100, &[]).await.is_err());
    }
    let id = world.upload("wayan", &release("3.0.0")).await.unwrap();
    assert_eq!(world.checked(id, false).await.unwrap(), State::Failed);
    assert!(world.decide("indah", id, Verdict::Approve).await.is_err());
    let id = world.upload("wayan", &release("4.0.0")).await.unwrap();
    let wayan = &world.staff("wayan").await;
    let state = world
        .does(async |app, unit| app.release_withdraw(unit, wayan, id).await)
        .await;
    assert_eq!(state.unwrap(), State::Withdrawn);
    assert!(world.checked(id, true).await.is_err());
}

async fn keys_are_asked_for_by_who_has_them_and_enrolled_by_another(world: World) {
    let holder = || Holder::Agency("kota-damai".to_owned());
    // A developer is no publisher; a publisher of one agency none of another.
    for (login, holder) in [
        ("putu", holder()),
        ("lia", holder()),
        ("wayan", Holder::Reviewer),
        ("hasan", Holder::Reviewer),
    ] {
        let refused = world.enrol(login, "new", holder).await;
        assert!(
            matches!(refused, Err(RegistryError::NotAllowed(_))),
            "{login}"
        );
    }
    let enrolment = Enrolment {
        key: key("new").public(),
        holder: holder(),
        person: world.name("wayan").await,
        until: now() + SignedDuration::from_hours(24),
    };
    let (wayan, maya) = (&world.staff("wayan").await, &world.staff("maya").await);
    // Nobody asked; then the request of another key's owner.
    let enrolled = &seal(&enrolment, &["new", "maya"]);
    let unasked = world
        .does(async |app, unit| app.key_enrol(unit, maya, enrolled).await)
        .await;
    assert!(matches!(unasked, Err(RegistryError::NotFound(_))));
    let no_proof = &seal(&enrolment, &["wayan"]);
    let refused = world
        .does(async |app, unit| app.key_request(unit, wayan, no_proof).await)
        .await;
    assert!(matches!(refused, Err(RegistryError::Envelope(_))));
    let mut forever = enrolment.clone();
    forever.until = now() + SignedDuration::from_hours(24 * 366 * 3);
    let forever = &seal(&forever, &["new"]);
    let refused = world
        .does(async |app, unit| app.key_request(unit, wayan, forever).await)
        .await;
    assert!(matches!(refused, Err(RegistryError::Until { .. })));

    let asked = &seal(&enrolment, &["new"]);
    world
        .does(async |app, unit| app.key_request(unit, wayan, asked).await)
        .await
        .unwrap();
    let waiting = world
        .app
        .key_requests(&mut world.app.reading(), maya)
        .await
        .unwrap();
    assert_eq!(waiting[0].enrolment, enrolment);
    // Enrolled for longer than was asked for; without the registrar's signature; by somebody else.
    let mut longer = enrolment.clone();
    longer.until = now() + SignedDuration::from_hours(48);
    for (who, envelope) in [
        (maya, &seal(&longer, &["new", "maya"])),
        (maya, &seal(&enrolment, &["new"])),
        (wayan, enrolled),
    ] {
        let refused = world
            .does(async |app, unit| app.key_enrol(unit, who, envelope).await)
            .await;
        assert!(refused.is_err());
    }
    world
        .does(async |app, unit| app.key_enrol(unit, maya, enrolled).await)
        .await
        .unwrap();
    world
        .upload("wayan", &signed("1.0.0", &["new"]))
        .await
        .unwrap();
    // It expires.
    world
        .app
        .clock()
        .set(at(now() + SignedDuration::from_hours(25)));
    let late = world.upload("wayan", &signed("2.0.0", &["new"])).await;
    assert!(late.unwrap_err().to_string().contains("it expired"));
}

async fn two_reviewers_at_once_decide_once(world: World) {
    let id = world.upload("wayan", &release("1.0.0")).await.unwrap();
    world.checked(id, true).await.unwrap();
    let (one, other) = tokio::join!(
        world.decide("indah", id, Verdict::Approve),
        world.decide("indah", id, Verdict::Reject)
    );
    assert_eq!(
        [&one, &other].iter().filter(|done| done.is_ok()).count(),
        1,
        "{one:?} {other:?}"
    );
    // By the state of the release, or by the log, whichever the other one has reached first.
    let lost = one.err().or(other.err()).unwrap();
    let is_told = matches!(
        lost,
        RegistryError::State(_) | RegistryError::Log(LogError::Breach(Breach::Settled(_)))
    );
    assert!(is_told, "{lost:?}");
}

async fn two_publishers_at_once_publish_once(world: World) {
    let (first, second) = (release("1.0.0"), release("1.0.0"));
    let (one, other) = tokio::join!(
        world.upload("wayan", &first),
        world.upload("wayan", &second)
    );
    assert_eq!(
        [&one, &other].iter().filter(|done| done.is_ok()).count(),
        1,
        "{one:?} {other:?}"
    );
    let lost = one.err().or(other.err()).unwrap();
    assert!(lost.to_string().contains("sent in once"), "{lost}");
}

async fn who_changes_agency_meanwhile_decides_about_neither(world: World) {
    let id = world.upload("wayan", &release("1.0.0")).await.unwrap();
    world.checked(id, true).await.unwrap();
    let begins = async |login: &str, agency: &str, role: &str| {
        let put = MembershipPut {
            person: world.staff(login).await.person().unwrap(),
            agency: agency.to_owned(),
            unit: String::new(),
            role: role.to_owned(),
            position: String::new(),
        };
        let put = &put;
        let done = world.does(async |_, unit| Ok(unit.write(put.clone())?));
        done.await.unwrap();
    };
    let is_refused = async |login: &str| {
        let decided = world.decide(login, id, Verdict::Approve).await;
        assert!(
            matches!(
                decided,
                Err(RegistryError::NotAllowed(NotAllowed(Action::Decide)))
            ),
            "{login}: {decided:?}"
        );
    };
    // The reviewer begins to work for the agency after the release was sent in; in any role.
    begins("indah", "kota-damai", "verifikator").await;
    is_refused("indah").await;
    // Who sent it in leaves the agency, and comes to the platform team.
    begins("wayan", "balai", "peninjau").await;
    for role in ["pengembang", "penerbit"] {
        let left = &MembershipRemove {
            person: world.staff("wayan").await.person().unwrap(),
            agency: "kota-damai".to_owned(),
            unit: "kominfo".to_owned(),
            role: role.to_owned(),
        };
        let done = world.does(async |_, unit| Ok(unit.write(left.clone())?));
        done.await.unwrap();
    }
    let now = world.staff("wayan").await.agencies();
    assert!(!now.contains("kota-damai"));
    is_refused("wayan").await;
    assert_eq!(world.state(id).await, State::InReview);
}

async fn a_stop_wins_and_a_revoked_key_too(world: World) {
    let id = world.approved("1.0.0").await;
    world.roll_out("wayan", id, 100, &[]).await.unwrap();
    let sari = &world.citizen("sari").await;
    let live = world.app.catalogue(sari).await.unwrap().remove(0);
    let (hasan, wayan) = (&world.staff("hasan").await, &world.staff("wayan").await);
    for target in [
        Target::Release(live.digest),
        Target::MiniApp(MINI_APP.to_owned()),
        Target::Agency("kota-damai".to_owned()),
        Target::Capability("balai:platform/claims@0.1.0".to_owned()),
    ] {
        let target = &target;
        let stop = async |actor| {
            world
                .does(async |app, unit| {
                    app.registry_stop(unit, actor, target.clone(), "kehilangan jawaban")
                        .await
                })
                .await
        };
        let not_theirs = stop(wayan).await;
        assert!(matches!(not_theirs, Err(RegistryError::NotAllowed(_))));
        stop(hasan).await.unwrap();
        let stopped = world.app.assert_admitted(&live).unwrap_err();
        assert!(
            stopped.to_string().contains("kehilangan jawaban"),
            "{stopped}"
        );
        // Also after a restart of the node.
        let restarted = World::over(world.store.clone());
        restarted.app.log_follow().await.unwrap();
        assert!(restarted.app.assert_admitted(&live).is_err());
        let resume = async || {
            world
                .does(async |app, unit| {
                    app.registry_resume(unit, hasan, target.clone(), "sudah diperbaiki")
                        .await
                })
                .await
        };
        resume().await.unwrap();
        assert_eq!(world.app.assert_admitted(&live), Ok(()));
        let again = resume().await;
        assert!(matches!(again, Err(RegistryError::NotFound(_))));
    }
    let revocation = Revocation {
        key: key("wayan").public().id(),
        from: now(),
        reason: "laptop hilang".to_owned(),
    };
    let revocation = &seal(&revocation, &["wayan"]);
    world
        .does(async |app, unit| app.key_revoke(unit, wayan, revocation).await)
        .await
        .unwrap();
    assert!(world.app.assert_admitted(&live).is_err());
    let refused = world.upload("wayan", &release("2.0.0")).await.unwrap_err();
    assert!(
        refused.to_string().contains("expired or was revoked"),
        "{refused}"
    );
}

async fn two_persons_sign_where_an_agency_wants_it(world: World) {
    let rule = trust::AgencyRule {
        agency: "kota-damai".to_owned(),
        publishers: 2,
    };
    let (rule, wayan) = (&seal(&rule, &["wayan"]), &world.staff("wayan").await);
    world
        .does(async |app, unit| app.agency_rule(unit, wayan, rule).await)
        .await
        .unwrap();
    let new = release("1.0.0");
    let id = world.upload("wayan", &new).await.unwrap();
    assert_eq!(world.checked(id, true).await.unwrap(), State::Checked);
    // A second key of the same person is no second person.
    let holder = Holder::Agency("kota-damai".to_owned());
    world.enrol("wayan", "spare", holder).await.unwrap();
    let publication: Publication = new.publication.claims().unwrap();
    let both = &seal(&publication, &["wayan", "spare"]);
    let state = world
        .does(async |app, unit| app.release_countersign(unit, wayan, id, both).await)
        .await;
    assert_eq!(state.unwrap(), State::Checked);

    // Another person is, also where they send their own signature alone.
    let putu = world.staff("putu").await.person().unwrap();
    world
        .does(async |_, unit| {
            Ok(unit.write(MembershipPut {
                person: putu,
                agency: "kota-damai".to_owned(),
                unit: "kominfo".to_owned(),
                role: "penerbit".to_owned(),
                position: "Penerbit".to_owned(),
            })?)
        })
        .await
        .unwrap();
    let holder = Holder::Agency("kota-damai".to_owned());
    world.enrol("putu", "putu", holder).await.unwrap();
    let (putu, alone) = (&world.staff("putu").await, &seal(&publication, &["putu"]));
    let state = world
        .does(async |app, unit| app.release_countersign(unit, putu, id, alone).await)
        .await;
    assert_eq!(state.unwrap(), State::InReview);
    let state = world.decide("indah", id, Verdict::Approve).await;
    assert_eq!(state.unwrap(), State::Approved);
}
