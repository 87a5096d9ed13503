//! Manifests as agencies write them: anything is read or refused, with the line.

use app::{Manifest, manifest::ManifestError};
use proptest::{collection::vec, prelude::*, sample::Index};

const WRITTEN: &str = include_str!("../../../plugins/izin-usaha/miniapp.toml");

#[derive(Debug, Clone)]
enum Slip {
    Remove(Index),
    Repeat(Index),
    Swap(Index, Index),
    Write(Index, String),
}

fn slip() -> impl Strategy<Value = Slip> {
    let scrap = prop_oneof![
        "\\PC{0,12}",
        "[\\[\\]{}\"'=#.,\\\\a-z0-9 ]{0,12}",
        "id = \"(\\PC|\\p{Cc}){0,8}\"",
        Just("[cases]".to_owned()),
    ];
    prop_oneof![
        any::<Index>().prop_map(Slip::Remove),
        any::<Index>().prop_map(Slip::Repeat),
        any::<(Index, Index)>().prop_map(|(one, other)| Slip::Swap(one, other)),
        (any::<Index>(), scrap).prop_map(|(at, scrap)| Slip::Write(at, scrap)),
    ]
}

fn with(slips: &[Slip]) -> String {
    let mut lines: Vec<String> = WRITTEN.lines().map(str::to_owned).collect();
    for slip in slips {
        match slip {
            Slip::Remove(at) if lines.len() > 1 => drop(lines.remove(at.index(lines.len()))),
            Slip::Remove(_) => {}
            Slip::Repeat(at) => lines.push(lines[at.index(lines.len())].clone()),
            Slip::Swap(one, other) => {
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                lines.swap(one, other);
            }
            Slip::Write(at, scrap) => {
                let at = at.index(lines.len());
                lines[at].push_str(scrap);
            }
        }
    }
    lines.join("\n")
}

proptest! {
    #[test]
    fn a_manifest_with_slips_is_read_or_refused_with_its_line(slips in vec(slip(), 0..6)) {
        match Manifest::parse(&with(&slips)) {
            Ok(manifest) => prop_assert!(!manifest.title.id.trim().is_empty()),
            Err(ManifestError::Unreadable(problem)) => prop_assert!(problem.contains("line"), "{problem}"),
            Err(ManifestError::Invalid { problem, .. }) => prop_assert!(!problem.is_empty()),
        }
    }

    #[test]
    fn any_text_is_no_manifest_and_no_panic(text in "(\\PC|\\p{Cc}){0,200}") {
        prop_assert!(Manifest::parse(&text).is_err());
    }
}
