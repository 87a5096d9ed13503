//! Any page at all: of every kind of block and field, drawn by lot, mostly within the rules and now and then not.

use balai_sdk::bindings::balai::types::content::MiniAppPath;
use balai_sdk::bindings::balai::types::values::Date;
use balai_sdk::bindings::balai::ui::form::{
    Condition, DateRules, DecimalRules, FileRules, MoneyRules, RegionLevel, Repeat, TextRules,
    WholeRules,
};
use balai_sdk::bindings::balai::ui::page::{
    Alignment, Chart, ChartKind, Code, Column, Empty, Figure, Gauge, Items, Lane, Message, Notice,
    Paging, Picture, Row, Section, Series, Weight,
};
use balai_sdk::prelude::*;

/// The page of this draw, where the attempt is this one.
pub fn show(name: &str, request: &Request) -> Option<Result<Page>> {
    let draw = (name == "any-page").then(|| request.query("draw"))??;
    let mut lot = Lot(draw.parse().unwrap_or_default());
    Some(Ok(lot.page()))
}

/// Texts that have hurt somebody before.
const TEXTS: [&str; 12] = [
    "",
    "Nama",
    " ",
    "\0",
    "</p><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "\u{202e}\u{200b}\u{feff}",
    "{{7*7}}{% raw %}",
    "e\u{301}\u{301}\u{301}",
    "\r\n\tbaris",
    "-0.000000000000000000000001",
    "\u{1f468}\u{200d}\u{1f469}",
];
const PATHS: [&str; 10] = [
    "/",
    "/a/b?c=d#e",
    "//evil.example",
    "javascript:alert(1)",
    "/../x",
    "/%2e%2e/x",
    "/a b\n",
    "",
    "https://go.id/x",
    "https://a@evil.example",
];
const NUMBERS: [&str; 8] = [
    "0",
    "-1.50",
    "1e9",
    "12345678901234567890.12",
    "",
    ".5",
    "x",
    "NaN",
];
const CURRENCIES: [&str; 5] = ["IDR", "JPY", "XAU", "", "rupiah"];
const NAMES: [&str; 6] = ["a", "b", "nama-usaha", "", "A B", "a.0"];

/// SplitMix64: small, and the same draw gives the same page.
struct Lot(u64);

impl Lot {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn often(&mut self) -> bool {
        self.below(8) > 0
    }

    fn of<T: Copy, const N: usize>(&mut self, these: [T; N]) -> T {
        these[self.next() as usize % N]
    }

    /// Mostly the first of them, which is within the rules.
    fn usual(&mut self, these: &[&'static str]) -> String {
        let nth = if self.often() {
            0
        } else {
            self.next() as usize % these.len()
        };
        these[nth].to_owned()
    }

    fn several<T>(&mut self, most: u64, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| one(self)).collect()
    }

