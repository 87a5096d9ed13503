//! Forms: every field, empty, filled in and failing; check, receipt and drafts.

use std::collections::BTreeMap;

use contract::content::Span;
use contract::form::{
    Choice, Condition, DateRules, DecimalRules, Field, Form, Kind, MoneyRules, Repeat, Step,
    TextRules, WholeRules,
};
use contract::values::{Date, Money, Value};
use jiff::civil;

use super::{Sample, app, at, citizen, due, either};
use crate::view::blocks::Code;
use crate::view::pages::{
    AnswerLine, CheckPage, ConfirmPage, DraftRow, DraftsPage, FormStepPage, ReceiptPage,
};
use crate::view::{FieldError, FormView, Lang, Place, problem};

pub(super) fn all(lang: Lang) -> Vec<Sample> {
    let shell = || citizen(lang, Place::Elsewhere);
    let form = form(lang);
    let step = |draft| {
        FormStepPage::of(
            shell(),
            app(lang),
            &form,
            draft,
            "/m/kota-damai/izin-usaha/".to_owned(),
        )
        .unwrap()
    };
    let check = |errors| {
        let (answers, back) = (answers(lang), "/drafts/draft-9/steps/3".to_owned());
        CheckPage::of(shell(), app(lang), &form, "draft-9", &answers, back, errors).unwrap()
    };
    let objection = FieldError {
        field: String::new(),
        nth: 0,
        message: either(
            lang,
            "Alamat ini sudah punya izin yang sama.",
            "This address has the same licence already.",
        ),
    };
    let receipt = ReceiptPage {
        shell: shell(),
        app: app(lang),
        number: "KD-2026-000123".to_owned(),
        sent_at: at("2026-11-24T05:30:00Z"),
        release: "0.1.0".to_owned(),
        due: due(30, false),
        next: Some("/m/kota-damai/izin-usaha/kasus/1".to_owned()),
        answers: ReceiptPage::answers(&shell(), &form, &answers(lang)).unwrap(),
        code: Some(Code::of("https://balai.example/r/KD-2026-000123", "KD-2026-000123").unwrap()),
    };
    let confirm = ConfirmPage {
        shell: shell(),
        app: app(lang),
        question: either(
            lang,
            "Permohonan yang dicabut tidak dapat dihidupkan lagi.",
            "A withdrawn application is gone.",
        ),
        label: either(lang, "Cabut permohonan", "Withdraw the application"),
        danger: true,
        draft: "draft-3".to_owned(),
        back: "/m/kota-damai/izin-usaha/kasus/1".to_owned(),
    };
    let draft = DraftRow {
        title: either(lang, "Permohonan izin usaha", "Application for a licence"),
        app: app(lang).title,
        agency: app(lang).agency,
        done: (2, 4),
        changed_at: at("2026-11-24T05:30:00Z"),
        until: civil::date(2026, 12, 24),
        href: "/drafts/draft-9/steps/3".to_owned(),
        discard: "/drafts/draft-9/discard".to_owned(),
    };
    let drafts = |drafts| DraftsPage {
        shell: citizen(lang, Place::Drafts),
        drafts,
    };
    vec![
        Sample::of("form-step-empty", &step(at_step(1))),
        Sample::of(
            "form-step-full",
            &step(FormView {
                values: values(),
                claims: claims(),
                ..at_step(1)
            }),
        ),
        Sample::of(
            "form-step-failing",
            &step(FormView {
                values: wrong(),
                errors: errors(lang),
                ..at_step(1)
            }),
        ),
        Sample::of(
            "form-step-moved",
            &step(FormView {
                values: values(),
                claims: claims(),
                moved: Some(vec![either(lang, "Luas dapur", "Size of the kitchen")]),
                ..at_step(1)
            }),
        ),
        Sample::of(
            "form-step-repeated",
            &step(FormView {
                times: 2,
                ..at_step(2)
            }),
        ),
        Sample::of("check-full", &check(Vec::new())),
        Sample::of("check-failing", &check(vec![objection])),
        Sample::of("receipt-full", &receipt),
        Sample::of("confirm-full", &confirm),
        Sample::of("drafts-full", &drafts(vec![draft])),
        Sample::of("drafts-empty", &drafts(Vec::new())),
    ]
}

fn at_step(step: u32) -> FormView {
    FormView {
        draft: "draft-9".to_owned(),
        step,
        position: step,
        of: 2,
        times: 1,
        ..FormView::default()
    }
}

fn field(name: &str, label: String, kind: Kind) -> Field {
    Field {
        name: name.to_owned(),
        label,
        hint: None,
        kind,
        required: true,
        prefilled: Vec::new(),
        when: None,
    }
}

