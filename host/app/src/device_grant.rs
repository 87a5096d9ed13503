//! Letting a program in: it asks under a code, a person who is signed in types the code and allows or refuses it in the role
//! in which they act, and the program, which asks again and again, is told (RFC 8628).
//!
//! Two secrets, as the person's must be short enough to be typed: with what they type nobody gets a token, and with the
//! program's own nobody can allow anything.

use std::{fmt, str::FromStr};

use sha2::{Digest as _, Sha256};
use store::device_grant::{
    DeviceGrantAdd, DeviceGrantAnswer, DeviceGrantByDeviceCode, DeviceGrantByUserCode,
    DeviceGrantPolled, DeviceGrantRemove, DeviceGrantRow, DeviceGrantsSweep,
};

use crate::{Actor, App, Instant, PersonId, Role, Unit, UnitError, quoted};

/// So long a program may wait for its person.
pub const LASTS_SECONDS: u32 = 600;
/// So many seconds are to stand between two times that it asks, at first; and so many more after each time too soon.
pub const PAUSE_SECONDS: u32 = 5;
/// What is over is told for so long.
const TOLD_SECONDS: u32 = 3600;
/// Of a program's name, in characters.
const LONGEST_NAME: usize = 40;
/// With the check symbol: the 7 random ones are 34 bits, for ten minutes, and only for who is signed in.
const CODE_LENGTH: usize = 8;

const ASKED: &str = "asked";
const ALLOWED: &str = "allowed";
const REFUSED: &str = "refused";

/// What a program calls itself, as a person can read it: letters and digits of ASCII, with " ", ".", "_" and "-" between
/// them, so that none looks like another's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramName(String);

/// The text is no name of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a program's name has 1 to {LONGEST_NAME} letters and digits, with \" \", \".\", \"_\" and \"-\" between them"
)]
pub struct NotAProgramName;

impl FromStr for ProgramName {
    type Err = NotAProgramName;
    fn from_str(text: &str) -> Result<Self, NotAProgramName> {
        let is_plain = |c: char| c.is_ascii_alphanumeric();
        let fits = (1..=LONGEST_NAME).contains(&text.len())
            && text.chars().all(|c| is_plain(c) || " ._-".contains(c))
            && text.starts_with(is_plain)
            && text.ends_with(is_plain);
        fits.then(|| Self(text.to_owned())).ok_or(NotAProgramName)
    }
}

