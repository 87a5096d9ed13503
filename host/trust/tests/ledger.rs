//! The life of a release as the log tells it, and all that must not become part of it.

#![expect(clippy::expect_used, reason = "a failure here is the test's failure")]

use jiff::Timestamp;
use proptest::prelude::*;
use trust::{
    AgencyRule, Breach, Decision, Digest, Enrolment, Entry, Envelope, Event, Holder, Ledger,
    NotAdmitted, Publication, Revocation, SecretKey, Statement, Target, TrustList, Verdict,
};

const APP: &str = "kota-damai/izin-usaha";

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

fn minute(minute: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + minute * 60).expect("a moment")
}

/// A log with everybody in it, and a clock that goes on by a minute with each entry.
struct World {
    ledger: Ledger,
    minutes: i64,
}

const ROOT: u8 = 1;
const REGISTRAR: u8 = 2;
const PUBLISHER: u8 = 3;
const SECOND: u8 = 4;
const REVIEWER: u8 = 5;
const STRANGER: u8 = 6;
const OTHER_AGENCY: u8 = 7;
/// A reviewer who is also a publisher, with a key for each.
const BOTH: u8 = 8;
const BOTH_REVIEWS: u8 = 9;

impl World {
    fn new() -> Self {
        let mut world = Self {
            ledger: Ledger::new(key(ROOT).public()),
            minutes: 0,
        };
        let list = TrustList {
            version: 1,
            registrars: vec![key(REGISTRAR).public()],
        };
        world.must(Event::TrustList(sealed(&list, &[ROOT])));
        let agency = |name: &str| Holder::Agency(name.to_owned());
        for (seed, holder, person) in [
            (PUBLISHER, agency("kota-damai"), "p"),
            (SECOND, agency("kota-damai"), "s"),
            (REVIEWER, Holder::Reviewer, "r"),
            (OTHER_AGENCY, agency("kemen-aparatur"), "o"),
            (BOTH, agency("kota-damai"), "b"),
            (BOTH_REVIEWS, Holder::Reviewer, "b"),
        ] {
            let signers = [seed, REGISTRAR];
            world.must(Event::Enrolled(sealed(
                &enrolment(seed, holder, person),
                &signers,
            )));
        }
        world
    }

    fn add(&mut self, event: Event) -> Result<(), Breach> {
        self.minutes += 1;
        let at = minute(self.minutes);
        self.ledger.apply(&Entry { at, event })
    }

    fn must(&mut self, event: Event) {
        self.add(event).expect("it holds");
    }

    fn refused(&mut self, event: Event) -> String {
        let before = format!("{:?}", self.ledger);
        let breach = self.add(event).expect_err("it breaks a rule");
        assert_eq!(format!("{:?}", self.ledger), before, "it had an effect");
        breach.to_string()
    }

    fn admitted(&self, version: u8) -> Result<(), NotAdmitted> {
        self.ledger.admits(APP, component(version))
    }

    /// Sent in, checked, approved.
    fn approved(&mut self, version: u8) {
        self.must(upload(version, &[PUBLISHER]));
        self.must(checked(version, true));
        self.must(decided(version, Verdict::Approve, REVIEWER));
    }
}

fn sealed<S: Statement>(statement: &S, signers: &[u8]) -> Envelope {
    let (first, more) = signers.split_first().expect("somebody signs");
    let mut envelope = Envelope::seal(statement, &key(*first)).expect("sealed");
    more.iter()
        .for_each(|seed| envelope.countersign(&key(*seed)));
    envelope
}

fn enrolment(seed: u8, holder: Holder, person: &str) -> Enrolment {
    Enrolment {
        key: key(seed).public(),
        holder,
        person: person.to_owned(),
        until: minute(1_000),
    }
}

fn component(version: u8) -> Digest {
    Digest::of(&[version])
}

fn report(version: u8) -> Digest {
    Digest::of(&[version, 0])
}

fn publication(version: u8) -> Publication {
    Publication {
        mini_app: APP.to_owned(),
        version: format!("{version}.0.0"),
        digest: component(version),
    }
}

