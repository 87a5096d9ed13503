//! Small forms, and one typed answer to them.

use app::form::{Answers, Claims, Notation, Rule, check_step};
use contract::form::{
    Answer, Choice, Condition, DateRules, DecimalRules, Field, Form, Kind, MoneyRules, Repeat,
    Step, TextRules, WholeRules,
};

pub fn form(steps: Vec<Step>) -> Form {
    Form {
        id: "permit".into(),
        steps,
        submit_label: "Send application".into(),
        review: true,
        confirm: None,
        carry: vec![],
    }
}

pub fn step(fields: Vec<Field>) -> Step {
    Step {
        title: "The business".into(),
        lead: None,
        fields,
        repeat: None,
    }
}

pub fn repeated(min: u32, max: u32, fields: Vec<Field>) -> Step {
    Step {
        repeat: Some(Repeat {
            each: "owner".into(),
            min,
            max,
        }),
        ..step(fields)
    }
}

pub fn field(name: &str, kind: Kind) -> Field {
    Field {
        name: name.into(),
        label: format!("Question {name}"),
        hint: None,
        kind,
        required: true,
        prefilled: vec![],
        when: None,
    }
}

pub fn optional(name: &str, kind: Kind) -> Field {
    Field {
        required: false,
        ..field(name, kind)
    }
}

pub fn when(asked: Field, name: &str, any_of: &[&str]) -> Field {
    let any_of = any_of.iter().map(ToString::to_string).collect();
    Field {
        when: Some(Condition {
            field: name.into(),
            any_of,
        }),
        ..asked
    }
}

pub fn text() -> Kind {
    Kind::Text(TextRules {
        min_length: None,
        max_length: None,
        pattern: None,
        pattern_message: None,
    })
}

pub fn pattern(pattern: &str) -> Kind {
    Kind::Text(TextRules {
        min_length: None,
        max_length: None,
        pattern: Some(pattern.into()),
        pattern_message: Some("Such as AB-12".into()),
    })
}

pub fn lengths(min: u32, max: u32) -> Kind {
    Kind::LongText(TextRules {
        min_length: Some(min),
        max_length: Some(max),
        pattern: None,
        pattern_message: None,
    })
}

pub fn whole(min: Option<i64>, max: Option<i64>) -> Kind {
    Kind::Whole(WholeRules {
        min,
        max,
        unit: None,
    })
}

pub fn decimal(min: Option<&str>, max: Option<&str>, places: u8) -> Kind {
    let bound = |bound: Option<&str>| bound.map(ToOwned::to_owned);
    Kind::Decimal(DecimalRules {
        min: bound(min),
        max: bound(max),
        places,
        unit: None,
    })
}

pub fn money(currency: &str, min: Option<i64>, max: Option<i64>) -> Kind {
    Kind::Money(MoneyRules {
        currency: currency.into(),
        min,
        max,
    })
}

pub fn date() -> Kind {
    Kind::Date(DateRules {
        min: None,
        max: None,
    })
}

pub fn choices(values: &[&str]) -> Vec<Choice> {
    let choice = |value: &&str| Choice {
        value: (*value).into(),
        label: value.to_uppercase(),
        hint: None,
    };
    values.iter().map(choice).collect()
}

/// What was sent, as the body of a request.
pub fn pairs(sent: &[(&str, &str)]) -> Vec<(String, String)> {
    sent.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

pub fn typed(form: &Form, step: usize, sent: &[(&str, &str)]) -> Answers {
    let mut answers = Answers::default();
    answers
        .take(form, step, Notation::Indonesian, pairs(sent))
        .unwrap();
    answers
}

/// What a reader's one line becomes as the only answer of a required field.
pub fn ask_in(notation: Notation, kind: Kind, line: &str) -> Result<Answer, Rule> {
    let form = form(vec![step(vec![field("a", kind)])]);
    let mut answers = Answers::default();
    answers
        .take(&form, 0, notation, pairs(&[("f.a.0", line)]))
        .unwrap();
    match check_step(&form, 0, &answers, &Claims::new()) {
        Ok(mut givens) => Ok(givens.remove(0).answer),
        Err(mut problems) => Err(problems.remove(0).rule),
    }
}

pub fn ask(kind: Kind, line: &str) -> Result<Answer, Rule> {
    ask_in(Notation::Indonesian, kind, line)
}

/// The same for a date's three inputs.
pub fn ask_date(kind: Kind, day: &str, month: &str, year: &str) -> Result<Answer, Rule> {
    let form = form(vec![step(vec![field("a", kind)])]);
    let sent = [
        ("f.a.0.day", day),
        ("f.a.0.month", month),
        ("f.a.0.year", year),
    ];
    match check_step(&form, 0, &typed(&form, 0, &sent), &Claims::new()) {
        Ok(mut givens) => Ok(givens.remove(0).answer),
        Err(mut problems) => Err(problems.remove(0).rule),
    }
}

/// A text that was accepted.
pub fn said(text: &str) -> Result<Answer, Rule> {
    Ok(Answer::Text(text.into()))
}
