//! Which forms of a guest are refused, and for what.

use app::form::shape::{Fault, Malformed, examine};
use contract::form::{Answer, Field, Form, Kind, Repeat, Step};
use contract::values::{Date, Money};

use crate::ask::*;

fn fault(fields: Vec<Field>) -> Fault {
    match examine(&form(vec![step(fields)])) {
        Err(Malformed::Field { fault, .. }) => fault,
        other => panic!("{other:?}"),
    }
}

fn fault_of(kind: Kind) -> Fault {
    fault(vec![field("a", kind)])
}

#[test]
fn a_form_of_every_kind_that_is_supported_can_be_asked() {
    let kinds = [
        pattern(
            r"(?x) \p{L}+ # letters
        ",
        ),
        lengths(0, 10_000),
        whole(Some(1), Some(1)),
        decimal(Some("-0.5"), Some("0.25"), 2),
        money("IDR", Some(0), None),
        date(),
        Kind::Choice(choices(&["a"])),
        Kind::Choices(choices(&["a", "b"])),
        Kind::YesNo,
        Kind::Email,
        Kind::Phone,
        Kind::Nik,
        Kind::Claim("name".into()),
        Kind::Agreement(vec![]),
    ];
    let fields: Vec<Field> = (0..)
        .zip(kinds)
        .map(|(n, kind)| field(&format!("field-{n}"), kind))
        .collect();
    let last = when(field("last", text()), "field-6", &["a"]);
    assert_eq!(
        examine(&form(vec![step(fields), repeated(0, 50, vec![last])])),
        Ok(())
    );
}

#[test]
fn the_form_itself_is_bounded() {
    let good = || form(vec![step(vec![])]);
    let refused = |change: fn(&mut Form)| {
        let mut form = good();
        change(&mut form);
        examine(&form).unwrap_err()
    };
    assert_eq!(examine(&good()), Ok(()));
    assert_eq!(
        refused(|form| form.id = "Permit".into()),
        Malformed::FormId("Permit".into())
    );
    assert_eq!(
        refused(|form| form.submit_label = "\u{200b}".into()),
        Malformed::FormText("submit label")
    );
    assert_eq!(
        refused(|form| form.confirm = Some("x".repeat(5000))),
        Malformed::FormText("confirmation")
    );
    assert_eq!(
        refused(|form| form.carry = vec![("a".into(), "x".repeat(20_000))]),
        Malformed::Carry
    );
    assert_eq!(refused(|form| form.steps.clear()), Malformed::NoSteps);
    assert_eq!(
        refused(|form| form.steps = vec![step(vec![]); 31]),
        Malformed::TooManySteps(31)
    );
    assert_eq!(
        refused(|form| form.steps[0].title.clear()),
        Malformed::StepTitle { step: 0 }
    );
    let crowd = refused(|form| form.steps[0].fields = vec![field("a", text()); 101]);
    assert_eq!(
        crowd,
        Malformed::TooManyFields {
            step: 0,
            fields: 101
        }
    );
    let repeat = |min, max, each: &str| {
        Some(Repeat {
            each: each.into(),
            min,
            max,
        })
    };
    for (repeat, fields) in [
        (repeat(2, 1, "owner"), vec![field("a", text())]),
        (repeat(0, 51, "owner"), vec![field("a", text())]),
        (repeat(0, 0, "owner"), vec![field("a", text())]),
        (repeat(0, 5, ""), vec![field("a", text())]),
        (repeat(0, 5, "owner"), vec![]),
    ] {
        let step = Step {
            repeat,
            ..step(fields)
        };
        assert_eq!(
            examine(&form(vec![step])),
            Err(Malformed::Repeat { step: 0 })
        );
    }
}

#[test]
fn a_field_has_a_name_of_its_own_and_readable_texts() {
    for name in ["", "A", "a.b", "a_b", "é", &"a".repeat(65)] {
        assert_eq!(fault(vec![field(name, text())]), Fault::Name, "{name}");
    }
    assert_eq!(
        fault(vec![field("a", text()), field("a", text())]),
        Fault::NameTaken
    );
    assert_eq!(
        fault(vec![Field {
            label: " ".into(),
            ..field("a", text())
        }]),
        Fault::Text("label")
    );
    assert_eq!(
        fault(vec![Field {
            hint: Some(String::new()),
            ..field("a", text())
        }]),
        Fault::Text("hint")
    );
}

