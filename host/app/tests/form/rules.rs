//! Every rule of every kind: what keeps it, what breaks it, and as what.

use app::form::input::DatePart;
use app::form::{Claims, Notation, Rule, check_step};
use contract::form::{Answer, DateRules, Kind};
use contract::values::{Date, Money, Value};

use crate::ask::*;

fn chosen(values: &[&str]) -> Result<Answer, Rule> {
    Ok(Answer::Chosen(
        values.iter().map(ToString::to_string).collect(),
    ))
}

fn rupiah(minor_units: i64) -> Money {
    Money {
        minor_units,
        currency: "IDR".into(),
    }
}

#[test]
fn text_is_trimmed_composed_and_counted_in_characters() {
    assert_eq!(
        ask(text(), "  Warung Bu Sri \u{feff}"),
        said("Warung Bu Sri")
    );
    assert_eq!(ask(text(), "Andre\u{301}"), said("André"));
    assert_eq!(ask(text(), "two\r\nlines"), said("two lines"));
    assert_eq!(
        ask(lengths(1, 20), "two\r\nlines\rmore"),
        said("two\nlines\nmore")
    );
    assert_eq!(ask(lengths(1, 3), "🇮🇩é"), said("🇮🇩é"));
    assert_eq!(ask(lengths(1, 2), "🇮🇩é"), Err(Rule::TooLong { max: 2 }));
    assert_eq!(ask(lengths(3, 9), "ab"), Err(Rule::TooShort { min: 3 }));
    assert_eq!(
        ask(text(), &"a".repeat(10_001)),
        Err(Rule::TooLong { max: 10_000 })
    );
    assert_eq!(ask(text(), "a\0b\u{7}c"), said("abc"));
    // Joiners and directions are part of a name; alone they are nothing.
    assert_eq!(
        ask(text(), "می\u{200c}خواهم 👩\u{200d}🌾"),
        said("می\u{200c}خواهم 👩\u{200d}🌾")
    );
    assert_eq!(
        ask(text(), "\u{200b}\u{202e} \u{3164}\u{2060}"),
        Err(Rule::Required)
    );
}

#[test]
fn ten_megabytes_of_text_are_too_long_whatever_the_kind_asks_for() {
    let huge = " ".repeat(10_000_000) + "5";
    for kind in [
        text(),
        whole(None, None),
        money("IDR", None, None),
        Kind::Email,
        Kind::YesNo,
    ] {
        assert_eq!(ask(kind, &huge), Err(Rule::TooLong { max: 10_000 }));
    }
}

#[test]
fn a_pattern_is_matched_by_the_whole_text() {
    let broken = Err(Rule::Pattern {
        message: Some("Such as AB-12".into()),
    });
    assert_eq!(ask(pattern("a|ab"), "ab"), said("ab"));
    assert_eq!(ask(pattern("[A-Z]{2}-[0-9]+"), "AB-12"), said("AB-12"));
    assert_eq!(ask(pattern("[A-Z]{2}-[0-9]+"), "xAB-12"), broken);
    assert_eq!(ask(pattern("(?m)^a$"), "a\nb"), broken);
}

#[test]
fn whole_numbers_are_read_as_the_reader_writes_them() {
    let number = |line: &str| ask(whole(Some(-5), Some(2_000_000)), line);
    for line in [
        "1250000",
        "1.250.000",
        " +1.250.000 ",
        "001250000",
        "\u{202a}1.250.000\u{202c}",
    ] {
        assert_eq!(number(line), Ok(Answer::Whole(1_250_000)), "{line}");
    }
    assert_eq!(number("-5"), Ok(Answer::Whole(-5)));
    assert_eq!(number("\u{2212}5"), Ok(Answer::Whole(-5)));
    for line in [
        "1,250,000",
        "1.25.000",
        "1.5",
        ".500",
        "0.250",
        "1..000",
        "1e3",
        "٣",
        "３",
        "--5",
        "- ",
        "NaN",
        "1 000",
    ] {
        assert_eq!(number(line), Err(Rule::NotANumber), "{line}");
    }
    assert_eq!(number("2,5"), Err(Rule::NotWhole));
    assert_eq!(
        number("-6"),
        Err(Rule::TooSmall {
            min: Value::Whole(-5)
        })
    );
    assert_eq!(
        number("2.000.001"),
        Err(Rule::TooLarge {
            max: Value::Whole(2_000_000)
        })
    );
    assert_eq!(
        number(&"9".repeat(30)),
        Err(Rule::TooLarge {
            max: Value::Whole(2_000_000)
        })
    );
    assert_eq!(
        number(&format!("-{}", "9".repeat(30))),
        Err(Rule::TooSmall {
            min: Value::Whole(-5)
        })
    );
    assert_eq!(
        number(&"9".repeat(39)),
        Err(Rule::TooManyDigits { max: 38 })
    );
    let english = |line| ask_in(Notation::English, whole(None, None), line);
    assert_eq!(english("1,250,000"), Ok(Answer::Whole(1_250_000)));
    assert_eq!(english("1.250.000"), Err(Rule::NotANumber));
    assert_eq!(
        english("-9,223,372,036,854,775,808"),
        Ok(Answer::Whole(i64::MIN))
    );
}

