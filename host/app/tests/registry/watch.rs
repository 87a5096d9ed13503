//! What becomes by itself of what is rolled out: it goes on by its plan, and is taken back where it does worse.

use app::{
    App, Instant, ReleaseId, Unit,
    registry::{
        Counted, NewPlan, NewStep, Next, NoStep, Plan, RegistryError, State, Step,
        health::{Counts, DURATIONS, Verdict, duration_of},
    },
};
use jiff::{SignedDuration, Timestamp};
use trust::Target;
use uuid::Uuid;

use crate::world::{MINI_APP, World, now};

on_both!(
    steps_are_taken_when_their_time_has_come,
    a_plan_waits_for_calls_and_goes_on_without_them_in_the_end,
    a_plan_is_paused_and_ended_by_any_other_step,
    a_stop_ends_what_was_planned,
    what_does_worse_is_taken_back_once_and_people_are_told,
    a_first_release_that_fails_is_taken_from_everybody_it_was_tried_on,
    what_only_some_had_is_given_to_the_same_again,
    what_people_went_back_to_is_not_judged,
    a_plan_that_makes_no_sense_is_refused,
);

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn after(time: SignedDuration) -> Timestamp {
    now() + time
}

/// So many calls of 3 ms, so many of which trap.
fn counts(traps: u64, calls: u64) -> Counts {
    let mut took = [0; DURATIONS];
    took[duration_of(3)] = calls;
    Counts {
        traps,
        took,
        ..Counts::default()
    }
}

impl World {
    fn at(&self, moment: Timestamp) {
        self.app.clock().set(moment.into());
    }

    /// A node counted this since now.
    async fn counted(&self, node: u128, release: ReleaseId, counts: Counts) {
        let at = self.app.clock().now();
        let counted = Counted {
            release,
            at,
            counts,
        };
        let node = Uuid::from_u128(node);
        self.app.health_keep(node, &[counted]).await.unwrap();
    }

    async fn planned(
        &self,
        release: ReleaseId,
        shares: &[u8],
        every: SignedDuration,
    ) -> Result<Step, RegistryError> {
        let wayan = &self.staff("wayan").await;
        let step = &NewStep {
            release,
            share: shares[0],
            regions: Vec::new(),
            reason: String::new(),
        };
        let plan = &NewPlan {
            shares: shares[1..].to_vec(),
            every,
        };
        self.does(async |app: &App, unit: &mut Unit| {
            app.roll_out_planned(unit, wayan, step.clone(), plan.clone())
                .await
        })
        .await
    }

    async fn plan(&self) -> Option<Plan> {
        let (wayan, mini_app) = (&self.staff("wayan").await, &MINI_APP.parse().unwrap());
        let mut unit = self.app.reading();
        self.app
            .rollout_plan(&mut unit, wayan, mini_app)
            .await
            .unwrap()
    }

    async fn pause(&self, paused: bool) -> Plan {
        let (wayan, mini_app) = (&self.staff("wayan").await, &MINI_APP.parse().unwrap());
        self.does(async |app, unit| app.rollout_pause(unit, wayan, mini_app, paused).await)
            .await
            .unwrap()
    }

    /// The shares of all steps, the latest first.
    async fn shares(&self) -> Vec<i64> {
        self.steps().await.iter().map(|step| step.share).collect()
    }

    async fn steps(&self) -> Vec<Step> {
        let (wayan, mini_app) = (&self.staff("wayan").await, &MINI_APP.parse().unwrap());
        let mut unit = self.app.reading();
        let steps = self.app.rollout_steps(&mut unit, wayan, mini_app).await;
        steps.unwrap()
    }

    async fn watch(&self) {
        self.app.rollouts_watch().await.unwrap();
    }

    async fn inbox(&self, login: &str) -> Vec<String> {
        let actor = self.staff(login).await;
        let inbox = self.app.inbox_of(&mut self.app.reading(), &actor).await;
        let said = inbox.unwrap().into_iter().map(|message| {
            let en = |text: Vec<(String, String)>| {
                let found = text.into_iter().find(|(lang, _)| lang == "en");
                found.unwrap().1
            };
            format!("{}: {}", en(message.title), en(message.body))
        });
        said.collect()
    }
}

