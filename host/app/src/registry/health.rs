//! Whether a release does worse than the one before it, by what came of their calls. Pure: it is given the counts.
//!
//! A share that was counted is one draw: 1 failure of 20 calls may be 5 % or luck. So each share is an interval, by the
//! score method of Wilson ("Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927), 209),
//! which holds for few calls and for shares near nothing too. One release is worse than another where the whole of its
//! interval lies above the whole of the other's. That is stricter than a test of the difference, as it has to be where
//! somebody looks every few seconds.

use std::fmt;

use contract::values::Localised;

/// So many kinds of duration are told apart: below 1 ms, then each twice as long as the one before, the last without end.
pub const DURATIONS: usize = 14;
/// With fewer calls, nothing is said but that a release fails all the time.
pub const ENOUGH: u64 = 20;
/// With fewer calls, nothing is said.
const FEWEST: u64 = 5;
/// With fewer failures, nothing is said: they may be one person's, who tries again.
const FEWEST_FAILURES: u64 = 3;
/// How sure an end of an interval is: beyond it lies 1 of 740 (the normal distribution, one side).
const Z: f64 = 3.0;
/// What fails more seldom is not taken from people by itself.
const UNNOTICED: f64 = 0.005;
/// Where there is nothing to be compared with, no more may fail.
const MOST: f64 = 0.05;
/// So many of all calls may take longer than usual: what is compared is the time that the other 95 of a hundred take.
const TAIL: f64 = 0.05;
/// Up to so long, in milliseconds, nobody notices that it took longer.
const UNNOTICED_MS: u64 = 256;

/// How a release failed a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It trapped, or ended itself.
    Trap,
    /// It ran into a limit: of time, memory, calls or output.
    Limit,
    /// It broke a promise of its interface, or gave up.
    Error,
}

/// What came of calls. Those that failed for which the release is not to blame are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// So many trapped,
    pub traps: u64,
    /// so many ran into a limit,
    pub limits: u64,
    /// so many broke a promise or gave up.
    pub errors: u64,
    /// How long all of them took.
    pub took: [u64; DURATIONS],
}

/// Of the durations that are told apart, the one of so many milliseconds.
#[must_use]
pub fn duration_of(ms: u64) -> usize {
    let bits = usize::try_from(u64::BITS - ms.leading_zeros()).unwrap_or(DURATIONS);
    bits.min(DURATIONS - 1)
}

impl Counts {
    /// All calls.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.took.iter().sum()
    }

    /// Those that failed.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.traps + self.limits + self.errors
    }

    /// Both together.
    #[must_use]
    pub fn and(mut self, more: &Self) -> Self {
        self.traps += more.traps;
        self.limits += more.limits;
        self.errors += more.errors;
        for (all, more) in self.took.iter_mut().zip(more.took) {
            *all += more;
        }
        self
    }

    /// What came since.
    #[must_use]
    pub fn since(mut self, before: &Self) -> Self {
        self.traps = self.traps.saturating_sub(before.traps);
        self.limits = self.limits.saturating_sub(before.limits);
        self.errors = self.errors.saturating_sub(before.errors);
        for (all, before) in self.took.iter_mut().zip(before.took) {
            *all = all.saturating_sub(before);
        }
        self
    }

    /// 95 of a hundred calls took less than this, in milliseconds; none without a call, or where it is more than is
    /// told apart.
    #[must_use]
    pub fn p95_ms(&self) -> Option<u64> {
        let duration = self.usual()?;
        (duration < DURATIONS - 1).then_some(1 << duration)
    }

    /// The duration below which 95 of a hundred calls stay.
    fn usual(&self) -> Option<usize> {
        let calls = self.calls();
        let mut below = 0;
        self.took.iter().position(|taken| {
            below += taken;
            calls > 0 && below * 100 >= calls * 95
        })
    }

    fn slower_than(&self, duration: usize) -> Part {
        Part {
            those: self.took.iter().skip(duration + 1).sum(),
            of: self.calls(),
        }
    }

    fn failures(&self) -> Part {
        Part {
            those: self.failed().min(self.calls()),
            of: self.calls(),
        }
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Those of whom something is said.
    pub those: u64,
    /// All.
    pub of: u64,
}

impl Part {
    /// Between these shares lies the true one, as far as can be told: Wilson's interval.
    #[expect(
        clippy::cast_precision_loss,
        reason = "as many calls as a node serves in a day are exact"
    )]
    fn interval(self) -> (f64, f64) {
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (n, p) = (self.of as f64, self.those as f64 / self.of as f64);
        let z2 = Z * Z / n;
        let middle = p + z2 / 2.0;
        let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n)).sqrt();
        let whole = 1.0 + z2;
        let [least, most] = [(middle - half) / whole, (middle + half) / whole];
        (least.clamp(0.0, 1.0), most.clamp(0.0, 1.0))
    }

    /// Certainly more than this share.
    fn is_over(self, share: f64) -> bool {
        self.interval().0 > share
    }

    /// Of a thousand, rounded.
    #[must_use]
    pub fn permille(self) -> u64 {
        (self.those * 1_000 + self.of / 2)
            .checked_div(self.of)
            .unwrap_or_default()
    }
}

