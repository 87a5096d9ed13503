//! How a release does where it is rolled out: beside the one before it, over time, and what is to come.

use app::registry::{
    Back, Next, Point, Step, goes_back_to,
    health::{Counts, Verdict, Worse},
};
use contract::page::{Chart, ChartKind, Series};
use jiff::Timestamp;

use super::StepRow;
use crate::view::{
    blocks,
    format::{self},
    html::Html,
    reader::Reader,
    text::{Lang, Phrase},
};

/// So many points of a line are drawn.
const MOST_POINTS: usize = 48;
/// So many steps are drawn, the latest ones.
const MOST_STEPS: usize = 20;

/// A rollout of a release.
pub struct RolloutView {
    /// What is still to come by itself; none where nothing is.
    pub plan: Option<PlanView>,
    /// How it does in the step that is in force; none where nothing is taken back by itself.
    pub verdict: Option<Verdict>,
    /// The release and the one before it, since it was rolled out.
    pub sides: Vec<Side>,
    /// Who got it, step by step, and what failed meanwhile.
    pub charts: Html,
    /// Whether the reader may let the plan wait, or go on.
    pub may_pause: bool,
}

/// What is still to come.
#[derive(Clone, Debug)]
pub struct PlanView {
    /// So many of a hundred, one after the other.
    pub shares: Vec<u8>,
    /// When.
    pub next: Next,
}

/// What came of the calls of a release.
#[derive(Clone, Debug)]
pub struct Side {
    /// Of the release.
    pub version: String,
    /// All of it.
    pub counts: Counts,
}

impl RolloutView {
    pub(super) fn verdict(&self, reader: &Reader, verdict: &Verdict) -> String {
        match verdict {
            Verdict::TooFew => reader.say("rollout-too-few").to_string(),
            Verdict::Fine => reader.say("rollout-fine").to_string(),
            Verdict::Worse(worse) => {
                let said = reader.say("rollout-worse");
                said.with("what", of_reader(reader, worse)).to_string()
            }
        }
    }

    pub(super) fn tone(&self) -> &'static str {
        match self.verdict {
            Some(Verdict::Worse(_)) => "critical",
            Some(Verdict::Fine) => "positive",
            Some(Verdict::TooFew) | None => "info",
        }
    }
}

fn of_reader(reader: &Reader, worse: &Worse) -> String {
    let tag = match reader.lang {
        Lang::Id => "id",
        Lang::En => "en",
    };
    let said = worse.said();
    let found = said.into_iter().find(|(lang, _)| lang == tag);
    found.map(|(_, said)| said).unwrap_or_default()
}

impl PlanView {
    pub(super) fn shares(&self, reader: &Reader) -> String {
        let shares = self.shares.iter().map(|share| {
            let said = reader.say("release-percent");
            said.with("share", u64::from(*share)).to_string()
        });
        shares.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn next(&self, reader: &Reader) -> Phrase {
        let at =
            |moment: app::Instant| format::instant(reader.lang, &reader.zone, moment.timestamp());
        match self.next {
            Next::At(moment) => reader.say("rollout-next-at").with("at", at(moment)),
            Next::Waits(until) => reader.say("rollout-next-waits").with("until", at(until)),
            Next::Due => reader.say("rollout-next-due"),
            Next::Paused => reader.say("rollout-next-paused"),
        }
    }

    pub(super) fn is_paused(&self) -> bool {
        self.next == Next::Paused
    }
}

impl Side {
    pub(super) fn calls(&self, reader: &Reader) -> String {
        format::whole(reader.lang, self.counts.calls())
    }

    pub(super) fn number(&self, reader: &Reader, count: &u64) -> String {
        format::whole(reader.lang, *count)
    }

    pub(super) fn p95(&self, reader: &Reader) -> String {
        match self.counts.p95_ms() {
            Some(ms) => {
                let said = reader.say("rollout-below-ms");
                said.with("ms", format::whole(reader.lang, ms)).to_string()
            }
            None => "–".to_owned(),
        }
    }
}

/// A release that was rolled out, by the steps of its mini-app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// When it began,
    pub begun: app::Instant,
    /// and when another step took its place; none where it is in force.
    pub ended: Option<app::Instant>,
    /// What people had before it.
    pub old: Option<app::ReleaseId>,
}

