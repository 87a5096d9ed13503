//! Nothing that was typed is lost: taking, showing again, repeating, moving to another release.

use app::form::answers::MAX_DRAFT_BYTES;
use app::form::input::InputName;
use app::form::{Answers, Claims, Notation, Rule, carry_over, check_all, check_step};
use contract::form::{Answer, Field, Form, Kind};
use contract::values::{Date, Money};

use crate::ask::*;

fn shown(form: &Form, answers: &Answers, name: &str, notation: Notation) -> Vec<String> {
    let input = InputName::parse(name).unwrap();
    let fields = form.steps.iter().flat_map(|step| &step.fields);
    let field: &Field = fields
        .into_iter()
        .find(|field| field.name == input.field)
        .unwrap();
    answers.shown(field, input, notation)
}

#[test]
fn only_inputs_of_the_step_are_taken_and_the_rest_stays() {
    let form = form(vec![
        step(vec![
            field("a", text()),
            field("tags", Kind::Choices(choices(&["x", "y"]))),
        ]),
        step(vec![field("b", text())]),
    ]);
    let mut answers = typed(
        &form,
        0,
        &[("f.a.0", "one"), ("f.tags.0", "x"), ("f.b.0", "not here")],
    );
    let before = answers.clone();
    let strange = [
        ("f.a.1", "no such turn"),
        ("f.a.00", "second name"),
        ("f.a.0.day", "no date"),
        ("f.a", "?"),
        ("f..0", "?"),
        ("csrf", "?"),
        ("f.zzz.0", "?"),
        ("f.a.99999999999", "?"),
        ("", ""),
        ("f.a.+0", "?"),
    ];
    answers
        .take(&form, 0, Notation::Indonesian, pairs(&strange))
        .unwrap();
    answers
        .take(
            &form,
            7,
            Notation::Indonesian,
            pairs(&[("f.a.0", "no such step")]),
        )
        .unwrap();
    assert_eq!(answers, before);
    assert!(!answers.was_sent(InputName::of("b", 0)));
    // An unticked group says so by its hidden input.
    answers
        .take(&form, 0, Notation::Indonesian, pairs(&[("f.tags.0", "")]))
        .unwrap();
    assert_eq!(
        shown(&form, &answers, "f.tags.0", Notation::Indonesian),
        [""; 0]
    );
    assert_eq!(
        shown(&form, &answers, "f.a.0", Notation::Indonesian),
        ["one"]
    );
}

#[test]
fn a_wrong_answer_comes_back_as_it_was_typed() {
    let form = form(vec![step(vec![
        field("n", whole(None, None)),
        field("d", date()),
    ])]);
    let answers = typed(
        &form,
        0,
        &[
            ("f.n.0", " five "),
            ("f.d.0.day", "31"),
            ("f.d.0.month", "Feb"),
            ("f.d.0.year", "26"),
        ],
    );
    assert!(check_step(&form, 0, &answers, &Claims::new()).is_err());
    let read_back: Answers =
        serde_json::from_str(&serde_json::to_string(&answers).unwrap()).unwrap();
    assert_eq!(read_back, answers);
    assert_eq!(
        shown(&form, &read_back, "f.n.0", Notation::English),
        [" five "]
    );
    assert_eq!(
        shown(&form, &read_back, "f.d.0.month", Notation::English),
        ["Feb"]
    );
}

#[test]
fn a_number_stays_the_same_number_when_the_language_changes() {
    let form = form(vec![step(vec![
        field("n", decimal(None, None, 2)),
        field("m", money("IDR", None, None)),
    ])]);
    let mut answers = typed(&form, 0, &[("f.n.0", "1.250"), ("f.m.0", "Rp 1.250,5")]);
    let before = check_all(&form, &answers, &Claims::new()).unwrap();
    let again: Vec<(String, String)> = ["f.n.0", "f.m.0"]
        .into_iter()
        .map(|name| {
            (
                name.to_owned(),
                shown(&form, &answers, name, Notation::English).remove(0),
            )
        })
        .collect();
    assert_eq!(again, pairs(&[("f.n.0", "1,250"), ("f.m.0", "1,250.5")]));
    answers.take(&form, 0, Notation::English, again).unwrap();
    assert_eq!(check_all(&form, &answers, &Claims::new()).unwrap(), before);
}

#[test]
fn a_draft_that_would_grow_too_large_stays_as_it_was() {
    let fields: Vec<Field> = (0..30).map(|n| field(&format!("a{n}"), text())).collect();
    let form = form(vec![step(fields)]);
    let mut answers = typed(&form, 0, &[("f.a0.0", "kept")]);
    let before = answers.clone();
    let flood = (0..30).map(|n| (format!("f.a{n}.0"), "x".repeat(50_000)));
    let error = answers
        .take(&form, 0, Notation::Indonesian, flood)
        .unwrap_err();
    assert!(error.bytes > MAX_DRAFT_BYTES);
    assert_eq!(answers, before);
}

