//! A page with every kind of block, for the samples.

use contract::content::{Link, Span, Target};
use contract::form::{Choice, Field, Kind};
use contract::page::{
    Alignment, Block, Button, Card, Chart, ChartKind, Code, Column, Empty, Figure, Filter, Gauge,
    Items, Lane, Message, Milestone, Notice, Page, Paging, ProgressState, Row, Section, Series,
    SummaryRow, Table, Weight,
};
use contract::values::{Date, Money, Status, Tone, Value};

use super::{builders, either};
use crate::view::Lang;
use crate::view::blocks::kind;
use crate::view::pages::GalleryBlock;

fn text(text: &str) -> Span {
    Span::Text(text.to_owned())
}

fn link(label: String, path: &str) -> Link {
    Link {
        label,
        target: Target::Here(path.to_owned()),
    }
}

fn section(id: &str, title: Option<String>, blocks: Vec<Block>) -> Section {
    Section {
        id: id.to_owned(),
        title,
        blocks,
    }
}

pub(super) fn entry(lang: Lang) -> Section {
    section(
        "ajukan",
        Some(either(lang, "Ajukan", "Apply")),
        vec![Block::Form(super::every_field::form(lang))],
    )
}

fn rupiah(rupiah: i64) -> Value {
    Value::Money(Money {
        minor_units: rupiah * 100,
        currency: "IDR".to_owned(),
    })
}

fn status(lang: Lang, id: &str, en: &str, tone: Tone) -> Status {
    Status {
        label: either(lang, id, en),
        tone,
    }
}

pub(super) fn page(lang: Lang) -> Page {
    let say = |id, en| either(lang, id, en);
    Page {
        title: say(
            "Izin usaha Warung Bu Sari",
            "Licence of Bu Sari's food stall",
        ),
        lead: Some(vec![
            text(&say("Diajukan ", "Lodged ")),
            Span::Value(Value::Instant(1_795_505_400_000_000)),
            text(&say(". Tanpa biaya; ", ". Free of charge; ")),
            Span::Strong(say("jangan membayar siapa pun", "pay nobody")),
            text(". "),
            Span::Link(Link {
                label: say("Aturannya", "The rules"),
                target: Target::Web("https://peraturan.example.go.id/pp-28-2025".to_owned()),
            }),
        ]),
        trail: vec![link(say("Kasus", "Cases"), "/kasus")],
        sections: vec![first(lang), second(lang), third(lang)],
        live: None,
    }
}

/// The same blocks, each by itself under what makes it; two of a kind stand together.
pub(super) fn by_builder(lang: Lang) -> Vec<Built> {
    let mut all: Vec<Built> = Vec::new();
    for block in page(lang)
        .sections
        .into_iter()
        .flat_map(|section| section.blocks)
    {
        let kind = kind(&block);
        match all.iter_mut().find(|built| built.kind == kind) {
            Some(built) => built.blocks.push(block),
            None => all.extend(builders::block(&block).map(|builder| Built {
                kind,
                builder,
                blocks: vec![block],
            })),
        }
    }
    all
}

/// The samples of a kind of block.
pub(super) struct Built {
    kind: &'static str,
    builder: &'static str,
    blocks: Vec<Block>,
}

impl Built {
    pub(super) fn section(self) -> Section {
        section(self.kind, Some(self.builder.to_owned()), self.blocks)
    }

    pub(super) fn listed(self) -> GalleryBlock {
        GalleryBlock {
            kind: self.kind,
            builder: self.builder,
        }
    }
}

fn first(lang: Lang) -> Section {
    let say = |id, en| either(lang, id, en);
    let row = |term, value, change| SummaryRow {
        term,
        value,
        change,
    };
    section(
        "ringkasan",
        None,
        vec![
            Block::Notice(Notice {
                tone: Tone::Attention,
                title: say("Kami perlu satu hal lagi", "We need one more thing"),
                body: vec![text(&say(
                    "Jawab pertanyaan petugas sebelum tenggat.",
                    "Answer before the deadline.",
                ))],
            }),
            Block::Summary(vec![
                row(
                    say("Modal", "Capital"),
                    rupiah(150_000_000),
                    Some(link(say("Ubah", "Change"), "/ubah")),
                ),
                row(
                    say("Tenggat", "Deadline"),
                    Value::Date(Date {
                        year: 2026,
                        month: 12,
                        day: 8,
                    }),
                    None,
                ),
                row(say("Nama dagang", "Trade name"), Value::Absent, None),
                row(say("Pangan", "Food"), Value::YesNo(true), None),
                row(
                    say("Keadaan", "State"),
                    Value::Status(status(lang, "Menunggu", "Waiting", Tone::Attention)),
                    None,
                ),
            ]),
            Block::Buttons(vec![
                button(
                    say("Jawab pertanyaan", "Answer the question"),
                    Weight::Primary,
                ),
                button(
                    say("Unduh ringkasan", "Download a summary"),
                    Weight::Secondary,
                ),
                button(
                    say("Cabut permohonan", "Withdraw the application"),
                    Weight::Danger,
                ),
            ]),
        ],
    )
}

