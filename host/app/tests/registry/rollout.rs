//! Who gets which release.

use app::{
    Actor, ReleaseId,
    registry::{NoStep, RegistryError, State},
};

use crate::world::{MINI_APP, World};

on_both!(
    a_share_grows_and_takes_nobody_out,
    a_region_is_a_region_and_what_is_in_it,
    going_back_is_one_step,
    back_from_the_first_is_to_nothing,
    what_a_few_try_out_is_not_what_the_others_get,
    what_makes_no_sense_is_refused,
);

async fn gets(world: &World, actor: &Actor) -> Option<ReleaseId> {
    let mini_app = MINI_APP.parse().unwrap();
    let mut unit = world.app.reading();
    let live = world.app.release_live(&mut unit, actor, &mini_app).await;
    live.unwrap().map(|release| release.id)
}

async fn people(world: &World) -> Vec<Actor> {
    let mut all = Vec::new();
    for login in [
        "sari", "tono", "budi", "rina", "agus", "putu", "dewi", "wayan", "lia",
    ] {
        all.push(world.citizen(login).await);
    }
    all
}

async fn a_share_grows_and_takes_nobody_out(world: World) {
    let (old, new) = (world.approved("1.0.0").await, world.approved("2.0.0").await);
    world.roll_out("wayan", old, 100, &[]).await.unwrap();
    let people = people(&world).await;
    let mut before = 0;
    for share in [1, 20, 40, 60, 80, 99] {
        world.roll_out("wayan", new, share, &[]).await.unwrap();
        assert_eq!(world.state(new).await, State::RollingOut);
        assert_eq!(world.state(old).await, State::Live);
        let mut with_new = Vec::new();
        for actor in &people {
            match gets(&world, actor).await {
                Some(id) if id == new => with_new.push(true),
                id => {
                    assert_eq!(id, Some(old));
                    with_new.push(false);
                }
            }
        }
        let count = with_new.iter().filter(|has| **has).count();
        assert!(count >= before, "{share}: {count} after {before}");
        before = count;
    }
    assert!(before > 0);
    world.roll_out("wayan", new, 100, &[]).await.unwrap();
    assert_eq!(world.state(new).await, State::Live);
    assert_eq!(world.state(old).await, State::Superseded);
    for actor in &people {
        assert_eq!(gets(&world, actor).await, Some(new));
    }
}

async fn a_region_is_a_region_and_what_is_in_it(world: World) {
    let id = world.approved("1.0.0").await;
    let mut sari = world.citizen("sari").await;
    world.roll_out("wayan", id, 100, &["99.99"]).await.unwrap();
    assert_eq!(world.state(id).await, State::RollingOut);
    for (region, has) in [
        (Some("99.99.99"), true),
        (Some("99.99"), true),
        (Some("99.9"), false),
        (Some("99.991"), false),
        (Some("31.74"), false),
        (None, false),
    ] {
        sari.reader.region = region.map(str::to_owned);
        assert_eq!(gets(&world, &sari).await, has.then_some(id), "{region:?}");
    }
}

async fn going_back_is_one_step(world: World) {
    let (first, second, third) = (
        world.approved("1.0.0").await,
        world.approved("2.0.0").await,
        world.approved("3.0.0").await,
    );
    let (wayan, mini_app) = (&world.staff("wayan").await, &MINI_APP.parse().unwrap());
    let back = async || {
        world
            .does(async |app, unit| {
                app.roll_back(unit, wayan, mini_app, "lebih banyak galat".to_owned())
                    .await
            })
            .await
    };
    assert!(matches!(back().await, Err(RegistryError::NotFound(_))));
    world.roll_out("wayan", first, 100, &[]).await.unwrap();
    let sari = &world.citizen("sari").await;
    world.roll_out("wayan", second, 100, &[]).await.unwrap();
    let step = back().await.unwrap();
    assert_eq!((step.sequence, step.release, step.share), (3, first, 100));
    assert_eq!(gets(&world, sari).await, Some(first));
    assert_eq!(world.state(second).await, State::Superseded);
    assert_eq!(world.state(first).await, State::Live);
    // Once more does not bring back what was just taken away, and takes nothing away.
    let nothing = back().await;
    assert!(matches!(
        nothing,
        Err(RegistryError::NoStep(NoStep::NothingBefore))
    ));

    // In the middle of a rollout: back to what the others have, and the new one is given up.
    world.roll_out("wayan", third, 5, &[]).await.unwrap();
    back().await.unwrap();
    assert_eq!(gets(&world, sari).await, Some(first));
    assert_eq!(world.state(third).await, State::Superseded);
    // Another one in the middle of a rollout: the others keep what they have.
    world.roll_out("wayan", second, 5, &[]).await.unwrap();
    let step = world.roll_out("wayan", third, 5, &[]).await.unwrap();
    assert_eq!(step.before, Some(first));
    assert_eq!(world.state(second).await, State::Superseded);
    let steps = world
        .app
        .rollout_steps(&mut world.app.reading(), wayan, mini_app)
        .await;
    assert_eq!(steps.unwrap().len(), 7);
}

