//! Figures out of many rounds: the sides take turns, so that a busy moment of the machine hits all of them, and the
//! median is what counts.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rustix::thread::{CpuSet, sched_setaffinity};

/// The middle one; 0 where there is none.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this share of them lies (nearest rank); 0 where there is none.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank between 0 and the number of values"
    )]
    let rank = (share * last as f64).round() as usize;
    sorted.get(rank).copied().unwrap_or_default()
}

/// A side of a comparison: one round of it gives one figure.
pub type Side<'a> = &'a mut dyn FnMut() -> Result<f64>;

/// What came of sides that took turns.
pub struct Turns(Vec<Vec<f64>>);

impl Turns {
    /// Runs each side once without counting it, then all of them this many times, in turn.
    pub fn take(rounds: usize, sides: &mut [Side<'_>]) -> Result<Self> {
        let mut figures = vec![Vec::with_capacity(rounds); sides.len()];
        for side in sides.iter_mut() {
            side()?;
        }
        for _ in 0..rounds {
            for (side, figures) in sides.iter_mut().zip(&mut figures) {
                figures.push(side()?);
            }
        }
        Ok(Self(figures))
    }

    /// The median of a side.
    pub fn median(&self, side: usize) -> f64 {
        self.0.get(side).map_or(0.0, |figures| median(figures))
    }

    /// The median of one side over another, within each round: what slowed a round down is in both.
    pub fn ratio(&self, over: usize, under: usize) -> f64 {
        let (Some(over), Some(under)) = (self.0.get(over), self.0.get(under)) else {
            return 0.0;
        };
        let ratios: Vec<f64> = over
            .iter()
            .zip(under)
            .map(|(over, under)| over / under)
            .collect();
        median(&ratios)
    }
}

/// Microseconds.
pub fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// How long each of `count` runs of `work` takes, in microseconds, all together.
pub async fn each<F: Future<Output = Result<()>>>(
    count: u32,
    mut work: impl FnMut() -> F,
) -> Result<f64> {
    let begun = Instant::now();
    for _ in 0..count {
        work().await?;
    }
    Ok(micros(begun.elapsed()) / f64::from(count))
}

/// Does this on one core, with every thread that is started for it.
pub fn on_core<T: Send>(core: usize, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    std::thread::scope(|scope| {
        let working = scope.spawn(|| {
            let mut set = CpuSet::new();
            set.set(core);
            sched_setaffinity(None, &set).context("there is no such core")?;
            work()
        });
        working
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// An executor as the server has it, with this many threads.
pub fn executor(threads: usize) -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .context("no thread could be started")
}

/// The same on threads that leave the cores to all others: for a load that would come from other machines.
pub fn executor_for_load(threads: usize) -> Result<tokio::runtime::Runtime> {
    const NICE: i32 = 19;
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .on_thread_start(|| {
            // On Linux none stands for this very thread. Where it fails, the load takes more of what is measured.
            let _ = rustix::process::setpriority_process(None, NICE);
        })
        .build()
        .context("no thread could be started")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratio_is_taken_within_each_round() {
        let mut slow = [2.0, 20.0, 2.0, 4.0].into_iter();
        let mut fast = [1.0, 10.0, 1.0, 1.0].into_iter();
        let turns = Turns::take(
            3,
            &mut [&mut || Ok(slow.next().unwrap_or_default()), &mut || {
                Ok(fast.next().unwrap_or_default())
            }],
        )
        .unwrap();
        assert!((turns.ratio(0, 1) - 2.0).abs() < 1e-9);
        assert!((turns.median(0) - 4.0).abs() < 1e-9);
    }

    #[test]
    fn quantile_is_one_of_the_values() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert!((quantile(&values, 0.99) - 99.0).abs() < 1e-9);
        assert!(median(&[]).abs() < 1e-9);
    }
}