fn button(label: String, weight: Weight) -> Button {
    Button {
        label,
        form: "keputusan".to_owned(),
        carry: Vec::new(),
        weight,
        confirm: None,
    }
}

fn second(lang: Lang) -> Section {
    let say = |id, en| either(lang, id, en);
    let milestone = |title, state, body: Option<String>| Milestone {
        title,
        body: body.map(|body| vec![Span::Text(body)]),
        at: (state != ProgressState::Upcoming).then_some(1_795_505_400_000_000),
        state,
    };
    let message = |author: &str, body, mine| Message {
        author: author.to_owned(),
        at: 1_795_505_400_000_000,
        body: vec![Span::Text(body)],
        mine,
    };
    section(
        "perjalanan",
        Some(say("Perjalanan", "How it goes")),
        vec![
            Block::Timeline(vec![
                milestone(say("Diterima", "Received"), ProgressState::Done, None),
                milestone(
                    say("Dokumen ditolak", "Document refused"),
                    ProgressState::Failed,
                    Some(say("Buram.", "Blurred.")),
                ),
                milestone(
                    say("Diperiksa", "Being examined"),
                    ProgressState::Current,
                    None,
                ),
                milestone(say("Keputusan", "Decision"), ProgressState::Upcoming, None),
            ]),
            Block::Thread(vec![
                message(
                    "Rina Hartono",
                    say("Berapa luas dapurnya?", "How large is the kitchen?"),
                    false,
                ),
                message(
                    "",
                    say("Dua belas meter persegi.", "Twelve square metres."),
                    true,
                ),
            ]),
            Block::Gauge(Gauge {
                label: say("Syarat terpenuhi", "Requirements met"),
                done: 3,
                total: 5,
            }),
        ],
    )
}

