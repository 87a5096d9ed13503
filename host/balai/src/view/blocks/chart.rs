//! Numbers as a picture, with their table. What is drawn are lengths only: every word and number is text of the page, as
//! large as its reader wants it, on a phone too.

use askama::Template;
use contract::page::ChartKind;

use super::Reason;
use crate::view::format;
use crate::view::reader::Reader;

/// More lines or colours than these nobody tells apart; the style has so many.
const MOST_SERIES: usize = 6;
/// More bars or points than these nobody reads.
const MOST_CATEGORIES: usize = 100;
/// The width and the height of a picture, in its own units.
const WIDTH: f64 = 100.0;
const HEIGHT: f64 = 40.0;

#[derive(Template)]
#[template(path = "blocks/chart.html")]
pub(super) struct Chart<'a> {
    reader: &'a Reader,
    title: &'a str,
    unit: Option<&'a str>,
    categories: &'a [String],
    series: Vec<Series<'a>>,
    drawn: Drawn<'a>,
}

struct Series<'a> {
    name: &'a str,
    /// As they are read, one for each category.
    points: Vec<String>,
}

enum Drawn<'a> {
    /// For each category, a bar for each series.
    Bars(Vec<(&'a str, Vec<Bar>)>),
    /// For each series, the points of its line; and what stands at the top and at the bottom.
    Lines {
        lines: Vec<String>,
        top: String,
        bottom: String,
    },
    /// For each series, its parts of the whole.
    Shares(Vec<(&'a str, Vec<Bar>)>),
}

/// A stretch from left to right, and what it stands for.
struct Bar {
    /// From 0, of as many as [`MOST_SERIES`].
    colour: usize,
    x: String,
    width: String,
    name: String,
    amount: String,
}

impl<'a> Chart<'a> {
    pub(super) fn of(chart: &'a contract::page::Chart, reader: &'a Reader) -> Result<Self, Reason> {
        for (what, found, most) in [
            ("series in a chart", chart.series.len(), MOST_SERIES),
            (
                "categories in a chart",
                chart.categories.len(),
                MOST_CATEGORIES,
            ),
        ] {
            if found > most {
                return Err(Reason::TooMany { what, found, most });
            }
        }
        let lang = reader.lang;
        let mut values = Vec::new();
        let mut series = Vec::new();
        for one in &chart.series {
            if one.points.len() != chart.categories.len() {
                return Err(Reason::PointCount {
                    points: one.points.len(),
                    categories: chart.categories.len(),
                });
            }
            let points = one.points.iter().map(|point| format::decimal(lang, point));
            series.push(Series {
                name: &one.name,
                points: points.collect::<Result<_, _>>()?,
            });
            // Each is a number, as it could be written.
            let numbers = one.points.iter().map(|point| point.parse().unwrap_or(0.0));
            values.push(numbers.collect());
        }
        let drawn = match chart.kind {
            ChartKind::Bar => Drawn::bars(&chart.categories, &series, &values),
            ChartKind::Line => Drawn::lines(&series, &values),
            ChartKind::Share => Drawn::shares(&chart.categories, &series, &values, reader)?,
        };
        Ok(Self {
            reader,
            title: &chart.title,
            unit: chart.unit.as_deref(),
            categories: &chart.categories,
            series,
            drawn,
        })
    }

    /// The point of a series in a category.
    fn point(&self, series: &Series<'_>, category: &usize) -> String {
        series.points.get(*category).cloned().unwrap_or_default()
    }
}

/// From the least to the most of all points, and nothing.
fn span(values: &[Vec<f64>]) -> (f64, f64) {
    let all = || values.iter().flatten().copied();
    (all().fold(0.0, f64::min), all().fold(0.0, f64::max))
}

/// What part of the span this is, in units of `of`.
fn scaled(length: f64, (least, most): (f64, f64), of: f64) -> f64 {
    if most > least {
        length / (most - least) * of
    } else {
        0.0
    }
}

fn written(length: f64) -> String {
    format!("{length:.2}")
}

impl<'a> Drawn<'a> {
    fn bars(categories: &'a [String], series: &[Series<'_>], values: &[Vec<f64>]) -> Self {
        let span = span(values);
        let bar = |colour: usize, value: f64, name: &str, amount: &str| Bar {
            colour,
            x: written(scaled(value.min(0.0) - span.0, span, WIDTH)),
            width: written(scaled(value.abs(), span, WIDTH)),
            name: name.to_owned(),
            amount: amount.to_owned(),
        };
        let of_category = |(place, category): (usize, &'a String)| {
            let bars = series.iter().zip(values).enumerate();
            let bars = bars.filter_map(|(colour, (one, values))| {
                let (value, amount) = (values.get(place)?, one.points.get(place)?);
                Some(bar(colour, *value, one.name, amount))
            });
            (category.as_str(), bars.collect())
        };
        Self::Bars(categories.iter().enumerate().map(of_category).collect())
    }

    fn lines(series: &[Series<'_>], values: &[Vec<f64>]) -> Self {
        let span = span(values);
        let line = |points: &Vec<f64>| {
            #[expect(clippy::cast_precision_loss, reason = "a hundred points at most")]
            let step = WIDTH / (points.len().max(2) - 1) as f64;
            let mut x = -step;
            // One point is no line: it is drawn as what it is from end to end.
            let again = points.first().filter(|_| points.len() == 1);
            let corners = points.iter().chain(again).map(|point| {
                x += step;
                let y = HEIGHT - scaled(point - span.0, span, HEIGHT);
                format!("{},{}", written(x), written(y))
            });
            corners.collect::<Vec<_>>().join(" ")
        };
        // The numbers at either end are among the points, as the mini-app wrote them, or nothing.
        let as_read = |wanted: f64| {
            let mut points = series
                .iter()
                .zip(values)
                .flat_map(|(one, values)| values.iter().zip(&one.points));
            let found = points.find(|(value, _)| **value == wanted);
            found.map_or_else(|| "0".to_owned(), |(_, read)| read.clone())
        };
        Self::Lines {
            lines: values.iter().map(line).collect(),
            top: as_read(span.1),
            bottom: as_read(span.0),
        }
    }

    fn shares(
        categories: &[String],
        series: &[Series<'a>],
        values: &[Vec<f64>],
        reader: &Reader,
    ) -> Result<Self, Reason> {
        let mut shares = Vec::new();
        for (one, points) in series.iter().zip(values) {
            let whole: f64 = points.iter().sum();
            if whole <= 0.0 || points.iter().any(|point| *point < 0.0) {
                return Err(Reason::NoWhole);
            }
            let mut before = 0.0;
            let mut parts = Vec::new();
            for (place, (category, point)) in categories.iter().zip(points).enumerate() {
                let share = point / whole;
                parts.push(Bar {
                    colour: place % MOST_SERIES,
                    x: written(before * WIDTH),
                    width: written(share * WIDTH),
                    name: category.clone(),
                    amount: format::percent(reader.lang, &format!("{:.1}", share * 100.0))?,
                });
                before += share;
            }
            shares.push((one.name, parts));
        }
        Ok(Self::Shares(shares))
    }
}
