//! The way through a form: conditions, steps that are passed over, what is read back, and its digest.

use app::form::{
    Answers, Claims, Notation, Steps, check_all, check_step, digest_of, step_of, summary,
};
use contract::form::{Answer, Form, Kind};
use contract::values::Value;

use crate::ask::*;

/// Whether there are workers; only then how many; only above none of them, per worker's trade, a licence.
fn conditional() -> Form {
    form(vec![
        step(vec![
            field("workers", Kind::YesNo),
            when(field("count", whole(Some(1), None)), "workers", &["true"]),
        ]),
        repeated(
            0,
            5,
            vec![
                when(
                    field("trade", Kind::Choice(choices(&["cook", "driver"]))),
                    "workers",
                    &["true"],
                ),
                when(field("licence", text()), "trade", &["driver"]),
            ],
        ),
        step(vec![field("nik", Kind::Nik), optional("note", text())]),
    ])
}

#[test]
fn what_is_not_asked_is_no_answer_though_it_stays_typed() {
    let form = conditional();
    let mut answers = typed(&form, 0, &[("f.workers.0", "false"), ("f.count.0", "7")]);
    let first = check_step(&form, 0, &answers, &Claims::new()).unwrap();
    assert_eq!(first.len(), 1);
    let owners = pairs(&[
        ("f.trade.0", "driver"),
        ("f.licence.0", "SIM B1"),
        ("f.trade.1", "cook"),
        ("f.licence.1", "no"),
    ]);
    answers
        .take(&form, 1, Notation::Indonesian, owners)
        .unwrap();
    // A condition on a question that is not asked does not hold, though its answer was typed once.
    assert_eq!(check_step(&form, 1, &answers, &Claims::new()), Ok(vec![]));
    let way = Steps::of(&form, &answers, &Claims::new());
    assert_eq!(
        (way.next_after(0), way.previous_before(2), way.next_after(2)),
        (Some(2), Some(0), None)
    );
    assert_eq!(way.first_unfinished(), Some(2));

    answers
        .take(
            &form,
            0,
            Notation::Indonesian,
            pairs(&[("f.workers.0", "true")]),
        )
        .unwrap();
    let fields: Vec<_> = check_step(&form, 1, &answers, &Claims::new()).unwrap();
    let fields: Vec<_> = fields
        .iter()
        .map(|given| (given.field.as_str(), given.nth))
        .collect();
    assert_eq!(fields, [("trade", 0), ("licence", 0), ("trade", 1)]);
    let way = Steps::of(&form, &answers, &Claims::new());
    assert_eq!(way.asked().collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(way.fields(1), [(0, 0), (0, 1), (1, 0)]);
    assert!(way.is_finished(0) && !way.is_finished(2) && !way.is_finished(9));
}

#[test]
fn a_repeated_step_is_on_the_way_before_anything_is_added() {
    let form = form(vec![
        repeated(0, 2, vec![field("owner", text())]),
        step(vec![]),
    ]);
    let way = Steps::of(&form, &Answers::default(), &Claims::new());
    assert_eq!(way.asked().collect::<Vec<_>>(), [0, 1]);
    assert_eq!(
        check_all(&form, &Answers::default(), &Claims::new()),
        Ok(vec![])
    );
}

#[test]
fn the_first_bad_step_is_named() {
    let form = conditional();
    let bad = check_all(&form, &Answers::default(), &Claims::new()).unwrap_err();
    assert_eq!((bad.step, bad.problems[0].field.as_str()), (0, "workers"));
    assert_eq!(
        (step_of(&form, "nik"), step_of(&form, "nobody")),
        (Some(2), None)
    );
}

#[test]
fn answers_are_read_back_by_their_labels_and_a_citizen_number_by_its_end() {
    let form = conditional();
    let mut answers = typed(&form, 0, &[("f.workers.0", "true"), ("f.count.0", "2")]);
    answers
        .take(
            &form,
            1,
            Notation::Indonesian,
            pairs(&[("f.trade.0", "cook")]),
        )
        .unwrap();
    answers
        .take(
            &form,
            2,
            Notation::Indonesian,
            pairs(&[("f.nik.0", "9999991708450001")]),
        )
        .unwrap();
    let givens = check_all(&form, &answers, &Claims::new()).unwrap();
    let lines: Vec<_> = summary(&form, &givens, &answers)
        .into_iter()
        .map(|line| (line.step, line.field, line.values))
        .collect();
    let line = |step, field: &str, values| (step, field.to_owned(), values);
    assert_eq!(
        lines,
        [
            line(0, "workers", vec![Value::YesNo(true)]),
            line(0, "count", vec![Value::Whole(2)]),
            line(1, "trade", vec![Value::Text("COOK".into())]),
            line(2, "nik", vec![Value::Text("•••• •••• •••• 0001".into())]),
            line(2, "note", vec![]),
        ]
    );
}

#[test]
fn a_digest_is_of_the_answers_and_not_of_their_order() {
    let form = form(vec![step(vec![field("a", text()), field("b", text())])]);
    let givens = |a, b| {
        check_all(
            &form,
            &typed(&form, 0, &[("f.a.0", a), ("f.b.0", b)]),
            &Claims::new(),
        )
        .unwrap()
    };
    let sent = givens("xy", "z");
    let turned: Vec<_> = sent.iter().rev().cloned().collect();
    let carry = [("version".to_owned(), "3".to_owned())];
    assert_eq!(digest_of(&sent, &carry), digest_of(&turned, &carry));
    assert_ne!(
        digest_of(&sent, &carry),
        digest_of(&givens("x", "yz"), &carry)
    );
    assert_ne!(digest_of(&sent, &carry), digest_of(&sent, &[]));
    let mut other = sent.clone();
    other[0].answer = Answer::Decimal("xy".into());
    assert_ne!(digest_of(&sent, &carry), digest_of(&other, &carry));
}

#[test]
fn who_changes_an_answer_sees_what_is_new_or_wrong_and_no_more() {
    let form = conditional();
    let said = |workers: &str, nik: &str| {
        let mut answers = typed(&form, 0, &[("f.workers.0", workers), ("f.count.0", "2")]);
        for (step, said) in [(1, ("f.trade.0", "cook")), (2, ("f.nik.0", nik))] {
            answers
                .take(&form, step, Notation::Indonesian, pairs(&[said]))
                .unwrap();
        }
        Steps::of(&form, &answers, &Claims::new())
    };
    let nik = "9999991708450001";
    let before = said("false", nik);
    assert_eq!(before.first_unfinished(), None);
    // Nothing more is asked; a step is asked that was passed over; a later one is wrong by now.
    assert_eq!(said("false", nik).next_unseen(0, &before), None);
    assert_eq!(said("true", nik).next_unseen(0, &before), Some(1));
    assert_eq!(said("true", nik).next_unseen(1, &said("true", nik)), None);
    assert_eq!(said("false", "1").next_unseen(0, &before), Some(2));
}