/// How a release does beside the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Too few calls to say.
    TooFew,
    /// As well, as far as can be told.
    Fine,
    /// Worse.
    Worse(Worse),
}

/// In what a release is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worse {
    /// What there is more of.
    pub what: What,
    /// Of the new release.
    pub new: Part,
    /// Of the one before; none where it had too few calls, or there is none: then what fails is too much by itself.
    pub old: Option<Part>,
}

/// What there can be too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Calls that failed.
    Failed,
    /// Calls that took longer than this.
    Slower {
        /// In milliseconds.
        than_ms: u64,
    },
}

/// How a release does beside the one before it; beside nothing, where there is none.
#[must_use]
pub fn compare(new: &Counts, old: Option<&Counts>) -> Verdict {
    let old = old.filter(|old| old.calls() >= ENOUGH);
    let failed = new.failures();
    let before = old.map(Counts::failures);
    let most = before.map_or(MOST, |before| before.interval().1.max(UNNOTICED));
    if failed.of >= FEWEST && failed.those >= FEWEST_FAILURES && failed.is_over(most) {
        return Verdict::Worse(Worse {
            what: What::Failed,
            new: failed,
            old: before,
        });
    }
    if failed.of < ENOUGH {
        return Verdict::TooFew;
    }
    old.and_then(|old| slower(new, old))
        .map_or(Verdict::Fine, Verdict::Worse)
}

/// Whether more of the new calls than of the old ones take more than twice as long as is usual with the old ones.
fn slower(new: &Counts, old: &Counts) -> Option<Worse> {
    let limit = (old.usual()? + 1).max(duration_of(UNNOTICED_MS) - 1);
    let (now, before) = (new.slower_than(limit), old.slower_than(limit));
    let most = before.interval().1.max(TAIL);
    now.is_over(most).then_some(Worse {
        what: What::Slower {
            than_ms: 1 << limit,
        },
        new: now,
        old: Some(before),
    })
}

impl Worse {
    /// For people, who read it on a page, and for the log, which has it in both languages.
    #[must_use]
    pub fn said(&self) -> Localised {
        let id = match self.what {
            What::Failed => "panggilan gagal".to_owned(),
            What::Slower { than_ms } => format!("panggilan lebih lama daripada {than_ms} ms"),
        };
        let en = match self.what {
            What::Failed => "calls failed".to_owned(),
            What::Slower { than_ms } => format!("calls took longer than {than_ms} ms"),
        };
        let said = |of: &str, what: &str, before: &str, comma: char| {
            let part = |part: Part| {
                let permille = part.permille();
                let (those, all) = (part.those, part.of);
                let (whole, tenth) = (permille / 10, permille % 10);
                (
                    format!("{those} {of} {all}"),
                    format!("({whole}{comma}{tenth} %)"),
                )
            };
            let (new, share) = part(self.new);
            let mut said = format!("{new} {what} {share}");
            if let Some(old) = self.old {
                let (old, share) = part(old);
                said += &format!(", {before} {old} {share}");
            }
            said
        };
        vec![
            ("id".to_owned(), said("dari", &id, "sebelumnya", ',')),
            ("en".to_owned(), said("of", &en, "before", '.')),
        ]
    }
}