fn text_rules(max: Option<u32>) -> TextRules {
    TextRules {
        min_length: None,
        max_length: max,
        pattern: None,
        pattern_message: None,
    }
}

fn choices(lang: Lang, count: usize) -> Vec<Choice> {
    let known = [
        ("56102", either(lang, "Warung makan", "Food stall")),
        ("47112", either(lang, "Toko kelontong", "Grocery")),
        ("96121", either(lang, "Pangkas rambut", "Barber")),
    ];
    let choice = |at: usize| {
        let (value, label) = &known[at % known.len()];
        let hint = (at == 0).then(|| either(lang, "Juga kedai kopi", "Coffee stalls too"));
        Choice {
            value: format!("{value}{}", "0".repeat(at / known.len())),
            label: label.clone(),
            hint,
        }
    };
    (0..count).map(choice).collect()
}

/// Every kind of question that this host asks.
pub(super) fn form(lang: Lang) -> Form {
    let say = |id, en| either(lang, id, en);
    let when = |field: &str, any: &str| {
        Some(Condition {
            field: field.to_owned(),
            any_of: vec![any.to_owned()],
        })
    };
    let hinted = |field: Field, hint| Field {
        hint: Some(hint),
        ..field
    };
    let money = MoneyRules {
        currency: "IDR".to_owned(),
        min: Some(0),
        max: None,
    };
    let fields = vec![
        field(
            "nama",
            say("Nama Anda", "Your name"),
            Kind::Claim("name".to_owned()),
        ),
        hinted(
            field(
                "usaha",
                say("Nama usaha", "Name of the business"),
                Kind::Text(text_rules(Some(100))),
            ),
            say(
                "Seperti yang akan tertulis di izin",
                "As it will stand on the licence",
            ),
        ),
        Field {
            required: false,
            ..field(
                "kegiatan",
                say("Kegiatan", "Activities"),
                Kind::LongText(text_rules(Some(2000))),
            )
        },
        field(
            "pekerja",
            say("Jumlah pekerja", "How many people work there"),
            Kind::Whole(WholeRules {
                min: Some(1),
                max: None,
                unit: Some(say("orang", "people")),
            }),
        ),
        field(
            "luas",
            say("Luas tempat", "Floor area"),
            Kind::Decimal(DecimalRules {
                min: None,
                max: None,
                places: 1,
                unit: Some("m²".to_owned()),
            }),
        ),
        field("modal", say("Modal", "Capital"), Kind::Money(money)),
        field(
            "mulai",
            say("Mulai beroperasi", "Opening day"),
            Kind::Date(DateRules {
                min: None,
                max: None,
            }),
        ),
        field(
            "jenis",
            say("Jenis usaha", "Kind of business"),
            Kind::Choice(choices(lang, 3)),
        ),
        field(
            "kode",
            say("Kode usaha", "Business code"),
            Kind::Choice(choices(lang, 14)),
        ),
        field(
            "sarana",
            say("Yang tersedia", "What is there"),
            Kind::Choices(choices(lang, 2)),
        ),
        field(
            "pangan",
            say("Menjual pangan olahan?", "Do you sell prepared food?"),
            Kind::YesNo,
        ),
        Field {
            when: when("pangan", "true"),
            ..field(
                "dapur",
                say("Nomor dapur", "Kitchen number"),
                Kind::Text(text_rules(Some(12))),
            )
        },
        field("surel", say("Surel", "E-mail"), Kind::Email),
        field("telepon", say("Telepon", "Telephone"), Kind::Phone),
        field(
            "nik",
            say("NIK penanggung jawab", "NIK of the person in charge"),
            Kind::Nik,
        ),
        field(
            "setuju",
            say("Pernyataan", "Statement"),
            Kind::Agreement(vec![
                Span::Text(say(
                    "Saya menyatakan semua jawaban ",
                    "I state that all answers are ",
                )),
                Span::Strong(say("benar", "true")),
                Span::Text(".".to_owned()),
            ]),
        ),
    ];
    let owner = vec![field(
        "pemilik",
        say("Nama", "Name"),
        Kind::Text(text_rules(None)),
    )];
    let lead = Some(vec![Span::Text(say(
        "Sekitar lima menit.",
        "About five minutes.",
    ))]);
    Form {
        id: "permohonan".to_owned(),
        steps: vec![
            Step {
                title: say("Tentang usaha Anda", "About your business"),
                lead,
                fields,
                repeat: None,
            },
            Step {
                title: say("Pemilik", "Owners"),
                lead: None,
                fields: owner,
                repeat: Some(Repeat {
                    each: say("Pemilik", "Owner"),
                    min: 1,
                    max: 5,
                }),
            },
        ],
        submit_label: say("Kirim permohonan", "Send application"),
        review: true,
        confirm: None,
        carry: Vec::new(),
    }
}

