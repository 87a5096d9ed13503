//! How values look: numbers, money, days and moments as the reader's language writes them.
//!
//! Numbers and days follow CLDR by ICU4X. Its data are compiled in; were they not there for a language, the plain form
//! (`1250.5`, `2026-11-24`) is shown rather than nothing.

use std::fmt::Display;
use std::sync::LazyLock;

use app::form::currency::minor_digits;
use contract::values::{Date, Money};
use icu::calendar::Gregorian;
use icu::datetime::input::{Date as IcuDate, Time};
use icu::datetime::{FixedCalendarDateTimeFormatter, NoCalendarFormatter, fieldsets};
use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::locale::{Locale, locale};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use super::text::Lang;

/// Most digits that the contract allows in a decimal number.
const MAX_DIGITS: usize = 38;

/// A value that is not what its type promises: a mistake in the mini-app that gave it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Not plain notation, or too many digits.
    #[error("{0:?} is not a decimal number in plain notation")]
    NotADecimal(String),
    /// Such as 30 February.
    #[error("there is no day {0:04}-{1:02}-{2:02}")]
    NoSuchDay(i32, u8, u8),
    /// Before the year -9999 or after 9999.
    #[error("{0} microseconds are beyond the calendar")]
    BeyondCalendar(i64),
    /// No code of the list.
    #[error("{0:?} is not a currency of ISO 4217")]
    NotACurrency(String),
}

struct Formats {
    number: Option<DecimalFormatter>,
    day: Option<FixedCalendarDateTimeFormatter<Gregorian, fieldsets::YMD>>,
    time: Option<NoCalendarFormatter<fieldsets::T>>,
}

impl Formats {
    fn of(locale: Locale) -> Self {
        Self {
            number: DecimalFormatter::try_new((&locale).into(), Default::default()).ok(),
            day: FixedCalendarDateTimeFormatter::try_new((&locale).into(), fieldsets::YMD::long())
                .ok(),
            time: NoCalendarFormatter::try_new((&locale).into(), fieldsets::T::hm()).ok(),
        }
    }
}

fn formats(lang: Lang) -> &'static Formats {
    static ID: LazyLock<Formats> = LazyLock::new(|| Formats::of(locale!("id")));
    // The order of day and month, and the clock of 24 hours, stay as the country writes them.
    static EN: LazyLock<Formats> = LazyLock::new(|| Formats::of(locale!("en-GB")));
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

fn number(lang: Lang, value: &Decimal) -> String {
    match &formats(lang).number {
        Some(format) => format.format(value).to_string(),
        None => value.to_string(),
    }
}

/// A whole number: `1.250.000`.
#[must_use]
pub fn whole(lang: Lang, value: impl Into<Decimal>) -> String {
    number(lang, &value.into())
}

/// An exact decimal number, with as many places as it was given with: `1.250,50`.
///
/// # Errors
/// Where it is not in the contract's plain notation.
pub fn decimal(lang: Lang, value: &str) -> Result<String, FormatError> {
    Ok(number(lang, &parse(value)?))
}

/// A share in hundredths: `12,5%`.
///
/// # Errors
/// As [`decimal`].
pub fn percent(lang: Lang, value: &str) -> Result<String, FormatError> {
    Ok(format!("{}%", decimal(lang, value)?))
}

fn parse(value: &str) -> Result<Decimal, FormatError> {
    let bad = || FormatError::NotADecimal(value.to_owned());
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (before, after) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(before) || !all_digits(after) || digits.len() > MAX_DIGITS + 1 {
        return Err(bad());
    }
    value.parse().map_err(|_| bad())
}

/// An amount of money: `Rp1.250.000`, `Rp1.250.000,50`, `JPY 5.000`. Rupiah are shown without sen where there are none.
///
/// # Errors
/// Where ISO 4217 has no such currency.
pub fn money(lang: Lang, money: &Money) -> Result<String, FormatError> {
    let places = minor_digits(&money.currency)
        .ok_or_else(|| FormatError::NotACurrency(money.currency.clone()))?;
    let mut amount = Decimal::from(money.minor_units.unsigned_abs());
    amount.multiply_pow10(-i16::from(places));
    if money.currency == "IDR" && money.minor_units % 100 == 0 {
        amount.trim_end();
    }
    let minus = if money.minor_units < 0 { "-" } else { "" };
    Ok(format!(
        "{minus}{}{}",
        before_amount(&money.currency),
        number(lang, &amount)
    ))
}

