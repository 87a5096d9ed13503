//! What was typed into the form of the samples: as it should be, and with every rule broken.

use std::collections::BTreeMap;

use contract::form::Choice;
use contract::values::{Date, Money, Value};

use super::every_field::form;
use super::{citizen, either};
use crate::view::fields::pick::{Found, Pick};
use crate::view::pages::AnswerLine;
use crate::view::{FieldError, Lang, Place, problem};

fn filled(pairs: &[(&str, &[&str])]) -> BTreeMap<(String, u32), Vec<String>> {
    let pair = |(name, values): &(&str, &[&str])| {
        (
            (((*name).to_owned()), 0),
            values.iter().map(|&v| v.to_owned()).collect(),
        )
    };
    pairs.iter().map(pair).collect()
}

pub(super) fn values() -> BTreeMap<(String, u32), Vec<String>> {
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
        ("tempat", &["-6.2088, 106.8456"]),
        ("nik", &["9999 9911 2233 0001"]),
        ("setuju", &["true"]),
    ])
}

pub(super) fn wrong() -> BTreeMap<(String, u32), Vec<String>> {
    filled(&[
        ("pekerja", &["tiga"]),
        ("mulai", &["30", "2", "2026"]),
        ("pangan", &["false"]),
    ])
}

/// Searches: of a region that is chosen while another is searched for, and of a lookup in which nothing was found.
pub(super) fn picks() -> BTreeMap<(String, u32), Pick> {
    picked([
        Pick {
            words: "damai".to_owned(),
            chosen: Some(choice(
                "99.99.99.1001",
                "Kelurahan Damai Utara",
                "Kecamatan Wilayah Uji, Kota Damai, Provinsi Fiktif",
            )),
            found: Found::Choices {
                choices: vec![choice(
                    "99.99.99.1002",
                    "Kelurahan Damai <Selatan>",
                    "Kecamatan Wilayah Uji, Kota Damai, Provinsi Fiktif",
                )],
                of: Some(310),
                has_more: true,
            },
        },
        Pick {
            words: String::new(),
            chosen: Some(choice("56102", "Warung makan", "Juga kedai kopi")),
            found: Found::NotSearched,
        },
    ])
}

/// Searches that came to nothing.
pub(super) fn lost_picks() -> BTreeMap<(String, u32), Pick> {
    picked([
        Pick {
            words: "dmai".to_owned(),
            chosen: None,
            found: Found::Choices {
                choices: Vec::new(),
                of: Some(0),
                has_more: false,
            },
        },
        Pick {
            words: "kopi".to_owned(),
            chosen: None,
            found: Found::Failed(Some("0193-contoh".to_owned())),
        },
    ])
}

fn picked(of: [Pick; 2]) -> BTreeMap<(String, u32), Pick> {
    let names = ["kelurahan", "kbli"].map(|name| (name.to_owned(), 0));
    names.into_iter().zip(of).collect()
}

fn choice(value: &str, label: &str, hint: &str) -> Choice {
    Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        hint: Some(hint.to_owned()),
    }
}

pub(super) fn claims() -> BTreeMap<String, Value> {
    BTreeMap::from([("name".to_owned(), Value::Text("Sari Wijaya".to_owned()))])
}

/// A field, the rule that its answer breaks, and the rule's arguments.
type Broken<'a> = (&'a str, &'a str, &'a [(&'static str, Value)]);

pub(super) fn errors(lang: Lang) -> Vec<FieldError> {
    let reader = citizen(lang, Place::Elsewhere).reader;
    let form = form(lang);
    let broken: [Broken<'_>; 12] = [
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
        ("tempat", "not-a-place", &[]),
        ("kelurahan", "not-chosen", &[]),
        ("kbli", "not-verified", &[]),
        ("nik", "nik-digits", &[]),
        ("setuju", "must-agree", &[]),
    ];
    let error = |(name, rule, args): Broken<'_>| {
        let mut fields = form.steps.iter().flat_map(|step| &step.fields);
        let label = &fields.find(|field| field.name == name)?.label;
        Some(FieldError {
            field: name.to_owned(),
            nth: 0,
            message: problem::message(&reader, label, rule, args).ok()?,
        })
    };
    broken.into_iter().filter_map(error).collect()
}

pub(super) fn answers(lang: Lang) -> Vec<AnswerLine> {
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