impl fmt::Display for Worse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said: Vec<String> = self.said().into_iter().map(|(_, said)| said).collect();
        f.write_str(&said.join(" · "))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// So many calls of 2 ms, so many of which trap.
    fn counts(traps: u64, calls: u64) -> Counts {
        let mut took = [0; DURATIONS];
        took[duration_of(2)] = calls;
        Counts {
            traps,
            took,
            ..Counts::default()
        }
    }

    /// So many calls that took so long, in milliseconds.
    fn taking(all: &[(u64, u64)]) -> Counts {
        let mut counts = Counts::default();
        for (calls, ms) in all {
            counts.took[duration_of(*ms)] += calls;
        }
        counts
    }

    fn is_worse(new: &Counts, old: Option<&Counts>) -> bool {
        matches!(compare(new, old), Verdict::Worse(_))
    }

    #[test]
    fn what_is_worse_is_told_with_its_figures() {
        let Verdict::Worse(worse) = compare(&counts(5, 40), Some(&counts(0, 400))) else {
            panic!("it is worse");
        };
        insta::assert_snapshot!(worse, @"5 dari 40 panggilan gagal (12,5 %), sebelumnya 0 dari 400 (0,0 %) · 5 of 40 calls failed (12.5 %), before 0 of 400 (0.0 %)");
        let Verdict::Worse(worse) = compare(&counts(5, 5), None) else {
            panic!("it fails always");
        };
        insta::assert_snapshot!(worse, @"5 dari 5 panggilan gagal (100,0 %) · 5 of 5 calls failed (100.0 %)");
        let (new, old) = (taking(&[(20, 3), (20, 900)]), taking(&[(400, 3)]));
        let Verdict::Worse(worse) = compare(&new, Some(&old)) else {
            panic!("it is slower");
        };
        insta::assert_snapshot!(worse, @"20 dari 40 panggilan lebih lama daripada 256 ms (50,0 %), sebelumnya 0 dari 400 (0,0 %) · 20 of 40 calls took longer than 256 ms (50.0 %), before 0 of 400 (0.0 %)");
    }

    #[test]
    fn few_calls_say_nothing() {
        assert_eq!(compare(&counts(0, 0), None), Verdict::TooFew);
        assert_eq!(compare(&counts(2, 2), None), Verdict::TooFew);
        assert_eq!(compare(&counts(2, 6), None), Verdict::TooFew);
        assert_eq!(compare(&counts(0, ENOUGH - 1), None), Verdict::TooFew);
        assert_eq!(compare(&counts(0, ENOUGH), None), Verdict::Fine);
        // One failure is nobody's fault but one call's.
        assert_eq!(
            compare(&counts(1, 100), Some(&counts(0, 100_000))),
            Verdict::Fine
        );
        // With too few calls before, what fails must be too much by itself.
        assert_eq!(compare(&counts(3, 100), Some(&counts(0, 3))), Verdict::Fine);
    }

    #[test]
    fn what_nobody_notices_is_not_slower() {
        let (new, old) = (taking(&[(400, 100)]), taking(&[(400, 1)]));
        assert_eq!(compare(&new, Some(&old)), Verdict::Fine);
        // As slow as before.
        let slow = taking(&[(400, 5_000)]);
        assert_eq!(compare(&slow, Some(&slow)), Verdict::Fine);
    }

    #[test]
    fn durations_are_told_apart_by_twice_as_long() {
        let told = [0, 1, 2, 3, 4, 127, 128, 4_095, 4_096, u64::MAX].map(duration_of);
        assert_eq!(told, [0, 1, 2, 2, 3, 7, 8, 12, 13, 13]);
        assert_eq!(taking(&[(95, 3), (5, 9_000)]).p95_ms(), Some(4));
        assert_eq!(taking(&[(94, 3), (6, 9_000)]).p95_ms(), None);
        assert_eq!(Counts::default().p95_ms(), None);
    }

    /// SplitMix64.
    fn lot(seed: &mut u64) -> f64 {
        *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (*seed ^ (*seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    #[test]
    fn two_that_fail_alike_are_seldom_told_apart_however_often_one_looks() {
        let mut wrong = 0;
        let mut seed = 1;
        for _ in 0..400 {
            let (mut new, mut old) = (counts(0, 0), counts(0, 0));
            // Looked at after each call of the new one, of which 4 of a hundred fail, as of the old one.
            for _ in 0..1_000 {
                let mut call = |counts: &mut Counts| {
                    let failed = u64::from(lot(&mut seed) < 0.04);
                    *counts = counts.and(&super::tests::counts(failed, 1));
                };
                call(&mut new);
                call(&mut old);
                call(&mut old);
                if is_worse(&new, Some(&old)) {
                    wrong += 1;
                    break;
                }
            }
        }
        assert!(wrong <= 8, "{wrong} of 400");
    }

    #[test]
    fn what_is_clearly_worse_is_found_soon() {
        let mut seed = 2;
        for _ in 0..100 {
            let (mut new, old) = (counts(0, 0), counts(10, 2_000));
            let found = (0..400).any(|_| {
                let failed = u64::from(lot(&mut seed) < 0.2);
                new = new.and(&counts(failed, 1));
                is_worse(&new, Some(&old))
            });
            assert!(found);
        }
    }

    proptest! {
        #[test]
        fn an_interval_holds_what_was_counted_and_narrows(those in 0..500_u64, more in 0..500_u64, times in 2..9_u64) {
            let part = Part { those, of: those + more };
            let (least, most) = part.interval();
            prop_assert!((0.0..=1.0).contains(&least) && least <= most && most <= 1.0);
            if part.of > 0 {
                let share = those as f64 / part.of as f64;
                prop_assert!(least <= share + 1e-9 && share <= most + 1e-9);
                let larger = Part { those: those * times, of: part.of * times }.interval();
                prop_assert!(larger.1 - larger.0 < most - least);
            }
        }

        #[test]
        fn nothing_is_worse_than_itself(traps in 0..2_000_u64, more in ENOUGH..2_000, ms in 0..10_000_u64) {
            let mut one = counts(traps, traps + more);
            one.took[duration_of(ms)] += 7;
            prop_assert!(!is_worse(&one, Some(&one)));
        }

        #[test]
        fn more_failures_make_nothing_better(
            traps in 0..200_u64, calls in 1..200_u64, old in 0..50_u64, of in 0..2_000_u64
        ) {
            let traps = traps.min(calls);
            let old = counts(old.min(of), of);
            if is_worse(&counts(traps, calls), Some(&old)) && traps < calls {
                prop_assert!(is_worse(&counts(traps + 1, calls), Some(&old)));
            }
        }

        #[test]
        fn counts_add_up(traps in 0..9_u64, calls in 9..99_u64, more in 9..99_u64) {
            let (a, b) = (counts(traps, calls), counts(traps, more));
            prop_assert_eq!(a.and(&b).since(&a), b);
            prop_assert_eq!(a.and(&b).calls(), calls + more);
        }
    }
}