/// What stands before an amount: "Rp", or the code and a space that does not break.
#[must_use]
pub fn before_amount(currency: &str) -> String {
    match currency {
        "IDR" => "Rp".to_owned(),
        code => format!("{code}\u{a0}"),
    }
}

/// The contract's day as a day of the calendar.
///
/// # Errors
/// Where there is no such day.
pub fn civil_day(date: Date) -> Result<civil::Date, FormatError> {
    let no_such = FormatError::NoSuchDay(date.year, date.month, date.day);
    let parts = (
        i16::try_from(date.year),
        i8::try_from(date.month),
        i8::try_from(date.day),
    );
    let (Ok(year @ 1..=9999), Ok(month), Ok(day)) = parts else {
        return Err(no_such);
    };
    civil::Date::new(year, month, day).map_err(|_| no_such)
}

/// A day: `24 November 2026`.
#[must_use]
pub fn day(lang: Lang, date: civil::Date) -> String {
    let parts = (date.month().unsigned_abs(), date.day().unsigned_abs());
    let known = IcuDate::try_new_gregorian(i32::from(date.year()), parts.0, parts.1).ok();
    match (&formats(lang).day, known) {
        (Some(format), Some(date)) => format.format(&date).to_string(),
        _ => date.to_string(),
    }
}

/// The contract's moment.
///
/// # Errors
/// Where it lies beyond the calendar.
pub fn timestamp(microseconds: i64) -> Result<Timestamp, FormatError> {
    Timestamp::from_microsecond(microseconds).map_err(|_| FormatError::BeyondCalendar(microseconds))
}

/// A moment in a time zone, which is named: `24 November 2026 pukul 14.30 WIB`.
#[must_use]
pub fn instant(lang: Lang, zone: &TimeZone, at: Timestamp) -> String {
    let local = zone.to_datetime(at);
    let words: [Box<dyn Display>; 2] = [
        Box::new(time(lang, local.time())),
        Box::new(zone_name(zone, at)),
    ];
    let [time, zone] = words.map(|word| word.to_string());
    let phrase = lang
        .say("instant")
        .with("day", day(lang, local.date()))
        .with("time", time);
    phrase.with("zone", zone).to_string()
}

/// Moments of one day in a time zone, each minute with how many there were in it:
/// `24 November 2026, 5 kali: pukul 14.32 (2 kali), 14.31, 14.30 (2 kali) WIB`. "" for none.
#[must_use]
pub fn instants(lang: Lang, zone: &TimeZone, of: &[Timestamp]) -> String {
    let Some(&first) = of.first() else {
        return String::new();
    };
    let times = |count: usize| lang.say("times").with("count", whole(lang, count as u64));
    let mut minutes: Vec<(String, usize)> = Vec::new();
    for at in of {
        let minute = time(lang, zone.to_datetime(*at).time());
        match minutes.last_mut() {
            Some((last, count)) if *last == minute => *count += 1,
            _ => minutes.push((minute, 1)),
        }
    }
    if let [(_, count)] = minutes.as_slice() {
        return lang
            .say("instant-times")
            .with("instant", instant(lang, zone, first))
            .with("count", times(*count).to_string())
            .to_string();
    }
    let minutes = minutes.into_iter().map(|(minute, count)| match count {
        1 => minute,
        _ => format!("{minute} ({})", times(count)),
    });
    lang.say("instants")
        .with("day", day(lang, zone.to_datetime(first).date()))
        .with("count", times(of.len()).to_string())
        .with("minutes", minutes.collect::<Vec<_>>().join(", "))
        .with("zone", zone_name(zone, first))
        .to_string()
}

fn time(lang: Lang, time: civil::Time) -> String {
    let parts = (time.hour().unsigned_abs(), time.minute().unsigned_abs());
    match (
        &formats(lang).time,
        Time::try_new(parts.0, parts.1, 0, 0).ok(),
    ) {
        (Some(format), Some(time)) => format.format(&time).to_string(),
        _ => time.strftime("%H:%M").to_string(),
    }
}