#[test]
fn the_rules_of_a_kind_make_sense() {
    assert_eq!(fault_of(lengths(2, 1)), Fault::Bounds);
    assert_eq!(fault_of(lengths(0, 10_001)), Fault::Length);
    assert_eq!(fault_of(whole(Some(2), Some(1))), Fault::Bounds);
    assert_eq!(
        fault_of(decimal(Some("0.10"), Some("0.09"), 2)),
        Fault::Bounds
    );
    assert_eq!(fault_of(decimal(Some("1e5"), None, 2)), Fault::Bound);
    assert_eq!(fault_of(decimal(None, None, 39)), Fault::Places);
    assert_eq!(fault_of(money("Rp", None, None)), Fault::Currency);
    let never = Date {
        year: 2026,
        month: 2,
        day: 30,
    };
    assert_eq!(
        fault_of(Kind::Date(contract::form::DateRules {
            min: Some(never),
            max: None
        })),
        Fault::Bound
    );
    assert_eq!(fault_of(Kind::Choice(vec![])), Fault::ChoiceCount);
    assert_eq!(
        fault_of(Kind::Choices(choices(&["a", "a"]))),
        Fault::ChoiceTaken
    );
    for value in ["", " ", "a\0b", "a\nb"] {
        assert_eq!(
            fault_of(Kind::Choice(choices(&[value]))),
            Fault::ChoiceValue,
            "{value:?}"
        );
    }
    for pattern_text in [
        "(",
        "a)|(b",
        r"(a)\1",
        "(?=a)",
        "(?x)a # swallows the anchor",
        r"(\w{1000}){1000}",
        &"a".repeat(501),
    ] {
        assert_eq!(
            fault_of(pattern(pattern_text)),
            Fault::Pattern,
            "{pattern_text}"
        );
    }
    assert_eq!(fault_of(Kind::Lookup("KBLI 2025".into())), Fault::Lookup);
}

#[test]
fn a_condition_looks_back_at_an_answer_that_can_be() {
    let risk = || field("risk", Kind::Choice(choices(&["low", "high"])));
    let asks = |name: &str, any_of: &[&str]| when(field("b", text()), name, any_of);
    assert_eq!(
        fault(vec![asks("risk", &["low"]), risk()]),
        Fault::ConditionField
    );
    assert_eq!(
        fault(vec![risk(), asks("b", &["low"])]),
        Fault::ConditionField
    );
    assert_eq!(
        fault(vec![risk(), asks("risk", &["medium"])]),
        Fault::ConditionAnswer
    );
    assert_eq!(
        fault(vec![risk(), asks("risk", &[])]),
        Fault::ConditionAnswer
    );
    assert_eq!(
        fault(vec![field("y", Kind::YesNo), asks("y", &["yes"])]),
        Fault::ConditionAnswer
    );
}

#[test]
fn what_is_filled_in_is_an_answer_of_the_kind() {
    let filled = |kind, prefilled| {
        fault(vec![Field {
            prefilled,
            ..field("a", kind)
        }])
    };
    let money_of = |currency: &str| {
        Answer::Money(Money {
            minor_units: 1,
            currency: currency.into(),
        })
    };
    assert_eq!(filled(text(), vec![Answer::Whole(1)]), Fault::Prefilled);
    assert_eq!(
        filled(money("IDR", None, None), vec![money_of("USD")]),
        Fault::Prefilled
    );
    assert_eq!(
        filled(
            Kind::Choice(choices(&["a"])),
            vec![Answer::Chosen(vec!["b".into()])]
        ),
        Fault::Prefilled
    );
    assert_eq!(
        filled(Kind::Claim("name".into()), vec![Answer::Text("me".into())]),
        Fault::Prefilled
    );
    assert_eq!(
        filled(text(), vec![Answer::Text("a".into()); 2]),
        Fault::PrefilledCount
    );
}
