//! A form with every kind of field, for the samples.

use contract::content::Span;
use contract::form::{
    Choice, Condition, DateRules, DecimalRules, Field, Form, Kind, MoneyRules, RegionLevel, Repeat,
    Step, TextRules, WholeRules,
};

use super::either;
use crate::view::Lang;

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
            "tempat",
            say("Letak usaha", "Where the business is"),
            Kind::Location,
        ),
        field(
            "kelurahan",
            say("Kelurahan atau desa", "Kelurahan or desa"),
            Kind::Region(RegionLevel::Village),
        ),
        Field {
            required: false,
            ..field(
                "kbli",
                say("Kegiatan utama", "Main activity"),
                Kind::Lookup("kbli".to_owned()),
            )
        },
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