#[test]
fn decimals_are_exact() {
    let number = |line| {
        ask(
            decimal(Some("-1.5"), Some("99999999999999999999.99"), 2),
            line,
        )
    };
    let is = |plain: &str| Ok(Answer::Decimal(plain.into()));
    assert_eq!(
        number("99.999.999.999.999.999.999,99"),
        is("99999999999999999999.99")
    );
    assert_eq!(number("12,50"), is("12.5"));
    assert_eq!(number("-0,0"), is("0"));
    assert_eq!(
        number("-1,51"),
        Err(Rule::TooSmall {
            min: Value::Decimal("-1.5".into())
        })
    );
    assert_eq!(number("1,005"), Err(Rule::TooManyPlaces { max: 2 }));
    assert_eq!(
        number("100.000.000.000.000.000.000"),
        Err(Rule::TooLarge {
            max: Value::Decimal("99999999999999999999.99".into())
        })
    );
    assert_eq!(
        ask_in(Notation::English, decimal(None, None, 2), "1,250.5"),
        is("1250.5")
    );
}

#[test]
fn money_is_in_minor_units_of_its_currency() {
    let amount = |line| ask(money("IDR", Some(0), Some(500_000_000)), line);
    for line in [
        "1.250.000",
        "Rp 1.250.000",
        "Rp1.250.000,00",
        "rp. 1.250.000,-",
        "IDR 1250000",
        "1.250.000 rupiah",
    ] {
        assert_eq!(
            amount(line),
            Ok(Answer::Money(rupiah(125_000_000))),
            "{line}"
        );
    }
    assert_eq!(
        amount("1.250.000,50"),
        Ok(Answer::Money(rupiah(125_000_050)))
    );
    assert_eq!(amount("0,005"), Err(Rule::TooManyPlaces { max: 2 }));
    assert_eq!(
        amount("-Rp 1"),
        Err(Rule::TooSmall {
            min: Value::Money(rupiah(0))
        })
    );
    assert_eq!(
        amount("5.000.001"),
        Err(Rule::TooLarge {
            max: Value::Money(rupiah(500_000_000))
        })
    );
    for line in ["US$ 5", "Rp", "Rp 5 Rp", "5 juta", "-Rp -5", "5-", "🇮🇩 5"] {
        assert_eq!(amount(line), Err(Rule::NotANumber), "{line}");
    }
    let yen = |line| ask_in(Notation::English, money("JPY", None, None), line);
    assert_eq!(
        yen("¥1,200"),
        Ok(Answer::Money(Money {
            minor_units: 1200,
            currency: "JPY".into()
        }))
    );
    assert_eq!(yen("1.5"), Err(Rule::TooManyPlaces { max: 0 }));
}

#[test]
fn dates_are_days_that_exist() {
    let day = |year, month, day| Date { year, month, day };
    let kind = || {
        Kind::Date(DateRules {
            min: Some(day(1945, 8, 17)),
            max: Some(day(2026, 12, 31)),
        })
    };
    assert_eq!(
        ask_date(kind(), "29", "02", "2024"),
        Ok(Answer::Date(day(2024, 2, 29)))
    );
    assert_eq!(ask_date(kind(), "30", "2", "2024"), Err(Rule::NotADate));
    assert_eq!(ask_date(kind(), "1", "1", "26"), Err(Rule::NotADate));
    assert_eq!(ask_date(date(), "1", "1", "0000"), Err(Rule::NotADate));
    assert_eq!(ask_date(kind(), "-1", "x", "2024"), Err(Rule::NotADate));
    assert_eq!(
        ask_date(kind(), "16", "8", "1945"),
        Err(Rule::TooEarly {
            min: day(1945, 8, 17)
        })
    );
    assert_eq!(
        ask_date(kind(), "1", "1", "2027"),
        Err(Rule::TooLate {
            max: day(2026, 12, 31)
        })
    );
    assert_eq!(
        ask_date(kind(), "1", " ", "2026"),
        Err(Rule::DatePartMissing {
            part: DatePart::Month
        })
    );
    assert_eq!(ask_date(kind(), "", "", ""), Err(Rule::Required));
}

#[test]
fn only_what_is_offered_can_be_chosen() {
    let one = || Kind::Choice(choices(&["low", "high"]));
    assert_eq!(ask(one(), "high"), chosen(&["high"]));
    assert_eq!(ask(one(), "HIGH"), Err(Rule::NotOffered));
    assert_eq!(ask(one(), ""), Err(Rule::RequiredChoice));
    let form = form(vec![step(vec![field(
        "a",
        Kind::Choices(choices(&["x", "y", "z"])),
    )])]);
    let check = |sent: &[(&str, &str)]| {
        check_step(&form, 0, &typed(&form, 0, sent), &Claims::new())
            .map(|mut givens| givens.remove(0).answer)
            .map_err(|mut problems| problems.remove(0).rule)
    };
    let a = |value| ("f.a.0", value);
    assert_eq!(check(&[a(""), a("z"), a("x"), a("z")]), chosen(&["x", "z"]));
    assert_eq!(check(&[a("x"), a("none of these")]), Err(Rule::NotOffered));
    assert_eq!(check(&[a("")]), Err(Rule::RequiredChoice));
    assert_eq!(ask(Kind::YesNo, "false"), Ok(Answer::YesNo(false)));
    assert_eq!(ask(Kind::YesNo, "on"), Err(Rule::NotOffered));
    assert_eq!(
        ask(Kind::Agreement(vec![]), "true"),
        Ok(Answer::YesNo(true))
    );
    assert_eq!(ask(Kind::Agreement(vec![]), "false"), Err(Rule::MustAgree));
    assert_eq!(ask(Kind::Agreement(vec![]), ""), Err(Rule::MustAgree));
}
