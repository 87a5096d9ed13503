//! Markup, script and signs of direction in every text of a page, and in everything that an act writes.

use balai_sdk::bindings::balai::types::values::Date;
use balai_sdk::bindings::balai::ui::form::{Answer, FieldError, Repeat};
use balai_sdk::bindings::balai::ui::page::{Figure, Gauge, Message};
use balai_sdk::prelude::*;
use platform::cases::{self, Handler, NewCase};
use platform::inbox::{self, Recipient};
use platform::tasks::{self, Assignee, NewTask};

/// Gets out of text, of an attribute, of a comment, of a style and of a script, where nobody escapes.
const MARKUP: &str = "\"'></title></textarea></select><script>alert(1)</script><img src=x onerror=alert(1)><!--{{7*7}}";
/// Turns what comes after it round, and hides.
const TURNED: &str = "\u{202e}\u{2066}\u{200b}kilab kaT\u{feff}";
/// After this moment nothing is due.
const DAY: Date = Date {
    year: 2026,
    month: 12,
    day: 31,
};

fn text_of(name: &str) -> Option<&'static str> {
    match name {
        "markup-in-every-text" => Some(MARKUP),
        "text-that-turns-round" => Some(TURNED),
        _ => None,
    }
}

/// The page of an attempt of this file.
pub fn show(name: &str) -> Option<Result<Page>> {
    text_of(name).map(|evil| Ok(everything(evil)))
}

/// Writes the text wherever an act can write one; asks again first, with the text as what is wrong.
pub fn act(name: &str, sent: &Submission) -> Option<Result<Outcome>> {
    let evil = text_of(name)?;
    Some(match sent.form.as_str() {
        "tolak" => Err(Refusal::Refused(evil.to_owned())),
        "ulangi" => Ok(Outcome::Invalid(vec![
            FieldError {
                field: String::new(),
                nth: 0,
                message: evil.to_owned(),
            },
            FieldError {
                field: evil.to_owned(),
                nth: 9,
                message: evil.to_owned(),
            },
        ])),
        "tampil" => Ok(Outcome::Show(everything(evil))),
        _ => write(evil).map(|()| Outcome::go("/")),
    })
}

fn write(evil: &str) -> Result<()> {
    let both = || {
        vec![
            ("id".to_owned(), evil.to_owned()),
            ("en".to_owned(), evil.to_owned()),
            ("<i>".to_owned(), evil.to_owned()),
        ]
    };
    let handler = Handler {
        agency: "kota-damai".to_owned(),
        unit: "perizinan".to_owned(),
        role: "verifikator".to_owned(),
    };
    let number = cases::lodge(&NewCase {
        kind: "nakal".to_owned(),
        title: both(),
        attach: Vec::new(),
        anonymous: false,
        handler,
        region: None,
        details: "{}".to_owned(),
        due: Some(DAY),
    })?;
    cases::decide(
        &number,
        None,
        &cases::Decision {
            granted: true,
            reason: both(),
            rules: vec![evil.to_owned()],
        },
    )?;
    tasks::put(&NewTask {
        key: evil.to_owned(),
        title: both(),
        assignee: Assignee::Unit("perizinan".to_owned()),
        due: Some(DAY),
        path: "/".to_owned(),
    })?;
    inbox::send(
        &Recipient::Visitor,
        &inbox::Message {
            title: both(),
            body: both(),
            leads_to: None,
        },
    )
}

fn everything(evil: &str) -> Page {
    let text = || Value::from(evil);
    let there = || link(evil, "/");
    page(evil)
        .lead(rich![evil, strong(evil), there(), text()])
        .under(there())
        .section("satu", evil)
        .paragraph(rich![
            evil,
            strong(evil),
            there(),
            text(),
            Value::from(status(evil, Tone::Critical))
        ])
        .items([evil, evil])
        .numbered([evil])
        .notice(Tone::Attention, evil, evil)
        .summary([
            SummaryRow {
                change: Some(there()),
                ..fact(evil, evil)
            },
            fact(evil, status(evil, Tone::Info)),
        ])
        .table(
            table(evil)
                .column(evil)
                .numbers(evil)
                .row_to("/", cells![evil, evil])
                .row(cells![evil, evil]),
        )
        .timeline([Milestone {
            title: evil.to_owned(),
            body: Some(rich![evil]),
            at: Some(0),
            state: ProgressState::Done,
        }])
        .block(Block::Thread(vec![Message {
            author: evil.to_owned(),
            at: 0,
            body: rich![evil],
            mine: false,
        }]))
        .cards([card(evil, here("/"))
            .body(evil)
            .status(status(evil, Tone::Neutral))])
        .block(Block::Figures(vec![Figure {
            label: evil.to_owned(),
            value: text(),
            change: Some(evil.to_owned()),
            tone: Tone::Positive,
        }]))
        .block(Block::Gauge(Gauge {
            label: evil.to_owned(),
            done: 1,
            total: 2,
        }))
        .code(evil, evil)
        .empty(empty(evil, evil).next(there()))
        .filter(filter(
            evil,
            [
                Field::text("cari", evil, 0..=10).hint(evil).optional(),
                choosing("pilih", evil).optional(),
            ],
        ))
        .section("dua", evil)
        .form(questions(evil))
        .buttons([
            button(evil, "tolak"),
            button(evil, "ulangi").danger(evil),
            button(evil, "tampil"),
            button("Tulis", "tulis").carry(evil, evil),
        ])
}

fn choosing(name: &str, evil: &str) -> Field {
    Field::choice(
        name,
        evil,
        [choice("satu", evil).hint(evil), choice("dua", evil)],
    )
}

fn questions(evil: &str) -> Form {
    let boxes = Field::choices(
        "kotak",
        evil,
        [choice("satu", evil).hint(evil), choice("dua", evil)],
    );
    let first = step(
        evil,
        [
            Field::text("nama", evil, 1..=200)
                .hint(evil)
                .prefilled(Answer::Text(evil.to_owned())),
            Field::long_text("cerita", evil, 1..=500)
                .hint(evil)
                .prefilled(Answer::Text(evil.to_owned())),
            Field::whole("jumlah", evil, 0..=9, evil).prefilled(Answer::Whole(1)),
            Field::rupiah("uang", evil, 0..=9)
                .hint(evil)
                .prefilled(Answer::Money(rupiah(0))),
            Field::date("hari", evil)
                .hint(evil)
                .prefilled(Answer::Date(DAY)),
            choosing("pilih", evil).prefilled(Answer::Chosen(vec!["satu".to_owned()])),
            boxes
                .hint(evil)
                .prefilled(Answer::Chosen(vec!["dua".to_owned()])),
            Field::yes_no("ya", evil)
                .hint(evil)
                .prefilled(Answer::YesNo(true)),
            Field::agreement("setuju", evil, rich![evil, strong(evil), link(evil, "/")])
                .prefilled(Answer::YesNo(true)),
        ],
    );
    let second = Step {
        repeat: Some(Repeat {
            each: evil.to_owned(),
            min: 1,
            max: 2,
        }),
        ..step(
            evil,
            [Field::text("lagi", evil, 0..=200)
                .optional()
                .prefilled(Answer::Text(evil.to_owned()))],
        )
    };
    form("isi", evil)
        .review()
        .confirm(evil)
        .step(first.lead(evil))
        .step(second)
}
