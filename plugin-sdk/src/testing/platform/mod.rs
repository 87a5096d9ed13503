//! The functions of the platform, as a mini-app calls them, answered by the call that runs on this thread. On wasm the
//! contract's imports stand in this place; the types are the contract's in both.

/// Each function has the type of the import in whose place it stands, or this does not compile.
macro_rules! stands_for {
    ($interface:ident: $($function:ident),*) => {
        const _: () = {
            $(let _ = [crate::bindings::balai::platform::$interface::$function, $function];)*
        };
    };
}

pub mod cases;
pub mod personal;
pub mod tasks;

use jiff::{ToSpan as _, civil};

use crate::bindings::balai::types::refusals::Refusal;
use crate::bindings::balai::types::values::Date;
use crate::mini_app::Result;

/// Who asks.
pub mod session {
    use crate::bindings::balai::platform::session as generated;
    use crate::language::Language;
    use crate::testing::{asked, reader};

    pub use generated::{Assurance, Citizen, Membership, Staff, Visitor};

    stands_for!(session: who, locale, time_zone, region);

    /// Who asks.
    #[must_use]
    pub fn who() -> Visitor {
        asked("session.who", |call| call.person.visitor())
    }

    /// The reader's language.
    #[must_use]
    pub fn locale() -> String {
        match reader() {
            Language::Indonesian => "id".to_owned(),
            Language::English => "en".to_owned(),
        }
    }

    /// The reader's time zone.
    #[must_use]
    pub fn time_zone() -> String {
        asked("session.time-zone", |call| call.person.time_zone.clone())
    }

    /// The code of the region that the person chose.
    #[must_use]
    pub fn region() -> Option<String> {
        asked("session.region", |call| call.person.region.clone())
    }
}

/// Verified attributes of the citizen who asks: those that the test gave them. The manifest is not asked.
pub mod claims {
    use super::now;
    use crate::bindings::balai::platform::claims as generated;
    use crate::bindings::balai::types::refusals::Refusal;
    use crate::mini_app::Result;
    use crate::testing::{Call, asked};

    pub use generated::Claim;

    stands_for!(claims: read);

    /// Reads claims, and enters that they were read.
    pub fn read(names: &[String], purpose: &str) -> Result<Vec<Claim>> {
        asked("claims.read", |call| {
            if purpose.trim().is_empty() {
                return Err(Refusal::Invalid("purpose is empty".to_owned()));
            }
            verified(call, names)
        })
    }

    pub(super) fn verified(call: &mut Call, names: &[String]) -> Result<Vec<Claim>> {
        let subject = call.person.subject("claims")?;
        let mut claims = Vec::new();
        for name in names {
            let Some(value) = call.person.claim(name) else {
                continue;
            };
            call.world.claims_read.push((subject.clone(), name.clone()));
            claims.push(Claim {
                name: name.clone(),
                value,
                source: "https://masuk.invalid".to_owned(),
                verified_at: now(call),
            });
        }
        Ok(claims)
    }
}

/// Messages: kept with the world, once the act is committed.
pub mod inbox {
    use super::said;
    use crate::bindings::balai::platform::inbox as generated;
    use crate::bindings::balai::types::refusals::Refusal;
    use crate::mini_app::Result;
    use crate::testing::{asked, person::Role};

    pub use generated::{Message, Recipient};

    /// So many may be sent in one act.
    const MOST: usize = 20;

    stands_for!(inbox: send);

    /// Sends a message.
    pub fn send(to: &Recipient, message: &Message) -> Result<()> {
        asked("inbox.send", |call| {
            call.assert_writes()?;
            let own = match &call.person.role {
                Role::Nobody => return Err(Refusal::SignInNeeded),
                Role::Citizen(subject) => subject.clone(),
                Role::Staff(staff) => staff.person.clone(),
            };
            said("title", &message.title)?;
            if call.messages == MOST {
                return Err(Refusal::OverLimit((
                    "messages-in-one-act".to_owned(),
                    MOST as u64,
                )));
            }
            call.messages += 1;
            let to = match to {
                Recipient::Visitor => own,
                Recipient::Subject(name) | Recipient::Person(name) => name.clone(),
            };
            call.world.messages.push((to, message.clone()));
            Ok(())
        })
    }
}

/// Days that offices work: Monday to Friday, without the holidays that the test states. Every unit is in the time zone of
/// Jakarta.
pub mod calendar {
    use super::{civil_day, day_of, is_working_day, next};
    use crate::bindings::balai::types::refusals::Refusal;
    use crate::bindings::balai::types::values::Date;
    use crate::mini_app::Result;
    use crate::testing::asked;

    /// So many working days are added at most.
    const MOST: u32 = 1000;

    stands_for!(calendar: today, add_working_days, working_days_between);