fn upload(version: u8, signers: &[u8]) -> Event {
    Event::Uploaded(sealed(&publication(version), signers))
}

fn checked(version: u8, passed: bool) -> Event {
    Event::Checked {
        digest: component(version),
        report: report(version),
        passed,
    }
}

fn decision(version: u8, verdict: Verdict) -> Decision {
    Decision {
        digest: component(version),
        report: report(version),
        verdict,
        rule: String::new(),
        reason: String::new(),
    }
}

fn decided(version: u8, verdict: Verdict, by: u8) -> Event {
    Event::Decided(sealed(&decision(version, verdict), &[by]))
}

fn rolled_out(version: u8, sequence: u64) -> Event {
    Event::RolledOut {
        mini_app: APP.to_owned(),
        sequence,
        digest: component(version),
        share: 100,
        regions: Vec::new(),
        by: "p".to_owned(),
        reason: String::new(),
    }
}

fn stopped(target: Target) -> Event {
    Event::Stopped {
        target,
        reason: "it loses answers".to_owned(),
        by: "o".to_owned(),
    }
}

#[test]
fn a_release_runs_once_it_is_signed_checked_and_approved_by_somebody_else() {
    let mut world = World::new();
    assert_eq!(world.admitted(1), Err(NotAdmitted::Unknown(component(1))));
    world.must(upload(1, &[PUBLISHER]));
    world.must(checked(1, true));
    assert_eq!(
        world.admitted(1),
        Err(NotAdmitted::NotApproved(component(1)))
    );
    world.must(decided(1, Verdict::Approve, REVIEWER));
    assert_eq!(world.admitted(1), Ok(()));
    world.must(rolled_out(1, 1));
    assert_eq!(world.ledger.rollout(APP), 1);
    let elsewhere = world.ledger.admits("kemen-aparatur/surat", component(1));
    assert!(matches!(elsewhere, Err(NotAdmitted::OtherMiniApp { .. })));
}

#[test]
fn who_may_not_sign_does_not() {
    let mut world = World::new();
    let of_stranger = world.refused(upload(1, &[STRANGER]));
    assert!(of_stranger.contains("is not enrolled"), "{of_stranger}");
    let of_other = world.refused(upload(1, &[OTHER_AGENCY]));
    assert!(
        of_other.contains("does not sign for kota-damai"),
        "{of_other}"
    );
    let of_reviewer = world.refused(upload(1, &[REVIEWER]));
    assert!(
        of_reviewer.contains("does not sign for kota-damai"),
        "{of_reviewer}"
    );
    world.must(upload(1, &[PUBLISHER]));
    world.must(checked(1, true));
    let by_publisher = world.refused(decided(1, Verdict::Approve, SECOND));
    assert!(by_publisher.contains("for the reviewers"), "{by_publisher}");
    // A publisher's key beside a reviewer's.
    let decision = sealed(&decision(1, Verdict::Approve), &[REVIEWER, PUBLISHER]);
    world.refused(Event::Decided(decision));
}

#[test]
fn nobody_decides_about_what_they_published() {
    let mut world = World::new();
    world.must(upload(1, &[BOTH]));
    world.must(checked(1, true));
    let own = world.refused(decided(1, Verdict::Approve, BOTH_REVIEWS));
    assert_eq!(own, Breach::OwnRelease.to_string());
    world.must(decided(1, Verdict::Approve, REVIEWER));
}

#[test]
fn a_decision_is_about_the_report_that_was_made_and_is_taken_once() {
    let mut world = World::new();
    world.must(upload(1, &[PUBLISHER]));
    world.refused(decided(1, Verdict::Approve, REVIEWER));
    world.must(checked(1, false));
    let failed = world.refused(decided(1, Verdict::Approve, REVIEWER));
    assert!(failed.contains("did not pass its checks"), "{failed}");
    let mut other = decision(1, Verdict::Reject);
    other.report = report(2);
    world.refused(Event::Decided(sealed(&other, &[REVIEWER])));
    world.must(decided(1, Verdict::Reject, REVIEWER));
    world.refused(decided(1, Verdict::Approve, REVIEWER));
    world.refused(checked(1, true));
    assert_eq!(
        world.admitted(1),
        Err(NotAdmitted::NotApproved(component(1)))
    );
}

