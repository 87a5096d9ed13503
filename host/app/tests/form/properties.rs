//! What holds for any form, anything that is sent, and any number.

use app::form::input::InputName;
use app::form::number::{Exact, MAX_DIGITS};
use app::form::shape::examine;
use app::form::{Answers, Claims, Notation, Steps, check_all, check_step, digest_of, summary};
use contract::form::{Field, Form, Kind, Step};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::ask;

fn notation() -> impl Strategy<Value = Notation> {
    prop_oneof![Just(Notation::Indonesian), Just(Notation::English)]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(ask::text()),
        Just(ask::pattern("[a-z0-9 ]*")),
        Just(ask::lengths(2, 8)),
        Just(ask::whole(Some(-10), Some(5_000))),
        Just(ask::decimal(Some("-1.5"), None, 2)),
        Just(ask::money("IDR", Some(0), None)),
        Just(ask::date()),
        Just(Kind::Choice(ask::choices(&["true", "false", "x"]))),
        Just(Kind::Choices(ask::choices(&["true", "1", "x"]))),
        Just(Kind::YesNo),
        Just(Kind::Email),
        Just(Kind::Phone),
        Just(Kind::Nik),
        Just(Kind::Claim("name".into())),
        Just(Kind::Agreement(vec![])),
        Just(Kind::Location),
    ]
}

/// Three steps of three fields, any of which may be required, and asked only after some other field's answer; forms
/// that no host would accept among them.
fn form() -> impl Strategy<Value = Form> {
    let field = (kind(), any::<bool>(), proptest::option::of(0..9_usize));
    (vec(field, 9), 0..3_u32, 0..4_u32).prop_map(|(kinds, min, max)| {
        let fields: Vec<Field> = kinds
            .into_iter()
            .enumerate()
            .map(|(n, (kind, required, after))| {
                let asked = Field {
                    required,
                    ..ask::field(&format!("a{n}"), kind)
                };
                match after {
                    Some(other) => ask::when(asked, &format!("a{other}"), &["true", "x", "1"]),
                    None => asked,
                }
            })
            .collect();
        let mut steps: Vec<Step> = fields
            .chunks(3)
            .map(|fields| ask::step(fields.to_vec()))
            .collect();
        steps[1] = ask::repeated(min, max, fields[3..6].to_vec());
        ask::form(steps)
    })
}

fn sent() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![
        8 => (0..9, 0..4).prop_map(|(field, nth)| format!("f.a{field}.{nth}")),
        3 => (0..9, 0..4, "day|month|year").prop_map(|(field, nth, part)| format!("f.a{field}.{nth}.{part}")),
        1 => any::<String>(),
    ];
    let value = prop_oneof![
        "true|false|x|1|0812345678|9999991708450001|a@b\\.id|1\\.000|2026|12|",
        any::<String>(),
        "[-+Rp$., 0-9]{0,12}",
        "(\\PC|\\p{Cf}|\\p{Cc}){0,12}",
    ];
    vec((name, value), 0..24)
}

