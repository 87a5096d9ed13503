//! How large a release may be, in all its parts: counted before anything of it is read.

use runtime::{CustomSection, Inspection};

use super::{
    JOURNEY,
    report::{Check, Finding, Line},
    sbom,
};

/// The most journeys,
const JOURNEYS: usize = 100;
/// each of so many bytes,
const JOURNEY_BYTES: usize = 64 << 10;
/// and all of them of so many steps.
pub(super) const STEPS: usize = 2_000;
/// The largest SBOM, in bytes.
const SBOM_BYTES: usize = 1 << 20;

/// All parts are within their limits. `most` is that of the whole file, in bytes.
pub(super) fn check(inspection: &Inspection, most: u64) -> Line {
    let journeys = journeys(inspection);
    let mut found = Vec::new();
    let mut at_most = |what: &str, is: usize, most: usize, mend: &str| {
        if is > most {
            let said = format!("{is} {what}, and may have {most}");
            found.push(Finding::of(said, "the component", mend));
        }
    };
    let fewer = "write fewer or shorter ones, which show what matters";
    at_most("journeys", journeys.len(), JOURNEYS, fewer);
    let longest = journeys.iter().map(|journey| journey.bytes.len()).max();
    let longest = longest.unwrap_or_default();
    at_most("bytes in a journey", longest, JOURNEY_BYTES, fewer);
    let bill = inspection.custom_section(sbom::SECTION).unwrap_or_default();
    let list = "name what is in the component, and nothing else";
    at_most("bytes of its SBOM", bill.len(), SBOM_BYTES, list);
    let tested = format!(
        "{} bytes of {most}, {} journeys of {JOURNEYS}",
        inspection.component_bytes,
        journeys.len()
    );
    Line::of(Check::Size, tested, found)
}

/// The journeys that are built in.
pub(super) fn journeys(inspection: &Inspection) -> Vec<&CustomSection> {
    let sections = inspection.custom_sections.iter();
    sections
        .filter(|section| section.name.starts_with(JOURNEY))
        .collect()
}