    fn perhaps<T>(&mut self, one: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(2) == 0).then(|| one(self))
    }

    fn text(&mut self) -> String {
        if self.often() {
            self.of(TEXTS).to_owned()
        } else {
            self.of(TEXTS).repeat(40)
        }
    }

    fn number(&mut self) -> String {
        self.usual(&NUMBERS)
    }

    fn whole(&mut self) -> i64 {
        self.of([0, 1, -1, 1_000_000, i64::MAX, i64::MIN])
    }

    fn date(&mut self) -> Date {
        let odd = !self.often();
        Date {
            year: if odd {
                self.of([0, -1, i32::MAX, i32::MIN])
            } else {
                2026
            },
            month: if odd { self.of([0, 13, 255]) } else { 2 },
            day: if odd { self.of([0, 31, 255]) } else { 28 },
        }
    }

    fn tone(&mut self) -> Tone {
        self.of([
            Tone::Neutral,
            Tone::Info,
            Tone::Positive,
            Tone::Attention,
            Tone::Critical,
        ])
    }

    fn status(&mut self) -> Status {
        Status {
            label: self.text(),
            tone: self.tone(),
        }
    }

    fn value(&mut self) -> Value {
        match self.below(10) {
            0 => Value::Text(self.text()),
            1 => Value::Whole(self.whole()),
            2 => Value::Decimal(self.number()),
            3 => Value::Percent(self.number()),
            4 => Value::Money(Money {
                minor_units: self.whole(),
                currency: self.usual(&CURRENCIES),
            }),
            5 => Value::Date(self.date()),
            6 => Value::Instant(self.whole()),
            7 => Value::YesNo(self.often()),
            8 => Value::Status(self.status()),
            _ => Value::Absent,
        }
    }

    fn target(&mut self) -> Target {
        match self.below(24) {
            0 => Target::MiniApp(MiniAppPath {
                mini_app: self.usual(&["kota-damai/any-page", "a/../b", "", "A/B"]),
                path: self.usual(&PATHS),
            }),
            1 => Target::Web(self.usual(&[
                "https://go.id/",
                "http://x",
                "javascript:alert(1)",
                "//x",
            ])),
            2 => Target::Phone(self.usual(&["+62211234", "1;ext=2", "", "tel:1"])),
            3 => Target::Email(self.usual(&["a@go.id", "a@b?cc=c", "", "@"])),
            4 if !self.often() => Target::File(self.text()),
            _ => Target::Here(self.usual(&PATHS)),
        }
    }

    fn link(&mut self) -> Link {
        Link {
            label: self.usual(&["Lanjut", "", "\u{200b}"]),
            target: self.target(),
        }
    }

    fn rich(&mut self) -> Rich {
        self.several(3, |lot| match lot.below(4) {
            0 => Span::Text(lot.text()),
            1 => Span::Strong(lot.text()),
            2 => Span::Value(lot.value()),
            _ => Span::Link(lot.link()),
        })
    }

    fn card(&mut self) -> Card {
        Card {
            title: self.text(),
            body: self.perhaps(Self::rich),
            status: self.perhaps(Self::status),
            leads_to: self.perhaps(Self::target),
        }
    }

    fn table(&mut self) -> Table {
        let columns = self.several(4, |lot| Column {
            title: lot.text(),
            alignment: lot.of([Alignment::Start, Alignment::End]),
        });
        let usual = columns.len() as u64;
        let rows = self.several(4, |lot| {
            let cells = if lot.often() { usual } else { lot.below(6) };
            Row {
                cells: (0..cells).map(|_| lot.value()).collect(),
                leads_to: lot.perhaps(Self::target),
            }
        });
        let paging = self.perhaps(|lot| Paging {
            previous: lot.perhaps(|lot| lot.usual(&PATHS)),
            next: lot.perhaps(|lot| lot.usual(&PATHS)),
            total: lot.perhaps(Self::next),
        });
        Table {
            caption: self.text(),
            columns,
            rows,
            paging,
        }
    }

    fn button(&mut self) -> Button {
        Button {
            label: self.text(),
            form: self.usual(&NAMES),
            carry: self.several(2, |lot| (lot.text(), lot.text())),
            weight: self.of([Weight::Primary, Weight::Secondary, Weight::Danger]),
            confirm: self.perhaps(Self::text),
        }
    }

    fn choices(&mut self) -> Vec<Choice> {
        let odd = !self.often();
        (0..self.below(5))
            .map(|n| Choice {
                value: if odd { self.text() } else { n.to_string() },
                label: self.text(),
                hint: self.perhaps(Self::text),
            })
            .collect()
    }

    fn kind(&mut self) -> Kind {
        let text = |lot: &mut Self| TextRules {
            min_length: lot.perhaps(|lot| lot.of([0, 1, u32::MAX])),
            max_length: lot.perhaps(|lot| lot.of([10, 0, u32::MAX])),
            pattern: lot.perhaps(|lot| lot.usual(&["[a-z]+", "(", "(a|a)*b", "\\p{L}{1,50}"])),
            pattern_message: lot.perhaps(Self::text),
        };
        match self.below(20) {
            0 => Kind::LongText(text(self)),
            1 => Kind::Whole(WholeRules {
                min: self.perhaps(Self::whole),
                max: self.perhaps(Self::whole),
                unit: self.perhaps(Self::text),
            }),
            2 => Kind::Decimal(DecimalRules {
                min: self.perhaps(Self::number),
                max: self.perhaps(Self::number),
                places: self.of([0, 2, 18, 255]),
                unit: self.perhaps(Self::text),
            }),
            3 => Kind::Money(MoneyRules {
                currency: self.usual(&CURRENCIES),
                min: self.perhaps(Self::whole),
                max: self.perhaps(Self::whole),
            }),
            4 => Kind::Date(DateRules {
                min: self.perhaps(Self::date),
                max: self.perhaps(Self::date),
            }),
            5 => Kind::Choice(self.choices()),
            6 => Kind::Choices(self.choices()),
            7 => Kind::YesNo,
            8 => Kind::Email,
            9 => Kind::Phone,
            10 => Kind::Nik,
            11 => Kind::Claim(self.usual(&["name", "nik", ""])),
            12 if !self.often() => Kind::Lookup(self.text()),
            13 if !self.often() => Kind::Region(RegionLevel::District),
            14 => Kind::Location,
            15 if !self.often() => Kind::Files(FileRules {
                media_types: vec![self.text()],
                max_bytes: self.next(),
                max_count: 1,
            }),
            16 => Kind::Agreement(self.rich()),
            _ => Kind::Text(text(self)),
        }
    }

    fn field(&mut self, nth: usize) -> Field {
        let odd = !self.often();
        Field {
            name: if odd {
                self.of(NAMES).to_owned()
            } else {
                format!("f-{nth}")
            },
            label: self.text(),
            hint: self.perhaps(Self::text),
            kind: self.kind(),
            required: self.often(),
            prefilled: Vec::new(),
            when: (!self.often()).then(|| Condition {
                field: self.usual(&["f-0", "f-9", ""]),
                any_of: self.several(2, Self::text),
            }),
        }
    }

    fn fields(&mut self) -> Vec<Field> {
        (0..1 + self.below(4) as usize)
            .map(|nth| self.field(nth))
            .collect()
    }

    fn form(&mut self) -> Form {
        let steps = self.several(3, |lot| Step {
            title: lot.text(),
            lead: lot.perhaps(Self::rich),
            fields: lot.fields(),
            repeat: (!lot.often()).then(|| Repeat {
                each: lot.text(),
                min: lot.of([0, 1, 5]),
                max: lot.of([3, 0, u32::MAX]),
            }),
        });
        Form {
            id: self.usual(&NAMES),
            steps,
            submit_label: self.text(),
            review: self.often(),
            confirm: self.perhaps(Self::text),
            carry: self.several(2, |lot| (lot.text(), lot.text())),
        }
    }

    fn chart(&mut self) -> Chart {
        Chart {
            kind: self.of([ChartKind::Bar, ChartKind::Line, ChartKind::Share]),
            title: self.text(),
            categories: self.several(3, Self::text),
            series: self.several(2, |lot| Series {
                name: lot.text(),
                points: lot.several(3, Self::number),
            }),
            unit: self.perhaps(Self::text),
        }
    }

    fn block(&mut self) -> Block {
        match self.below(64) {
            0 => Block::Board(self.several(2, |lot| Lane {
                title: lot.text(),
                cards: lot.several(2, Self::card),
            })),
            1 => Block::Chart(self.chart()),
            2 => Block::Files(self.several(2, Self::link)),
            3 => Block::Picture(Picture {
                file: self.text(),
                alternative: self.text(),
            }),
            n => self.common(n % 15),
        }
    }

    fn common(&mut self, kind: u64) -> Block {
        match kind {
            0 => Block::Items(Items {
                ordered: self.often(),
                entries: self.several(3, Self::rich),
            }),
            1 => Block::Notice(Notice {
                tone: self.tone(),
                title: self.text(),
                body: self.rich(),
            }),
            2 => Block::Summary(self.several(3, |lot| SummaryRow {
                term: lot.text(),
                value: lot.value(),
                change: lot.perhaps(Self::link),
            })),
            3 => Block::Table(self.table()),
            4 => Block::Form(self.form()),
            5 => Block::Filter(Filter {
                label: self.text(),
                fields: self.fields(),
            }),
            6 => Block::Buttons(self.several(2, Self::button)),
            7 => Block::Timeline(self.several(3, |lot| Milestone {
                title: lot.text(),
                body: lot.perhaps(Self::rich),
                at: lot.perhaps(Self::whole),
                state: lot.of([
                    ProgressState::Done,
                    ProgressState::Current,
                    ProgressState::Upcoming,
                    ProgressState::Failed,
                ]),
            })),
            8 => Block::Thread(self.several(2, |lot| Message {
                author: lot.text(),
                at: lot.whole(),
                body: lot.rich(),
                mine: lot.often(),
            })),
            9 => Block::Cards(self.several(2, Self::card)),
            10 => Block::Figures(self.several(2, |lot| Figure {
                label: lot.text(),
                value: lot.value(),
                change: lot.perhaps(Self::text),
                tone: lot.tone(),
            })),
            11 => Block::Gauge(Gauge {
                label: self.text(),
                done: self.of([0, 1, u64::MAX]),
                total: self.of([1, 0, u64::MAX]),
            }),
            12 => Block::Code(Code {
                content: self.text(),
                caption: self.text(),
            }),
            13 => Block::Empty(Empty {
                title: self.text(),
                body: self.rich(),
                next: self.perhaps(Self::link),
            }),
            _ => Block::Paragraph(self.rich()),
        }
    }

    fn page(&mut self) -> Page {
        let sections = (0..self.below(4))
            .map(|nth| Section {
                id: if self.often() {
                    format!("s-{nth}")
                } else {
                    self.text()
                },
                title: self.perhaps(Self::text),
                blocks: self.several(4, Self::block),
            })
            .collect();
        Page {
            title: self.text(),
            lead: self.perhaps(Self::rich),
            trail: self.several(2, Self::link),
            sections,
            live: self.perhaps(Self::text),
        }
    }
}