fn third(lang: Lang) -> Section {
    let say = |id, en| either(lang, id, en);
    let column = |title, alignment| Column { title, alignment };
    let row = |code: &str, name: String, capital| Row {
        cells: vec![Value::Text(code.to_owned()), Value::Text(name), capital],
        leads_to: Some(Target::Here(format!("/kode/{code}"))),
    };
    let figure = |label, value, change, tone| Figure {
        label,
        value,
        change,
        tone,
    };
    let card = |title: String, state| Card {
        title,
        body: Some(vec![text(&say(
            "Berlaku sampai 2031.",
            "Valid until 2031.",
        ))]),
        status: state,
        leads_to: Some(Target::Here("/dokumen/1".to_owned())),
    };
    section(
        "lainnya",
        Some(say("Daftar dan angka", "Lists and figures")),
        vec![
            Block::Paragraph(vec![text(&say(
                "Kode di bawah ini contoh. <b>Bukan</b> tag.",
                "Codes are examples. <b>No</b> tag.",
            ))]),
            Block::Items(Items {
                ordered: true,
                entries: vec![
                    vec![text(&say("Siapkan denah.", "Have a floor plan ready."))],
                    vec![Span::Link(link(
                        say("Pilih kode usaha", "Choose a code"),
                        "/kode",
                    ))],
                ],
            }),
            Block::Filter(Filter {
                label: say("Tampilkan", "Show"),
                fields: vec![Field {
                    name: "tampilkan".to_owned(),
                    label: say("Kasus", "Cases"),
                    hint: None,
                    kind: Kind::Choice(vec![
                        choice("terbuka", say("Belum selesai", "Open")),
                        choice("selesai", say("Selesai", "Ended")),
                    ]),
                    required: false,
                    prefilled: Vec::new(),
                    when: None,
                }],
            }),
            Block::Table(Table {
                caption: say("Kode usaha (contoh)", "Business codes (example)"),
                columns: vec![
                    column(say("Kode", "Code"), Alignment::Start),
                    column(say("Usaha", "Business"), Alignment::Start),
                    column(say("Modal", "Capital"), Alignment::End),
                ],
                rows: vec![
                    row(
                        "56102",
                        say("Warung makan", "Food stall"),
                        rupiah(50_000_000),
                    ),
                    row(
                        "47112",
                        say("Toko kelontong", "Grocery"),
                        rupiah(1_250_000_000),
                    ),
                ],
                paging: Some(Paging {
                    previous: None,
                    next: Some("/kode?h=2".to_owned()),
                    total: Some(1_789),
                }),
            }),
            Block::Figures(vec![
                figure(
                    say("Diputuskan otomatis", "Decided by rule"),
                    Value::Percent("87.5".to_owned()),
                    None,
                    Tone::Neutral,
                ),
                figure(
                    say("Terlambat", "Overdue"),
                    Value::Whole(12),
                    Some(say("naik 3 sejak kemarin", "up 3 since yesterday")),
                    Tone::Critical,
                ),
            ]),
            Block::Cards(vec![
                card(
                    "NIB".to_owned(),
                    Some(status(lang, "Berlaku", "Valid", Tone::Positive)),
                ),
                card(
                    say("Sertifikat standar", "Standard certificate"),
                    Some(status(lang, "Dicabut", "Revoked", Tone::Critical)),
                ),
                card(
                    say("Izin", "Licence"),
                    Some(status(lang, "Draf", "Draft", Tone::Neutral)),
                ),
            ]),
            Block::Board(vec![
                lane(say("Baru", "New"), vec![card("KD-1".to_owned(), None)]),
                lane(say("Diperiksa", "Being examined"), Vec::new()),
                lane(
                    say("Selesai", "Done"),
                    vec![card(
                        "KD-2".to_owned(),
                        Some(status(lang, "Terbit", "Issued", Tone::Positive)),
                    )],
                ),
            ]),
            Block::Chart(chart(
                ChartKind::Bar,
                say("Permohonan menurut hasil", "Applications by outcome"),
                vec![say("Disetujui", "Granted"), say("Ditolak", "Refused")],
                vec![
                    (say("Mikro", "Micro"), vec!["1250", "40"]),
                    (say("Kecil", "Small"), vec!["310.5", "75"]),
                ],
            )),
            Block::Chart(chart(
                ChartKind::Line,
                say("Permohonan per bulan", "Applications by month"),
                ["Jan", "Feb", "Mar", "Apr"].map(str::to_owned).to_vec(),
                vec![
                    ("2025".to_owned(), vec!["120", "90", "130", "160"]),
                    ("2026".to_owned(), vec!["150", "170", "140", "210"]),
                ],
            )),
            Block::Chart(chart(
                ChartKind::Share,
                say("Siapa yang memutuskan", "Who decides"),
                vec![say("Aturan", "Rules"), say("Petugas", "Staff")],
                vec![(say("Bagian", "Share"), vec!["7", "1"])],
            )),
            Block::Code(Code {
                content: "https://balai.example/c/KD-2026-000123".to_owned(),
                caption: say(
                    "Periksa keaslian dokumen ini",
                    "Check that this document is genuine",
                ),
            }),
            Block::Empty(Empty {
                title: say("Belum ada cabang", "No branches yet"),
                body: vec![text(&say(
                    "Cabang usaha akan tampak di sini.",
                    "Branches will be listed here.",
                ))],
                next: Some(link(say("Tambah cabang", "Add a branch"), "/cabang")),
            }),
        ],
    )
}

fn lane(title: String, cards: Vec<Card>) -> Lane {
    Lane { title, cards }
}

fn chart(
    kind: ChartKind,
    title: String,
    categories: Vec<String>,
    series: Vec<(String, Vec<&str>)>,
) -> Chart {
    let series = series.into_iter().map(|(name, points)| Series {
        name,
        points: points.into_iter().map(str::to_owned).collect(),
    });
    Chart {
        kind,
        title,
        categories,
        series: series.collect(),
        unit: None,
    }
}

fn choice(value: &str, label: String) -> Choice {
    Choice {
        value: value.to_owned(),
        label,
        hint: None,
    }
}