async fn steps_are_taken_when_their_time_has_come(world: World) {
    let (old, new) = (world.approved("1.0.0").await, world.approved("2.0.0").await);
    world.roll_out("wayan", old, 100, &[]).await.unwrap();
    world.planned(new, &[5, 25, 100], DAY).await.unwrap();
    world.watch().await;
    assert_eq!(world.shares().await, [5, 100]);
    world.counted(1, new, counts(0, 50)).await;
    // A node that is restarted, or another one, over the same database.
    let other = World::over(world.store.clone());
    other.app.log_follow().await.unwrap();
    for world in [&world, &other] {
        world.at(after(DAY));
    }
    world.watch().await;
    other.watch().await;
    assert_eq!(world.shares().await, [25, 5, 100]);
    let step = world.steps().await.remove(0);
    assert_eq!((step.before, step.by.is_some()), (Some(old), true));
    world.counted(1, new, counts(0, 30)).await;
    for world in [&world, &other] {
        world.at(after(DAY * 2));
    }
    tokio::join!(world.watch(), other.watch());
    assert_eq!(world.shares().await, [100, 25, 5, 100]);
    assert_eq!(world.state(new).await, State::Live);
    assert_eq!(world.plan().await, None);
    world.at(after(DAY * 9));
    world.watch().await;
    assert_eq!(world.shares().await, [100, 25, 5, 100]);
}

async fn a_plan_waits_for_calls_and_goes_on_without_them_in_the_end(world: World) {
    let release = world.approved("1.0.0").await;
    world.planned(release, &[5, 25, 99], DAY).await.unwrap();
    world.at(after(DAY));
    world.counted(1, release, counts(0, 3)).await;
    world.watch().await;
    assert_eq!(world.shares().await, [5]);
    let plan = world.plan().await.unwrap();
    let latest = Instant::from(after(DAY * 2));
    let now = world.app.clock().now();
    assert_eq!(plan.next(now, Verdict::TooFew), Next::Waits(latest));
    world.counted(2, release, counts(0, 30)).await;
    let minute = SignedDuration::from_mins(1);
    world.at(after(DAY + minute));
    world.watch().await;
    assert_eq!(world.shares().await, [25, 5]);
    // Nobody comes.
    world.at(after(DAY * 2 + minute));
    world.watch().await;
    assert_eq!(world.shares().await, [25, 5]);
    world.at(after(DAY * 3 + minute));
    world.watch().await;
    assert_eq!(world.shares().await, [99, 25, 5]);
}

async fn a_plan_is_paused_and_ended_by_any_other_step(world: World) {
    let release = world.approved("1.0.0").await;
    world
        .planned(release, &[5, 25, 50, 100], DAY)
        .await
        .unwrap();
    assert!(world.pause(true).await.paused);
    world.at(after(DAY * 3));
    world.watch().await;
    assert_eq!(world.shares().await, [5]);
    world.pause(false).await;
    world.watch().await;
    assert_eq!(world.shares().await, [25, 5]);
    // By hand.
    world.roll_out("wayan", release, 30, &[]).await.unwrap();
    assert_eq!(world.plan().await, None);
    world.at(after(DAY * 9));
    world.watch().await;
    assert_eq!(world.shares().await, [30, 25, 5]);
}

async fn a_stop_ends_what_was_planned(world: World) {
    let release = world.approved("1.0.0").await;
    world.planned(release, &[5, 25], DAY).await.unwrap();
    let hasan = &world.staff("hasan").await;
    let target = &Target::MiniApp(MINI_APP.to_owned());
    world
        .does(async |app, unit| {
            app.registry_stop(unit, hasan, target.clone(), "Kehilangan jawaban.")
                .await
        })
        .await
        .unwrap();
    world.watch().await;
    assert_eq!(world.plan().await, None);
    let told = world.inbox("wayan").await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("Its release was stopped."), "{told:?}");
    world
        .does(async |app, unit| {
            app.registry_resume(unit, hasan, target.clone(), "Sudah diperbaiki.")
                .await
        })
        .await
        .unwrap();
    world.at(after(DAY * 9));
    world.watch().await;
    assert_eq!(world.shares().await, [5]);
}