impl fmt::Display for ProgramName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a person types, such as `X7QK-29MT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCode(String);

/// The text is no code: mistyped, or of something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no code of a program")]
pub struct NotAUserCode;

impl FromStr for UserCode {
    type Err = NotAUserCode;
    /// As it was typed: in either case, with or without hyphens and spaces.
    fn from_str(text: &str) -> Result<Self, NotAUserCode> {
        quoted::typed(text, CODE_LENGTH)
            .map(Self)
            .ok_or(NotAUserCode)
    }
}

impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        quoted::grouped(&self.0, f)
    }
}

/// What a program is given that asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Its own secret.
    pub device_code: String,
    /// To be typed by the person.
    pub user_code: UserCode,
}

/// What a program is told that asks for its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Polled {
    /// Nobody has answered yet.
    Pending,
    /// As above, and it asks too often.
    TooSoon,
    /// It was refused.
    Refused,
    /// It took too long.
    Expired,
    /// There is no such, or it was told before.
    Unknown,
    /// It was allowed. This is said once.
    Allowed {
        /// By whom.
        person: PersonId,
        /// As a civil servant.
        at_work: bool,
        /// What it calls itself.
        program: String,
    },
}

/// Why nothing was answered to a program.
#[derive(Debug, thiserror::Error)]
pub enum DeviceGrantError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// No program waits under this code, or not any more.
    #[error("no program waits under this code")]
    NotFound,
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl App {
    /// A program asks.
    pub fn device_grant_begin(
        &self,
        unit: &mut Unit,
        program: &ProgramName,
    ) -> Result<Begun, UnitError> {
        let now = unit.now();
        let begun = Begun {
            device_code: hex::encode(self.entropy().bytes::<32>()),
            user_code: UserCode(quoted::draw(CODE_LENGTH, self.entropy())),
        };
        unit.write(DeviceGrantsSweep {
            before: after(now, -i64::from(TOLD_SECONDS)),
        })?;
        unit.write(DeviceGrantAdd {
            row: DeviceGrantRow {
                device_code: digest(&begun.device_code),
                user_code: begun.user_code.0.clone(),
                program: program.0.clone(),
                state: ASKED.to_owned(),
                person: None,
                at_work: false,
                expires_at: after(now, i64::from(LASTS_SECONDS)),
                polled_at: Instant(0),
                pause: i64::from(PAUSE_SECONDS),
            },
        })?;
        Ok(begun)
    }

    /// What the program calls itself that waits under a code.
    pub async fn device_grant_asked(
        &self,
        unit: &mut Unit,
        code: &UserCode,
    ) -> Result<String, DeviceGrantError> {
        Ok(waiting(unit, code).await?.program)
    }

    /// Allows or refuses the program that waits under a code: once, in the role in which the person acts.
    pub async fn device_grant_answer(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        code: &UserCode,
        allow: bool,
    ) -> Result<(), DeviceGrantError> {
        let person = actor.person().ok_or(DeviceGrantError::SignInNeeded)?;
        let row = waiting(unit, code).await?;
        unit.write(DeviceGrantAnswer {
            device_code: row.device_code,
            state: if allow { ALLOWED } else { REFUSED }.to_owned(),
            person,
            at_work: matches!(actor.role, Role::Staff { .. }),
        })?;
        Ok(())
    }

    /// The program asks for its token, by its own secret. Where it is told that it is allowed, that is over with this unit.
    pub async fn device_grant_poll(
        &self,
        unit: &mut Unit,
        device_code: &str,
        program: &str,
    ) -> Result<Polled, UnitError> {
        let device_code = digest(device_code);
        let query = DeviceGrantByDeviceCode {
            device_code: device_code.clone(),
        };
        let now = unit.now();
        let row = unit.read(query).await?;
        let Some(row) = row.filter(|row| row.program == program) else {
            return Ok(Polled::Unknown);
        };
        if row.expires_at <= now {
            return Ok(Polled::Expired);
        }
        match (row.state.as_str(), row.person) {
            (ALLOWED, Some(person)) => {
                unit.write(DeviceGrantRemove { device_code })?;
                Ok(Polled::Allowed {
                    person,
                    at_work: row.at_work,
                    program: row.program,
                })
            }
            (REFUSED, _) => Ok(Polled::Refused),
            _ => {
                let is_too_soon = now < after(row.polled_at, row.pause);
                let more = if is_too_soon { PAUSE_SECONDS } else { 0 };
                unit.write(DeviceGrantPolled {
                    device_code,
                    at: now,
                    pause: row.pause.saturating_add(i64::from(more)),
                })?;
                Ok(if is_too_soon {
                    Polled::TooSoon
                } else {
                    Polled::Pending
                })
            }
        }
    }
}

async fn waiting(unit: &mut Unit, code: &UserCode) -> Result<DeviceGrantRow, DeviceGrantError> {
    let query = DeviceGrantByUserCode {
        user_code: code.0.clone(),
    };
    let (row, now) = (unit.read(query).await?, unit.now());
    row.filter(|row| row.state == ASKED && row.expires_at > now)
        .ok_or(DeviceGrantError::NotFound)
}

fn after(moment: Instant, seconds: i64) -> Instant {
    Instant(moment.0.saturating_add(seconds.saturating_mul(1_000_000)))
}

fn digest(device_code: &str) -> String {
    hex::encode(Sha256::digest(device_code))
}