/// WIB, WITA, WIT and what else has a name of its own; `UTC+7` for zones that have only numbers.
fn zone_name(zone: &TimeZone, at: Timestamp) -> String {
    let info = zone.to_offset_info(at);
    match info.abbreviation() {
        name if name.starts_with(['+', '-']) => format!("UTC{}", name),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_money_and_days_are_written_as_each_language_does() {
        let rupiah = |sen| Money {
            minor_units: sen,
            currency: "IDR".to_owned(),
        };
        let written = |lang| {
            [
                whole(lang, 1_250_000_i64),
                decimal(lang, "-1250.50").unwrap(),
                percent(lang, "12.5").unwrap(),
                money(lang, &rupiah(125_000_000)).unwrap(),
                money(lang, &rupiah(-125_000_050)).unwrap(),
                money(
                    lang,
                    &Money {
                        minor_units: 5000,
                        currency: "JPY".to_owned(),
                    },
                )
                .unwrap(),
                day(lang, civil::date(2026, 11, 24)),
            ]
        };
        let id = [
            "1.250.000",
            "-1.250,50",
            "12,5%",
            "Rp1.250.000",
            "-Rp1.250.000,50",
            "JPY\u{a0}5.000",
        ];
        let en = [
            "1,250,000",
            "-1,250.50",
            "12.5%",
            "Rp1,250,000",
            "-Rp1,250,000.50",
            "JPY\u{a0}5,000",
        ];
        assert_eq!(written(Lang::Id)[..6], id);
        assert_eq!(written(Lang::En)[..6], en);
        assert_eq!(
            [&written(Lang::Id)[6], &written(Lang::En)[6]],
            ["24 November 2026"; 2]
        );
    }

    #[test]
    fn a_moment_is_told_in_the_readers_zone_by_its_name() {
        let at: Timestamp = "2026-11-24T07:30:00Z".parse().unwrap();
        let told = |lang, zone| instant(lang, &TimeZone::get(zone).unwrap(), at);
        assert_eq!(
            told(Lang::Id, "Asia/Jakarta"),
            "24 November 2026 pukul 14.30 WIB"
        );
        assert_eq!(
            told(Lang::Id, "Asia/Makassar"),
            "24 November 2026 pukul 15.30 WITA"
        );
        assert_eq!(
            told(Lang::En, "Asia/Jayapura"),
            "24 November 2026 at 16:30 WIT"
        );
    }

    #[test]
    fn moments_of_a_day_are_told_by_the_minute() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        let at = ["07:32:40", "07:32:01", "07:31:00", "07:30:59", "07:30:00"];
        let at = at.map(|time| format!("2026-11-24T{time}Z").parse().unwrap());
        assert_eq!(
            instants(Lang::Id, &zone, &at),
            "24 November 2026, 5\u{a0}kali: pukul 14.32 (2\u{a0}kali), 14.31, 14.30 (2\u{a0}kali) WIB"
        );
        assert_eq!(
            instants(Lang::En, &zone, &at),
            "24 November 2026, 5\u{a0}times: at 14:32 (2\u{a0}times), 14:31, 14:30 (2\u{a0}times) WIB"
        );
        assert_eq!(
            instants(Lang::Id, &zone, &at[..2]),
            "24 November 2026 pukul 14.32 WIB, 2\u{a0}kali"
        );
    }

    #[test]
    fn values_that_are_not_what_they_promise_are_refused() {
        for bad in [
            "",
            "-",
            "1.",
            ".5",
            "1e3",
            "+1",
            "1,5",
            "0x1",
            " 1",
            &"9".repeat(40),
        ] {
            assert!(decimal(Lang::Id, bad).is_err(), "{bad:?}");
        }
        assert!(
            civil_day(Date {
                year: 2026,
                month: 2,
                day: 30
            })
            .is_err()
        );
        assert!(
            civil_day(Date {
                year: 0,
                month: 1,
                day: 1
            })
            .is_err()
        );
        assert!(timestamp(i64::MAX).is_err());
        assert!(
            money(
                Lang::Id,
                &Money {
                    minor_units: 1,
                    currency: "<b>".to_owned()
                }
            )
            .is_err()
        );
    }
}
