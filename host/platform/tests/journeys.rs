//! Journeys as agencies write them: anything is read or refused, with the line.

use platform::journey::parse;
use proptest::{collection::vec, prelude::*};

/// A word of the grammar, a text in quotes, or what is neither.
fn word() -> impl Strategy<Value = String> {
    let words = "clock seed as nobody citizen staff sari in id en open fill with choose for agree to see not \
                 title message task no remember from path at refused because follow press ask a human \
                 about / /ajukan 0 42 {kasus} 2026-07-01T09:00:00+07:00 2026-12-01 \" #";
    prop_oneof![
        6 => proptest::sample::select(words.split(' ').collect::<Vec<_>>()).prop_map(str::to_owned),
        2 => "\"(\\PC|\\\\\"){0,8}\"",
        1 => "(\\PC|\\p{Cc}){0,8}",
    ]
}

/// Lines of a real journey among lines of such words.
fn script() -> impl Strategy<Value = String> {
    let written: Vec<&str> = include_str!("../../../plugins/izin-usaha/journeys/rendah.journey")
        .lines()
        .collect();
    let line = prop_oneof![
        2 => proptest::sample::select(written.clone()).prop_map(str::to_owned),
        1 => vec(word(), 0..6).prop_map(|words| words.join(" ")),
    ];
    (0..=written.len(), vec(line, 0..12)).prop_map(move |(kept, more)| {
        let lines = written[..kept].iter().map(|line| (*line).to_owned());
        lines.chain(more).collect::<Vec<_>>().join("\n")
    })
}

proptest! {
    #[test]
    fn a_journey_with_slips_is_read_or_refused_with_its_line(text in script()) {
        match parse(&text) {
            Ok(script) => {
                for step in &script.steps {
                    prop_assert_eq!(text.lines().nth(step.line - 1).map(str::trim), Some(&*step.text));
                }
            }
            Err(unreadable) => {
                prop_assert!(unreadable.line <= text.lines().count().max(1));
                prop_assert!(!unreadable.problem.is_empty());
            }
        }
    }
}