impl Run {
    /// The latest run of a release, by the steps of its mini-app, the latest first; none where nobody ever got it.
    pub fn of(steps: &[Step], release: app::ReleaseId) -> Option<Self> {
        let is_of = |step: &Step| step.release == release && step.share > 0;
        let last = steps.iter().position(is_of)?;
        let of_it = steps.iter().skip(last).take_while(|step| is_of(step));
        let begun = of_it.last()?.at;
        let ended = last.checked_sub(1).and_then(|next| steps.get(next));
        let old = match goes_back_to(steps.get(last..)?) {
            Some(Back::To(old) | Back::ToFew(old)) => Some(old),
            Some(Back::ToNothing) | None => None,
        };
        Some(Self {
            begun,
            ended: ended.map(|step| step.at),
            old,
        })
    }
}

/// A step, to be drawn.
pub struct DrawnStep {
    /// When.
    pub at: Timestamp,
    /// What people get,
    pub version: String,
    /// so many of a hundred.
    pub share: u64,
}

/// Draws steps, the latest first, and what was counted of each release from one moment to another.
#[must_use]
pub fn charts(
    reader: &Reader,
    steps: &[DrawnStep],
    lines: &[(String, Vec<Point>)],
    span: (app::Instant, app::Instant),
) -> Html {
    let mut html = Html::default();
    for chart in [shares(reader, steps), failures(reader, lines, span)] {
        // Whatever is drawn here has as many points as categories, and numbers for points.
        if let Some(chart) = chart
            && let Err(error) = blocks::add_chart(&mut html, &chart, reader)
        {
            tracing::error!(%error, "a chart of a rollout could not be drawn");
        }
    }
    html
}

fn shares(reader: &Reader, steps: &[DrawnStep]) -> Option<Chart> {
    let drawn = || steps.iter().take(MOST_STEPS).rev();
    let categories: Vec<String> = drawn()
        .map(|step| {
            let at = format::instant(reader.lang, &reader.zone, step.at);
            format!("{} · {at}", step.version)
        })
        .collect();
    let series = Series {
        name: reader.say("release-share").to_string(),
        points: drawn().map(|step| step.share.to_string()).collect(),
    };
    (!categories.is_empty()).then(|| Chart {
        title: reader.say("rollout-shares").to_string(),
        kind: ChartKind::Bar,
        unit: Some("%".to_owned()),
        categories,
        series: vec![series],
    })
}

fn failures(
    reader: &Reader,
    lines: &[(String, Vec<Point>)],
    (since, until): (app::Instant, app::Instant),
) -> Option<Chart> {
    let most = i64::try_from(MOST_POINTS).ok()?;
    // Whole minutes, and as many as make no more points than can be read.
    let minutes = ((until.0 - since.0) / 60_000_000 + 1).max(1);
    let width = (minutes + most - 1) / most * 60_000_000;
    let number = ((until.0 - since.0) / width + 1).max(1);
    let stretches = (0..number.min(most)).map(|nth| since.0 + nth * width);
    let stretches: Vec<i64> = stretches.collect();
    let has_any = lines.iter().any(|(_, points)| !points.is_empty());
    let series = lines.iter().map(|(version, points)| Series {
        name: version.clone(),
        points: stretches
            .iter()
            .map(|from| failing(points, *from, from + width))
            .collect(),
    });
    has_any.then(|| Chart {
        title: reader.say("rollout-failures").to_string(),
        kind: ChartKind::Line,
        unit: Some("%".to_owned()),
        categories: stretches
            .iter()
            .map(|from| {
                let at = app::Instant(*from).timestamp();
                format::instant(reader.lang, &reader.zone, at)
            })
            .collect(),
        series: series.collect(),
    })
}

/// So many of a hundred calls that failed in a stretch, with one digit.
fn failing(points: &[Point], from: i64, until: i64) -> String {
    let within = points
        .iter()
        .filter(|point| (from..until).contains(&point.at.0));
    let all = within.fold(Counts::default(), |all, point| all.and(&point.counts));
    let permille = app::registry::health::Part {
        those: all.failed(),
        of: all.calls(),
    }
    .permille();
    format!("{}.{}", permille / 10, permille % 10)
}

impl Side {
    /// All that was counted of a release.
    #[must_use]
    pub fn of((version, points): (String, Vec<Point>)) -> Self {
        let counts = points
            .iter()
            .fold(Counts::default(), |all, point| all.and(&point.counts));
        Self { version, counts }
    }
}

impl From<&StepRow> for DrawnStep {
    fn from(row: &StepRow) -> Self {
        Self {
            at: row.at,
            version: row.version.clone(),
            share: row.share,
        }
    }
}
