//! What a release says is in it: its bill of materials, which strangers wrote and which is read as that.

use std::str::FromStr as _;

use packageurl::PackageUrl;
use serde::Deserialize;

use super::report::{Check, Finding, Line, shortened};

/// The custom section.
pub(super) const SECTION: &str = "balai:sbom";
/// So many components are read.
const MOST: usize = 5_000;

/// By which a component is marked that the agency itself wrote.
const FIRST_PARTY: &str = "balai:first-party";

/// Something that is in a component and came from elsewhere, or is the agency's own.
pub(super) struct Dependency {
    pub name: String,
    pub version: String,
    /// By which registries know it; none for what is the agency's own.
    pub purl: Option<PackageUrl<'static>>,
    /// As stated, each of which must hold: expressions, or names.
    pub licences: Vec<String>,
    pub is_first_party: bool,
}

/// The part of a CycloneDX file that is looked at, of whichever version 1.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bom {
    bom_format: String,
    spec_version: String,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Component {
    name: String,
    #[serde(default)]
    version: String,
    purl: Option<String>,
    #[serde(default)]
    licenses: Vec<Licence>,
    #[serde(default)]
    properties: Vec<Property>,
    /// What is inside it.
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Licence {
    expression: Option<String>,
    license: Option<Named>,
}

#[derive(Deserialize)]
struct Named {
    id: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Property {
    name: String,
    value: Option<String>,
}

/// Reads the bill. What is in it is none where it cannot be read.
pub(super) fn read(section: Option<&[u8]>) -> (Line, Option<Vec<Dependency>>) {
    let failed = |what: String| {
        let mend = "`balai build` writes it; with another toolchain put its CycloneDX file beside miniapp.toml, as \
                    sbom.cdx.json";
        let found = vec![Finding::of(what, SECTION, mend)];
        (Line::of(Check::Sbom, "it says what is in it", found), None)
    };
    let Some(section) = section else {
        return failed("it does not say what is in it: it has no SBOM".to_owned());
    };
    // The depth is bounded by serde_json, which goes no deeper than 128.
    let bom: Bom = match serde_json::from_slice(section) {
        Ok(bom) => bom,
        Err(error) => return failed(format!("its SBOM cannot be read: {error}")),
    };
    if bom.bom_format != "CycloneDX" || !bom.spec_version.starts_with("1.") {
        return failed("its SBOM is not CycloneDX 1.x in JSON".to_owned());
    }
    let mut all = Vec::new();
    flatten(bom.components, &mut all);
    if all.len() > MOST {
        return failed(format!(
            "its SBOM names {} components, and may name {MOST}",
            all.len()
        ));
    }
    let mut found = Vec::new();
    let dependencies: Vec<Dependency> = all
        .into_iter()
        .map(|component| dependency(component, &mut found))
        .collect();
    let own = dependencies.iter().filter(|one| one.is_first_party).count();
    let tested = format!(
        "it says what is in it: {} components, {own} of them the agency's own",
        dependencies.len()
    );
    (Line::of(Check::Sbom, tested, found), Some(dependencies))
}

fn flatten(components: Vec<Component>, into: &mut Vec<Component>) {
    for mut component in components {
        let inner = std::mem::take(&mut component.components);
        into.push(component);
        flatten(inner, into);
    }
}

fn dependency(component: Component, found: &mut Vec<Finding>) -> Dependency {
    let is_first_party = component
        .properties
        .iter()
        .any(|property| property.name == FIRST_PARTY && property.value.as_deref() == Some("true"));
    let purl = component
        .purl
        .as_deref()
        .and_then(|text| PackageUrl::from_str(text).ok());
    let dependency = Dependency {
        name: shortened(component.name, 100),
        version: shortened(component.version, 100),
        licences: component.licenses.into_iter().filter_map(stated).collect(),
        purl,
        is_first_party,
    };
    if dependency.version.is_empty() || (dependency.purl.is_none() && !is_first_party) {
        found.push(Finding::of(
            "it has no version or no address (purl), by which it is known whether something is wrong with it",
            dependency.to_string(),
            "state both in the SBOM, such as pkg:cargo/serde@1.0.229",
        ));
    }
    dependency
}

fn stated(licence: Licence) -> Option<String> {
    let named = |named: Named| named.id.or(named.name);
    licence
        .expression
        .or_else(|| licence.license.and_then(named))
}

impl std::fmt::Display for Dependency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.name, self.version)
    }
}