    /// The day that it is there now.
    pub fn today(unit: Option<&str>) -> Result<Date> {
        asked("calendar.today", |call| {
            let zone = unit.map_or(call.person.time_zone.as_str(), |_| "Asia/Jakarta");
            let today = call.world.today(zone);
            today
                .map(day_of)
                .ok_or_else(|| Refusal::Fault(format!("the time zone {zone:?} is not known")))
        })
    }

    /// The day that is so many working days after `start`.
    pub fn add_working_days(_unit: Option<&str>, start: Date, days: u32) -> Result<Date> {
        asked("calendar.add-working-days", |call| {
            if days > MOST {
                return Err(Refusal::OverLimit(("working-days".to_owned(), MOST.into())));
            }
            let (mut day, mut left) = (civil_day(start)?, days);
            while left > 0 || !is_working_day(call, day) {
                day = next(day)?;
                left = left.saturating_sub(u32::from(is_working_day(call, day)));
            }
            Ok(day_of(day))
        })
    }

    /// How many working days there are after `start`, up to and including `end`.
    pub fn working_days_between(_unit: Option<&str>, start: Date, end: Date) -> Result<u32> {
        asked("calendar.working-days-between", |call| {
            let (mut day, end, mut count) = (civil_day(start)?, civil_day(end)?, 0);
            while day < end {
                day = next(day)?;
                count += u32::from(is_working_day(call, day));
            }
            Ok(count)
        })
    }
}

/// The time that the test states.
pub mod clock {
    use crate::bindings::balai::types::values::Instant;
    use crate::testing::asked;

    stands_for!(clock: now);

    /// Now.
    #[must_use]
    pub fn now() -> Instant {
        asked("clock.now", |call| super::now(call))
    }
}

/// Bytes that are others at each call, and the same in each run of a test.
pub mod random {
    use crate::testing::asked;

    stands_for!(random: bytes);

    /// So many bytes; at most 256.
    #[must_use]
    pub fn bytes(count: u32) -> Vec<u8> {
        asked("random.bytes", |call| {
            let byte = |_| {
                call.world.drawn += 1;
                // SplitMix64, of which one byte is enough for a test.
                let mut mixed = call.world.drawn.wrapping_mul(0x9e37_79b9_7f4a_7c15);
                mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                (mixed >> 32).to_le_bytes()[0]
            };
            (0..count.min(256)).map(byte).collect()
        })
    }
}

/// The regions that the test states.
pub mod regions {
    use crate::bindings::balai::platform::regions as generated;
    use crate::testing::asked;

    pub use generated::Region;

    stands_for!(regions: find);

    /// The region that has this code.
    #[must_use]
    pub fn find(code: &str) -> Option<Region> {
        asked("regions.find", |call| {
            let found = call.world.regions.iter().find(|region| region.code == code);
            found.cloned()
        })
    }
}

/// The agency's own log: kept with the world.
pub mod log {
    use crate::bindings::balai::platform::log as generated;
    use crate::testing::asked;

    pub use generated::Level;

    stands_for!(log: write);

    /// Writes a line.
    pub fn write(level: Level, text: &str) {
        asked("log.write", |call| {
            call.world.log.push((level, text.to_owned()))
        });
    }
}

fn now(call: &super::Call) -> i64 {
    call.world.now.as_microsecond()
}

/// Refuses a text that says nothing in Indonesian.
fn said(what: &str, text: &[(String, String)]) -> Result<()> {
    let says = |(language, text): &(String, String)| language == "id" && !text.trim().is_empty();
    if text.iter().any(says) {
        Ok(())
    } else {
        Err(Refusal::Invalid(format!("{what} is empty")))
    }
}

pub(super) fn civil_day(day: Date) -> Result<civil::Date> {
    let Date { year, month, day } = day;
    let made = i16::try_from(year)
        .ok()
        .zip(i8::try_from(month).ok())
        .zip(i8::try_from(day).ok());
    let made = made.and_then(|((year, month), day)| civil::Date::new(year, month, day).ok());
    made.ok_or_else(|| Refusal::Invalid(format!("there is no day {year}-{month}-{day}")))
}

fn day_of(day: civil::Date) -> Date {
    Date {
        year: day.year().into(),
        month: day.month().unsigned_abs(),
        day: day.day().unsigned_abs(),
    }
}

fn next(day: civil::Date) -> Result<civil::Date> {
    day.checked_add(1.day())
        .map_err(|_| Refusal::Invalid(format!("there is no day after {day}")))
}

fn is_working_day(call: &super::Call, day: civil::Date) -> bool {
    let is_weekend = matches!(
        day.weekday(),
        civil::Weekday::Saturday | civil::Weekday::Sunday
    );
    !is_weekend && !call.world.holidays.contains(&day)
}