#[test]
fn an_old_release_does_not_come_back_as_new() {
    let mut world = World::new();
    world.approved(1);
    world.must(rolled_out(1, 1));
    world.refused(upload(1, &[PUBLISHER]));
    // Another file under the same version.
    let mut renamed = publication(2);
    renamed.version = "1.0.0".to_owned();
    world.refused(Event::Uploaded(sealed(&renamed, &[PUBLISHER])));
    // A rollout that was in force before.
    world.approved(2);
    world.must(rolled_out(2, 2));
    let replayed = world.refused(rolled_out(1, 1));
    assert!(replayed.contains("does not follow 2"), "{replayed}");
    // Going back is a new rollout.
    world.must(rolled_out(1, 3));
}

#[test]
fn a_revoked_key_takes_with_it_what_it_signed_from_then_on() {
    let mut world = World::new();
    world.approved(1);
    let before = world.minutes;
    world.approved(2);
    let revoke = |seed: u8, from: i64, by: u8| {
        let revocation = Revocation {
            key: key(seed).public().id(),
            from: minute(from),
            reason: "stolen".to_owned(),
        };
        Event::Revoked(sealed(&revocation, &[by]))
    };
    world.refused(revoke(PUBLISHER, before, OTHER_AGENCY));
    world.must(revoke(PUBLISHER, before + 1, PUBLISHER));
    assert_eq!(world.admitted(1), Ok(()));
    assert!(matches!(
        world.admitted(2),
        Err(NotAdmitted::Unsigned { .. })
    ));
    world.refused(upload(3, &[PUBLISHER]));
    world.must(upload(3, &[SECOND]));
    // The reviewer's too, and a later revocation takes nothing back.
    world.must(revoke(REVIEWER, 0, REGISTRAR));
    world.must(revoke(REVIEWER, 900, REGISTRAR));
    assert_eq!(
        world.admitted(1),
        Err(NotAdmitted::NotApproved(component(1)))
    );
    let again = enrolment(REVIEWER, Holder::Reviewer, "r");
    world.refused(Event::Enrolled(sealed(&again, &[REVIEWER, REGISTRAR])));
}

#[test]
fn an_expired_key_signs_nothing_new() {
    let mut world = World::new();
    world.approved(1);
    world.minutes = 1_000;
    let late = world.refused(upload(2, &[PUBLISHER]));
    assert!(late.contains("it expired or was revoked"), "{late}");
    assert_eq!(world.admitted(1), Ok(()));
    let mut longer = enrolment(PUBLISHER, Holder::Agency("kota-damai".to_owned()), "p");
    longer.until = minute(2_000);
    world.must(Event::Enrolled(sealed(&longer, &[PUBLISHER, REGISTRAR])));
    world.must(upload(2, &[PUBLISHER]));
}

#[test]
fn keys_are_enrolled_by_a_registrar_of_the_root_with_proof_of_having_them() {
    let mut world = World::new();
    let holder = || Holder::Agency("kota-damai".to_owned());
    let stranger = enrolment(STRANGER, holder(), "x");
    let no_proof = world.refused(Event::Enrolled(sealed(&stranger, &[REGISTRAR])));
    assert!(no_proof.contains("nobody has proved"), "{no_proof}");
    world.refused(Event::Enrolled(sealed(&stranger, &[STRANGER])));
    world.refused(Event::Enrolled(sealed(&stranger, &[STRANGER, PUBLISHER])));
    let taken = enrolment(PUBLISHER, holder(), "x");
    world.refused(Event::Enrolled(sealed(&taken, &[PUBLISHER, REGISTRAR])));
    let list = |version, by| {
        let list = TrustList {
            version,
            registrars: vec![key(STRANGER).public()],
        };
        Event::TrustList(sealed(&list, &[by]))
    };
    world.refused(list(2, REGISTRAR));
    world.refused(list(1, ROOT));
    world.refused(list(3, ROOT));
    world.must(list(2, ROOT));
    let by_former = enrolment(10, holder(), "y");
    world.refused(Event::Enrolled(sealed(&by_former, &[10, REGISTRAR])));
}

