//! Whether what is in a release may be used as it is: each dependency under a licence that is free or open source.

use spdx::Expression;

use super::{
    report::{Check, Finding, Line, shortened},
    sbom::Dependency,
};

/// The longest expression that is read, in bytes.
const LONGEST: usize = 1_000;

/// Each dependency states an SPDX expression that licences can meet which the Open Source Initiative has approved or the
/// Free Software Foundation calls free. Which those are is the SPDX list's to say.
pub(super) fn check(dependencies: &[Dependency]) -> Line {
    let others = || dependencies.iter().filter(|one| !one.is_first_party);
    let found = others()
        .filter_map(|one| {
            let what = wrong(one)?;
            let mend = "use another release of it, or something else in its place";
            Some(Finding::of(what, one.to_string(), mend))
        })
        .collect();
    let tested = format!(
        "the licences of {} dependencies are free or open source, as the SPDX list has it",
        others().count()
    );
    Line::of(Check::Licences, tested, found)
}

fn wrong(dependency: &Dependency) -> Option<String> {
    if dependency.licences.is_empty() {
        return Some("it states no licence".to_owned());
    }
    dependency.licences.iter().find_map(|stated| {
        let shown = shortened(stated.clone(), 200);
        let expression = Some(stated)
            .filter(|stated| stated.len() <= LONGEST)
            .and_then(|stated| Expression::parse(stated).ok());
        let Some(expression) = expression else {
            return Some(format!("its licence \"{shown}\" is no SPDX expression"));
        };
        let is_free = expression.evaluate(|wanted| {
            wanted
                .license
                .id()
                .is_some_and(|id| id.is_osi_approved() || id.is_fsf_free_libre())
        });
        (!is_free).then(|| format!("its licence \"{shown}\" is neither free nor open source"))
    })
}