fn filled(pairs: &[(&str, &[&str])]) -> BTreeMap<(String, u32), Vec<String>> {
    let pair = |(name, values): &(&str, &[&str])| {
        (
            (((*name).to_owned()), 0),
            values.iter().map(|&v| v.to_owned()).collect(),
        )
    };
    pairs.iter().map(pair).collect()
}

fn values() -> BTreeMap<(String, u32), Vec<String>> {
    filled(&[
        ("usaha", &["Warung Bu Sari <\"&'>"]),
        ("kegiatan", &["Makan siang.\nKopi."]),
        ("pekerja", &["3"]),
        ("luas", &["12,5"]),
        ("modal", &["150.000.000"]),
        ("mulai", &["24", "11", "2026"]),
        ("jenis", &["56102"]),
        ("kode", &["47112"]),
        ("sarana", &["56102", "47112"]),
        ("pangan", &["true"]),
        ("dapur", &["D-12"]),
        ("surel", &["sari@contoh.id"]),
        ("telepon", &["0812 3456 7890"]),
        ("nik", &["9999 9911 2233 0001"]),
        ("setuju", &["true"]),
    ])
}

fn wrong() -> BTreeMap<(String, u32), Vec<String>> {
    filled(&[
        ("pekerja", &["tiga"]),
        ("mulai", &["30", "2", "2026"]),
        ("pangan", &["false"]),
    ])
}

fn claims() -> BTreeMap<String, Value> {
    BTreeMap::from([("name".to_owned(), Value::Text("Sari Wijaya".to_owned()))])
}

/// A field, the rule that its answer breaks, and the rule's arguments.
type Broken<'a> = (&'a str, &'a str, &'a [(&'static str, Value)]);

fn errors(lang: Lang) -> Vec<FieldError> {
    let reader = citizen(lang, Place::Elsewhere).reader;
    let form = form(lang);
    let broken: [Broken<'_>; 9] = [
        ("usaha", "required", &[]),
        ("pekerja", "not-a-number", &[]),
        (
            "luas",
            "too-small",
            &[("min", Value::Decimal("1.5".to_owned()))],
        ),
        (
            "modal",
            "too-large",
            &[(
                "max",
                Value::Money(Money {
                    minor_units: 50_000_000_000,
                    currency: "IDR".to_owned(),
                }),
            )],
        ),
        (
            "mulai",
            "too-early",
            &[(
                "min",
                Value::Date(Date {
                    year: 2026,
                    month: 11,
                    day: 24,
                }),
            )],
        ),
        ("jenis", "required-choice", &[]),
        ("kode", "not-offered", &[]),
        ("nik", "nik-digits", &[]),
        ("setuju", "must-agree", &[]),
    ];
    let error = |(name, rule, args): Broken<'_>| {
        let label = &form.steps[0]
            .fields
            .iter()
            .find(|field| field.name == name)
            .unwrap()
            .label;
        let message = problem::message(&reader, label, rule, args).unwrap();
        FieldError {
            field: name.to_owned(),
            nth: 0,
            message,
        }
    };
    broken.map(error).to_vec()
}

fn answers(lang: Lang) -> Vec<AnswerLine> {
    let line = |step, field: &str, label: String, values| AnswerLine {
        step,
        field: field.to_owned(),
        nth: 0,
        label,
        values,
    };
    vec![
        line(
            0,
            "usaha",
            either(lang, "Nama usaha", "Name of the business"),
            vec![Value::Text("Warung Bu Sari".to_owned())],
        ),
        line(
            0,
            "kegiatan",
            either(lang, "Kegiatan", "Activities"),
            Vec::new(),
        ),
        line(
            0,
            "modal",
            either(lang, "Modal", "Capital"),
            vec![Value::Money(Money {
                minor_units: 15_000_000_000,
                currency: "IDR".to_owned(),
            })],
        ),
        line(
            0,
            "sarana",
            either(lang, "Yang tersedia", "What is there"),
            vec![Value::Text("A".to_owned()), Value::Text("B".to_owned())],
        ),
        line(
            1,
            "pemilik",
            either(lang, "Nama", "Name"),
            vec![Value::Text("Sari Wijaya".to_owned())],
        ),
    ]
}