#[test]
fn an_agency_can_demand_two_persons() {
    let mut world = World::new();
    world.approved(1);
    let rule = |publishers, signers: &[u8]| {
        let rule = AgencyRule {
            agency: "kota-damai".to_owned(),
            publishers,
        };
        Event::AgencyRule(sealed(&rule, signers))
    };
    world.refused(rule(3, &[PUBLISHER]));
    world.must(rule(2, &[PUBLISHER]));
    // What ran runs.
    assert_eq!(world.admitted(1), Ok(()));
    world.must(upload(2, &[PUBLISHER]));
    world.must(checked(2, true));
    let one = world.refused(decided(2, Verdict::Approve, REVIEWER));
    assert!(one.contains("demands 2 persons, and 1 signed"), "{one}");
    let other = sealed(&publication(1), &[PUBLISHER, SECOND]);
    world.refused(Event::Countersigned(other));
    let both = sealed(&publication(2), &[PUBLISHER, SECOND]);
    world.must(Event::Countersigned(both));
    world.must(decided(2, Verdict::Approve, REVIEWER));
    assert_eq!(world.admitted(2), Ok(()));
    // One person alone does not take the rule back.
    world.refused(rule(1, &[PUBLISHER]));
    world.must(rule(1, &[PUBLISHER, SECOND]));
}

#[test]
fn a_stop_wins_over_all_that_came_before() {
    let mut world = World::new();
    world.approved(1);
    for target in [
        Target::Release(component(1)),
        Target::MiniApp(APP.to_owned()),
        Target::Agency("kota-damai".to_owned()),
    ] {
        world.must(stopped(target.clone()));
        let stopped = world.admitted(1).expect_err("it is stopped");
        assert!(stopped.to_string().contains("it loses answers"));
        world.refused(rolled_out(1, 1));
        world.must(Event::Resumed {
            target,
            reason: "mended".to_owned(),
            by: "o".to_owned(),
        });
        assert_eq!(world.admitted(1), Ok(()));
    }
    let claims = "balai:platform/claims@0.1.0";
    world.must(stopped(Target::Capability(claims.to_owned())));
    assert!(world.ledger.stopped_capability(claims).is_some());
    world.must(Event::Withdrawn {
        digest: component(1),
        by: "p".to_owned(),
    });
    assert_eq!(world.admitted(1), Err(NotAdmitted::Withdrawn(component(1))));
}

#[test]
fn time_does_not_go_back() {
    let mut world = World::new();
    world.minutes -= 2;
    let back = world.refused(upload(1, &[PUBLISHER]));
    assert!(back.contains("the entry before it"), "{back}");
}

proptest! {
    /// Whatever anybody but the reviewers signs, in whatever order, nothing runs.
    #[test]
    fn nothing_runs_without_a_reviewer(steps in proptest::collection::vec((0_u8..7, 1_u8..4, 2_u8..9), 0..40)) {
        let mut world = World::new();
        for (what, version, seed) in steps {
            if seed == REVIEWER {
                continue;
            }
            let event = match what {
                0 => upload(version, &[seed]),
                1 => checked(version, true),
                2 => decided(version, Verdict::Approve, seed),
                3 => rolled_out(version, u64::from(version)),
                4 => Event::Countersigned(sealed(&publication(version), &[seed])),
                5 => Event::Enrolled(sealed(&enrolment(seed, Holder::Reviewer, "x"), &[seed])),
                _ => {
                    let list = TrustList { version: 2, registrars: vec![key(seed).public()] };
                    Event::TrustList(sealed(&list, &[seed]))
                }
            };
            let _ = world.add(event);
            for version in 1..4 {
                prop_assert!(world.admitted(version).is_err());
            }
        }
    }

    /// Bytes are an entry, written the same way again, or none; and never a panic.
    #[test]
    fn any_text_is_an_entry_or_none(text in "\\PC{0,200}") {
        if let Ok(entry) = Entry::from_bytes(text.as_bytes()) {
            prop_assert!(entry.to_bytes().is_ok());
        }
    }
}
