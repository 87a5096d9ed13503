//! Which answers move into another form, and which of the form's own count.

use app::form::{Answers, Notation, input::InputName, move_over};
use contract::form::{Answer, DateRules, Field, Form, Kind, MoneyRules, TextRules};
use contract::values::Money;

use crate::forms::*;

fn form(town: &str, capital: i64) -> Form {
    let filled = |name: &str, kind, answer| Field {
        prefilled: vec![answer],
        ..field(name, kind)
    };
    let rules = MoneyRules {
        currency: "IDR".into(),
        min: None,
        max: None,
    };
    let capital = Answer::Money(Money {
        minor_units: capital,
        currency: "IDR".into(),
    });
    let since = DateRules {
        min: None,
        max: None,
    };
    Form {
        steps: vec![step(
            "All",
            vec![
                filled("town", text(), Answer::Text(town.into())),
                filled("capital", Kind::Money(rules), capital),
                field("since", Kind::Date(since)),
                field("note", text()),
            ],
        )],
        ..application("1")
    }
}

fn shown(form: &Form, answers: &Answers, input: &str, notation: Notation) -> Vec<String> {
    let input = InputName::parse(input).unwrap();
    let mut fields = form.steps.iter().flat_map(|step| &step.fields);
    let field = fields.find(|field| field.name == input.field).unwrap();
    answers.shown(field, input, notation)
}

#[test]
fn only_what_the_person_typed_moves_in_whichever_notation() {
    use Notation::{English, Indonesian};
    let (old, new) = (form("Old town", 125_000_000), form("New town", 99_000_000));
    let mut answers = Answers::prefilled(&old, Indonesian);
    let as_shown = |name: &str| shown(&old, &answers, name, Indonesian).concat();
    // Every field comes back with the step, also those that were let be.
    let sent = [
        ("f.town.0".to_owned(), as_shown("f.town.0")),
        ("f.capital.0".to_owned(), as_shown("f.capital.0")),
        ("f.since.0.day".to_owned(), "1".to_owned()),
        ("f.since.0.month".to_owned(), String::new()),
        ("f.since.0.year".to_owned(), "2020".to_owned()),
        ("f.note.0".to_owned(), String::new()),
    ];
    answers.take(&old, 0, Indonesian, sent).unwrap();
    let (moved, dropped) = move_over(&answers, &old, &new, English);
    assert_eq!(dropped, [""; 0]);
    let read = |name| shown(&new, &moved, name, English).concat();
    assert_eq!(read("f.town.0"), "New town");
    assert_eq!(read("f.capital.0"), "990,000");
    assert_eq!(read("f.since.0.day"), "1");
    assert_eq!(read("f.since.0.year"), "2020");

    // What was emptied stays empty, what was changed stays changed.
    let sent = [
        ("f.town.0".to_owned(), String::new()),
        ("f.capital.0".to_owned(), "1.250.000,25".to_owned()),
    ];
    answers.take(&old, 0, Indonesian, sent).unwrap();
    let (moved, _) = move_over(&answers, &old, &new, English);
    let read = |name| shown(&new, &moved, name, English).concat();
    assert_eq!(read("f.town.0"), "");
    assert_eq!(read("f.capital.0"), "1,250,000.25");
}

#[test]
fn what_has_no_place_any_more_is_named_once() {
    let old = form("Old town", 1);
    let mut new = form("Old town", 1);
    new.steps[0].fields.retain(|field| field.name != "since");
    new.steps[0].fields[2].kind = Kind::LongText(TextRules {
        min_length: None,
        max_length: Some(3),
        pattern: None,
        pattern_message: None,
    });
    let mut answers = Answers::prefilled(&old, Notation::Indonesian);
    let sent = [
        ("f.since.0.day", "1"),
        ("f.since.0.year", "2020"),
        ("f.note.0", "longer"),
    ];
    let sent = sent.map(|(name, value)| (name.to_owned(), value.to_owned()));
    answers.take(&old, 0, Notation::Indonesian, sent).unwrap();
    let (moved, dropped) = move_over(&answers, &old, &new, Notation::Indonesian);
    assert_eq!(dropped, ["since"]);
    // Too long under the new rules: kept as typed, for the person to mend.
    let note = shown(&new, &moved, "f.note.0", Notation::Indonesian);
    assert_eq!(note, ["longer"]);
}