fn number() -> impl Strategy<Value = String> {
    (any::<bool>(), "[0-9]{1,20}", "[0-9]{0,18}").prop_map(|(negative, integer, fraction)| {
        let sign = if negative { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{integer}{point}{fraction}")
    })
}

proptest! {
    #[test]
    fn anything_sent_to_any_form_is_judged_without_a_panic_and_alike_in_parts_and_as_a_whole(
        form in form(), first in sent(), second in sent(), notation in notation(),
    ) {
        let _ = examine(&form);
        let claims = Claims::new();
        let mut answers = Answers::prefilled(&form, notation);
        for step in 0..4 {
            answers.take(&form, step, notation, first.clone()).unwrap();
        }
        answers.take(&form, 1, Notation::English, second).unwrap();
        let parts: Result<Vec<_>, _> = (0..3).map(|step| check_step(&form, step, &answers, &claims)).collect();
        let whole = check_all(&form, &answers, &claims);
        let way = Steps::of(&form, &answers, &claims);
        match (parts, whole) {
            (Ok(parts), Ok(whole)) => {
                prop_assert_eq!(way.first_unfinished(), None);
                prop_assert_eq!(parts.concat(), whole.clone());
                let lines = summary(&form, &whole, &answers);
                let answered = lines.iter().filter(|line| !line.values.is_empty()).count();
                prop_assert_eq!(answered, whole.len());
                prop_assert_eq!(digest_of(&whole, &[]), digest_of(&whole, &[]));
            }
            (Err(problems), Err(bad)) => {
                prop_assert_eq!(way.first_unfinished(), Some(bad.step));
                prop_assert_eq!(problems, bad.problems);
            }
            (parts, whole) => prop_assert!(false, "{:?} but {:?}", parts, whole),
        }
    }

    #[test]
    fn an_accepted_answer_stays_until_its_own_input_is_sent_again(
        form in form(), first in sent(), second in sent(), step in 0..3_usize,
    ) {
        let mut answers = Answers::default();
        for step in 0..3 {
            answers.take(&form, step, Notation::Indonesian, first.clone()).unwrap();
        }
        let before = answers.clone();
        answers.take(&form, step, Notation::Indonesian, second.clone()).unwrap();
        for field in form.steps.iter().flat_map(|step| &step.fields) {
            for (name, _) in &first {
                let Some(input) = InputName::parse(name).filter(|input| input.field == field.name) else { continue };
                if second.iter().all(|(other, _)| other != name) {
                    let shown = |of: &Answers| of.shown(field, input, Notation::Indonesian);
                    prop_assert_eq!(shown(&before), shown(&answers));
                }
            }
        }
        let stored = serde_json::to_string(&answers).unwrap();
        prop_assert_eq!(serde_json::from_str::<Answers>(&stored).unwrap(), answers);
    }

    #[test]
    fn a_visible_answer_is_shown_again_as_it_was_typed(typed in "[^\\p{C}\\p{Z}][^\\p{C}\\p{Zl}\\p{Zp}]{0,40}") {
        let form = ask::form(vec![ask::step(vec![ask::field("a", ask::text())])]);
        let answers = ask::typed(&form, 0, &[("f.a.0", &typed)]);
        let shown = answers.shown(&form.steps[0].fields[0], InputName::of("a", 0), Notation::English);
        prop_assert_eq!(shown, [typed]);
    }

    #[test]
    fn a_number_is_read_as_it_was_written(plain in number(), notation in notation()) {
        let number: Exact = plain.parse().unwrap();
        prop_assert_eq!(Exact::read(&number.write(notation), notation), Ok(number.clone()));
        prop_assert_eq!(number.to_string().parse(), Ok(number));
    }

    #[test]
    fn an_amount_is_read_as_it_was_written(units: i64, digits in 0..5_u8, notation in notation()) {
        let number = Exact::of_units(units, digits);
        prop_assert_eq!(number.to_units(digits), Some(units));
        let typed = format!("Rp {}", number.write(notation));
        prop_assert_eq!(Exact::read_amount(&typed, "IDR", notation).unwrap().to_units(digits), Some(units));
    }

    #[test]
    fn exact_numbers_are_ordered_as_numbers(one: i64, other: i64, digits in 0..19_u8) {
        let [first, second] = [one, other].map(|units| Exact::of_units(units, digits));
        prop_assert_eq!(first.cmp(&second), one.cmp(&other));
    }

    #[test]
    fn no_text_that_is_read_has_too_many_digits(typed in "[-+., 0-9Rp]{0,60}", notation in notation()) {
        if let Ok(number) = Exact::read(&typed, notation) {
            let digits = number.to_string().bytes().filter(u8::is_ascii_digit).count();
            prop_assert!(digits <= MAX_DIGITS + 1);
        }
    }
}
