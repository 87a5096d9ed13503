//! What a release says of itself and what it imports: each by itself, one against the other, and against people's release.

use app::Manifest;
use runtime::Inspection;

use super::{
    CLAIMS, Live,
    report::{Check, Finding, Line},
};
use crate::{
    imports,
    install::{APP, CASES},
};

/// What a manifest says beyond what it must, to be read.
pub(super) fn said(manifest: &Manifest) -> Vec<Finding> {
    let mut found = Vec::new();
    if semver::Version::parse(&manifest.version).is_err() {
        found.push(Finding::of(
            format!("\"{}\" is no version", manifest.version),
            "miniapp.toml, version",
            "three numbers by semver.org, such as 1.0.0",
        ));
    }
    let mut wrong = |what: String, place: &str, mend: &str| {
        found.push(Finding::of(what, format!("miniapp.toml, {place}"), mend));
    };
    let is_word = |text: &str| {
        let mut bytes = text.bytes();
        bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if manifest.category.is_empty() || !is_word(&manifest.category) {
        let what = format!("\"{}\" is no category", manifest.category);
        wrong(
            what,
            "category",
            "one word in small letters, such as usaha, dokumen or umum",
        );
    }
    let phone = manifest.contact.phone.as_str();
    let digits = phone.strip_prefix('+').unwrap_or(phone);
    let is_phone = digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_phone {
        let what = format!("\"{phone}\" is no number that can be called");
        wrong(what, "contact", "digits, such as +62215550100");
    }
    for page in &manifest.pages {
        if !manifest.audience.contains(&page.audience) {
            let what = format!(
                "the page {} is for people for whom the mini-app is not",
                page.path
            );
            wrong(what, "pages", "name its audience under audience as well");
        }
    }
    let texts = [&manifest.title, &manifest.description];
    let texts = texts
        .into_iter()
        .chain(manifest.pages.iter().map(|page| &page.title))
        .chain(manifest.claims.iter().map(|claim| &claim.purpose));
    for text in texts {
        for (lang, said) in text.localised() {
            if said.trim().is_empty() || said.contains(char::is_control) {
                found.push(Finding::of(
                    format!("a text is empty or has control characters in \"{lang}\""),
                    "miniapp.toml",
                    "say it in Indonesian and in English, in one line",
                ));
            }
        }
    }
    found
}

pub(super) fn world(inspection: &Inspection, imports: &[String]) -> Line {
    let mut found = Vec::new();
    if !inspection.exports.iter().any(|export| export.name == APP) {
        found.push(Finding::of(
            format!("it does not export {APP}, as every mini-app does"),
            "the component",
            "build it with the SDK",
        ));
    }
    for unknown in imports::unknown(imports) {
        found.push(Finding::of(
            format!("it imports {unknown}, which the platform does not offer"),
            "the component",
            "remove what uses it, or build it with the SDK of this version",
        ));
    }
    let imported = if imports.is_empty() {
        "nothing".to_owned()
    } else {
        imports.join(", ")
    };
    Line::of(
        Check::World,
        format!("it is a mini-app; it imports {imported}"),
        found,
    )
}

pub(super) fn agreed(imports: &[String], manifest: &Manifest) -> Line {
    let mut found = Vec::new();
    let has = |name: &str| imports.iter().any(|import| import == name);
    if has(CASES) && manifest.cases.is_none() {
        found.push(Finding::of(
            format!("it imports {CASES}, and its manifest has no [cases]"),
            "miniapp.toml, [cases]",
            "state page, basis and law there (UU 27/2022 art. 20)",
        ));
    }
    if has(CLAIMS) && manifest.claims.is_empty() {
        found.push(Finding::of(
            format!("it imports {CLAIMS}, and its manifest names no claim"),
            "miniapp.toml, [[claims]]",
            "name each claim with purpose, basis and law, or stop importing it",
        ));
    }
    Line::of(
        Check::Permissions,
        "what it imports and what its manifest says of it agree",
        found,
    )
}

pub(super) fn newer(manifest: &Manifest, live: Option<&Live>) -> Line {
    let tested = match live {
        None => "it is the first release".to_owned(),
        Some(live) => format!("it is newer than {}", live.manifest.version),
    };
    let parse = |text: &str| semver::Version::parse(text).ok();
    let is_newer = live.is_none_or(|live| {
        parse(&manifest.version)
            .zip(parse(&live.manifest.version))
            .is_none_or(|(new, old)| new > old)
    });
    let found = if is_newer {
        Vec::new()
    } else {
        vec![Finding::of(
            format!("{} is not newer than what people get", manifest.version),
            "miniapp.toml, version",
            "count it up; an old release comes back by `balai rollback`",
        )]
    };
    Line::of(Check::Version, tested, found)
}

#[cfg(test)]
mod tests {
    //! What a manifest says that nobody could use.

    use super::*;

    const MANIFEST: &str = include_str!("../../../../plugins/izin-usaha/miniapp.toml");

    fn found(text: &str) -> Vec<String> {
        let manifest = Manifest::parse(text).unwrap();
        said(&manifest).into_iter().map(|one| one.place).collect()
    }

    #[test]
    fn what_nobody_could_use_is_found_where_it_stands() {
        assert_eq!(found(MANIFEST), Vec::<String>::new());
        for (before, after, place) in [
            (
                "category = \"usaha\"",
                "category = \"Jalan Raya!\"",
                "category",
            ),
            ("category = \"usaha\"", "category = \"\"", "category"),
            ("phone = \"+", "phone = \"telp ", "contact"),
            (
                "audience = [\"citizens\", \"civil-servants\"]",
                "audience = [\"citizens\"]",
                "pages",
            ),
        ] {
            let changed = MANIFEST.replacen(before, after, 1);
            assert_ne!(changed, MANIFEST, "{before}");
            let found = found(&changed);
            assert!(
                found.contains(&format!("miniapp.toml, {place}")),
                "{after}: {found:?}"
            );
        }
    }
}