#[test]
fn what_a_form_fills_in_is_there_as_if_typed() {
    let filled = |name: &str, kind, answer| Field {
        prefilled: vec![answer],
        ..field(name, kind)
    };
    let all = [
        filled("text", text(), Answer::Text("Warung".into())),
        filled("whole", whole(None, None), Answer::Whole(-1_250_000)),
        filled(
            "decimal",
            decimal(None, None, 4),
            Answer::Decimal("1250.5".into()),
        ),
        filled(
            "money",
            money("IDR", None, None),
            Answer::Money(Money {
                minor_units: 5,
                currency: "IDR".into(),
            }),
        ),
        filled(
            "date",
            date(),
            Answer::Date(Date {
                year: 987,
                month: 2,
                day: 3,
            }),
        ),
        filled(
            "many",
            Kind::Choices(choices(&["x", "y"])),
            Answer::Chosen(vec!["x".into(), "y".into()]),
        ),
        filled("yes", Kind::YesNo, Answer::YesNo(false)),
    ];
    let form = form(vec![step(all.to_vec())]);
    for notation in [Notation::Indonesian, Notation::English] {
        let givens =
            check_all(&form, &Answers::prefilled(&form, notation), &Claims::new()).unwrap();
        let answers: Vec<_> = givens.into_iter().map(|given| given.answer).collect();
        let expected: Vec<_> = all.iter().map(|field| field.prefilled[0].clone()).collect();
        assert_eq!(answers, expected);
    }
}

#[test]
fn a_repeated_step_is_asked_as_often_as_the_person_adds() {
    let form = form(vec![repeated(
        1,
        3,
        vec![field("name", text()), optional("nik", Kind::Nik)],
    )]);
    let owners = &form.steps[0];
    let mut answers = typed(&form, 0, &[("f.name.0", "Ani")]);
    assert!(
        answers.add_repeat(owners) && answers.add_repeat(owners) && !answers.add_repeat(owners)
    );
    assert_eq!(
        check_step(&form, 0, &answers, &Claims::new()).unwrap_err()[0].nth,
        1
    );
    // Sent from another tab that had three already; a fourth was never offered.
    let sent = pairs(&[
        ("f.name.1", "Budi"),
        ("f.name.2", "Citra"),
        ("f.name.3", "Dewi"),
    ]);
    answers.take(&form, 0, Notation::Indonesian, sent).unwrap();
    assert!(answers.remove_repeat(owners, 0) && !answers.remove_repeat(owners, 2));
    let givens = check_all(&form, &answers, &Claims::new()).unwrap();
    let names: Vec<_> = givens
        .iter()
        .map(|given| (given.nth, given.answer.clone()))
        .collect();
    assert_eq!(
        names,
        [
            (0, Answer::Text("Budi".into())),
            (1, Answer::Text("Citra".into()))
        ]
    );
    assert!(answers.remove_repeat(owners, 1) && !answers.remove_repeat(owners, 0));
}

#[test]
fn answers_move_to_another_release_by_field_name() {
    let old = form(vec![
        step(vec![
            field("name", text()),
            field("fax", text()),
            field("born", text()),
        ]),
        repeated(0, 5, vec![field("owner", text())]),
    ]);
    let mut answers = typed(
        &old,
        0,
        &[
            ("f.name.0", "Warung"),
            ("f.fax.0", "021"),
            ("f.born.0", "1990"),
        ],
    );
    let owners = [("f.owner.0", "A"), ("f.owner.1", "B"), ("f.owner.2", "C")];
    answers
        .take(&old, 1, Notation::Indonesian, pairs(&owners))
        .unwrap();
    let new = form(vec![
        repeated(0, 2, vec![field("owner", text())]),
        step(vec![field("born", date()), field("name", text())]),
    ]);
    let (moved, dropped) = carry_over(&answers, &new);
    assert_eq!(dropped, ["born", "fax"]);
    assert_eq!(
        shown(&new, &moved, "f.name.0", Notation::Indonesian),
        ["Warung"]
    );
    // More owners than the new release allows: all kept, and said.
    let problem = check_all(&new, &moved, &Claims::new())
        .unwrap_err()
        .problems
        .remove(0);
    assert_eq!(
        (problem.nth, problem.rule),
        (2, Rule::TooManyRepeats { max: 2 })
    );
}