async fn back_from_the_first_is_to_nothing(world: World) {
    let (first, second) = (world.approved("1.0.0").await, world.approved("2.0.0").await);
    let (wayan, mini_app) = (&world.staff("wayan").await, &MINI_APP.parse().unwrap());
    let back = async || {
        world
            .does(async |app, unit| {
                app.roll_back(unit, wayan, mini_app, "galat".to_owned())
                    .await
            })
            .await
    };
    let sari = &world.citizen("sari").await;
    world.roll_out("wayan", first, 99, &[]).await.unwrap();
    let ended = back().await.unwrap();
    assert_eq!((ended.release, ended.share, ended.before), (first, 0, None));
    assert_eq!(world.state(first).await, State::Ended);
    assert_eq!(gets(&world, sari).await, None);
    assert!(matches!(
        back().await,
        Err(RegistryError::NoStep(NoStep::NothingBefore))
    ));
    // Nobody gets what was taken back as that which the others get.
    let step = world.roll_out("wayan", second, 5, &[]).await.unwrap();
    assert_eq!(step.before, None);
    let ended = back().await.unwrap();
    assert_eq!((ended.release, ended.share), (second, 0));
    // It may come again: also the first one.
    world.roll_out("wayan", first, 100, &[]).await.unwrap();
    assert_eq!(gets(&world, sari).await, Some(first));
    assert_eq!(world.state(first).await, State::Live);
    assert_eq!(world.state(second).await, State::Ended);
}

async fn what_a_few_try_out_is_not_what_the_others_get(world: World) {
    let (first, second, third) = (
        world.approved("1.0.0").await,
        world.approved("2.0.0").await,
        world.approved("3.0.0").await,
    );
    world.roll_out("wayan", first, 5, &["99.99"]).await.unwrap();
    let step = world.roll_out("wayan", second, 5, &[]).await.unwrap();
    assert_eq!(step.before, None);
    assert_eq!(world.state(first).await, State::Superseded);
    let (wayan, mini_app) = (&world.staff("wayan").await, &MINI_APP.parse().unwrap());
    let back = async || {
        world
            .does(async |app, unit| {
                app.roll_back(unit, wayan, mini_app, "galat".to_owned())
                    .await
            })
            .await
    };
    let step = back().await.unwrap();
    assert_eq!((step.release, step.share), (first, 5));
    assert_eq!(
        (step.regions, step.before),
        (vec!["99.99".to_owned()], None)
    );
    world.roll_out("wayan", second, 100, &[]).await.unwrap();
    world.roll_out("wayan", third, 5, &[]).await.unwrap();
    world.roll_out("wayan", first, 5, &[]).await.unwrap();
    world.roll_out("wayan", first, 100, &[]).await.unwrap();
    // What everybody had before, and not what a few tried out in between.
    assert_eq!(back().await.unwrap().release, second);
}

async fn what_makes_no_sense_is_refused(world: World) {
    let id = world.approved("1.0.0").await;
    for (share, regions) in [
        (0, &[][..]),
        (101, &[]),
        (5, &["Jakarta"]),
        (5, &["31."]),
        // No region that there is.
        (5, &["00.00"]),
        (5, &[""]),
    ] {
        let refused = world.roll_out("wayan", id, share, regions).await;
        assert!(
            matches!(refused, Err(RegistryError::NoStep(_))),
            "{share} {regions:?}"
        );
    }
    // Who has it loses it only where somebody says why.
    world.roll_out("wayan", id, 50, &[]).await.unwrap();
    for (share, regions) in [(49, &[][..]), (100, &["99.99"])] {
        let refused = world.roll_out("wayan", id, share, regions).await;
        assert!(
            matches!(refused, Err(RegistryError::NoStep(NoStep::Fewer))),
            "{share} {regions:?}"
        );
    }
    world.roll_out("wayan", id, 50, &[]).await.unwrap();
    world.roll_out("wayan", id, 100, &[]).await.unwrap();
}
