//! How a document stands on a day: what the rules say, without the platform.

use balai_sdk::prelude::*;

use crate::kinds::Kind;

/// How a document stands. In the order in which one looks at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Its day is over.
    Expired,
    /// Time to renew it.
    Due,
    /// Nothing to do yet.
    Valid,
}

impl Standing {
    /// Of a document that ends on this day, seen on that one. On its last day it is still valid.
    pub fn of(kind: &Kind, ends: Date, today: Date) -> Self {
        match days_between(today, ends) {
            left if left < 0 => Self::Expired,
            left if left <= kind.begin_before => Self::Due,
            _ => Self::Valid,
        }
    }

    /// The word for it.
    pub fn status(self) -> Status {
        match self {
            Self::Expired => status(t!("Sudah habis", "Expired"), Tone::Critical),
            Self::Due => status(t!("Segera urus", "Renew soon"), Tone::Attention),
            Self::Valid => status(t!("Masih berlaku", "Valid"), Tone::Positive),
        }
    }
}

/// So many days from one day to the other; negative where the other comes before.
pub fn days_between(from: Date, to: Date) -> i64 {
    day_number(to) - day_number(from)
}

/// Days since 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn day_number(day: Date) -> i64 {
    let (year, month, of_month) = (i64::from(day.year), i64::from(day.month), i64::from(day.day));
    // The year begins in March, so that the day that may be missing is its last.
    let year = if month > 2 { year } else { year - 1 };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + of_month - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds;

    const fn day(year: i32, month: u8, day: u8) -> Date {
        Date { year, month, day }
    }

    #[test]
    fn days_are_counted_over_leap_years_and_ends_of_years() {
        assert_eq!(day_number(day(1970, 1, 1)), 0);
        assert_eq!(days_between(day(2028, 2, 28), day(2028, 3, 1)), 2);
        assert_eq!(days_between(day(2027, 2, 28), day(2027, 3, 1)), 1);
        assert_eq!(days_between(day(2026, 11, 24), day(2027, 11, 24)), 365);
        assert_eq!(days_between(day(2027, 1, 1), day(2026, 12, 31)), -1);
    }

    #[test]
    fn a_document_is_valid_on_its_last_day_and_to_be_renewed_before() {
        let licence = kinds::of("sim");
        let ends = day(2026, 12, 24);
        let on = |today| Standing::of(licence, ends, today);
        assert_eq!(on(day(2026, 11, 23)), Standing::Valid);
        assert_eq!(on(day(2026, 11, 24)), Standing::Due);
        assert_eq!(on(ends), Standing::Due);
        assert_eq!(on(day(2026, 12, 25)), Standing::Expired);
    }
}