async fn what_does_worse_is_taken_back_once_and_people_are_told(world: World) {
    let (old, new) = (world.approved("1.0.0").await, world.approved("2.0.0").await);
    world.roll_out("wayan", old, 100, &[]).await.unwrap();
    world.at(after(DAY));
    world.planned(new, &[5, 100], DAY).await.unwrap();
    // Two nodes sum up; what was counted before the step says nothing.
    world.counted(1, old, counts(0, 300)).await;
    world.counted(2, old, counts(1, 100)).await;
    world.counted(1, new, counts(2, 20)).await;
    world.watch().await;
    assert_eq!(world.shares().await, [5, 100]);
    world.counted(2, new, counts(4, 20)).await;
    let other = World::over(world.store.clone());
    other.app.log_follow().await.unwrap();
    other.at(after(DAY));
    tokio::join!(world.watch(), other.watch());
    world.watch().await;
    let steps = world.steps().await;
    assert_eq!(steps.len(), 3);
    assert_eq!((steps[0].release, steps[0].share), (old, 100));
    assert_eq!(steps[0].by, None);
    assert_eq!(
        steps[0].reason,
        "6 dari 40 panggilan gagal (15,0 %), sebelumnya 1 dari 400 (0,3 %) · 6 of 40 calls failed (15.0 %), before 1 of 400 (0.3 %)"
    );
    assert_eq!(world.state(new).await, State::Superseded);
    assert_eq!(world.plan().await, None);
    for login in ["wayan", "putu"] {
        let told = world.inbox(login).await;
        assert_eq!(
            told,
            [
                "Release 2.0.0 of kota-damai/izin-usaha was taken back by itself: 6 of 40 calls failed (15.0 %), before 1 of 400 (0.3 %). Everybody gets 1.0.0 again. What citizens have sent is kept."
            ],
            "{login}"
        );
    }
    assert!(world.inbox("budi").await.is_empty());
    // Rolled out once more, it begins anew.
    world.at(after(DAY * 2));
    world.roll_out("wayan", new, 5, &[]).await.unwrap();
    world.watch().await;
    assert_eq!(world.shares().await, [5, 100, 5, 100]);
}

async fn a_first_release_that_fails_is_taken_from_everybody_it_was_tried_on(world: World) {
    let release = world.approved("1.0.0").await;
    world.roll_out("wayan", release, 5, &[]).await.unwrap();
    world.counted(1, release, counts(1, 20)).await;
    world.watch().await;
    assert_eq!(world.shares().await, [5]);
    world.counted(1, release, counts(5, 20)).await;
    world.watch().await;
    let step = world.steps().await.remove(0);
    assert_eq!((step.release, step.share, step.by), (release, 0, None));
    assert_eq!(world.state(release).await, State::Ended);
    // Where everybody has it, and never had another one, only people take it away.
    world.at(after(DAY));
    world.roll_out("wayan", release, 100, &[]).await.unwrap();
    world.counted(1, release, counts(9, 20)).await;
    world.watch().await;
    assert_eq!(world.shares().await, [100, 0, 5]);
}

async fn what_only_some_had_is_given_to_the_same_again(world: World) {
    let (old, new) = (world.approved("1.0.0").await, world.approved("2.0.0").await);
    world.roll_out("wayan", old, 25, &[]).await.unwrap();
    world.at(after(DAY));
    world.roll_out("wayan", new, 5, &[]).await.unwrap();
    world.counted(1, new, counts(9, 20)).await;
    world.watch().await;
    let step = world.steps().await.remove(0);
    assert_eq!((step.release, step.share, step.by), (old, 25, None));
    assert_eq!(
        world.inbox("wayan").await,
        [
            "Release 2.0.0 of kota-damai/izin-usaha was taken back by itself: 9 of 20 calls failed (45.0 %). Those who had 1.0.0 get it again. What citizens have sent is kept."
        ]
    );
}

async fn what_people_went_back_to_is_not_judged(world: World) {
    let mut versions = Vec::new();
    for version in ["1.0.0", "2.0.0", "3.0.0"] {
        versions.push(world.approved(version).await);
        let new = versions[versions.len() - 1];
        world.roll_out("wayan", new, 100, &[]).await.unwrap();
        world.at(after(DAY * versions.len() as i32));
    }
    // Compared with what everybody had before.
    world.counted(1, versions[2], counts(9, 20)).await;
    world.watch().await;
    let steps = world.steps().await;
    assert_eq!((steps[0].release, steps[0].share), (versions[1], 100));
    // Something else is wrong: going further back would not help.
    world.at(after(DAY * 4));
    world.counted(1, versions[1], counts(9, 20)).await;
    world.watch().await;
    assert_eq!(world.shares().await, [100; 4]);
}

async fn a_plan_that_makes_no_sense_is_refused(world: World) {
    let release = world.approved("1.0.0").await;
    for shares in [&[5, 5][..], &[25, 5], &[5, 101], &[0, 5]] {
        let refused = world.planned(release, shares, DAY).await;
        assert!(
            matches!(refused, Err(RegistryError::NoStep(_))),
            "{shares:?}"
        );
    }
    for every in [SignedDuration::from_secs(59), DAY * 31] {
        let refused = world.planned(release, &[5, 25], every).await;
        assert!(
            matches!(refused, Err(RegistryError::NoStep(NoStep::Every))),
            "{every}"
        );
    }
    assert!(world.shares().await.is_empty());
}
