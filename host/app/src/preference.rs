//! How a person reads, as they chose: language, time zone, look and region. It is the person's, on every device.

use jiff::tz::TimeZone;
use store::{
    agency::{PersonById, PersonPrefer, PersonRow},
    column::Instant,
};

use crate::{App, Lang, PersonId, Unit, person::PersonError, region::RegionCode};

/// The look of the pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// Light or dark, as the device is.
    #[default]
    Device,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Of the greatest contrast, for eyes that need it.
    HighContrast,
}

impl Theme {
    /// Every look, the first by default.
    pub const ALL: [Self; 4] = [Self::Device, Self::Light, Self::Dark, Self::HighContrast];

    /// As it is kept, and as the style sheet knows it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::HighContrast => "high-contrast",
        }
    }

    /// The look of a code; none for any other text.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }
}

/// The time zones of the country (Keppres 41/1987): WIB, WITA and WIT, by their IANA names.
pub const TIME_ZONES: [&str; 3] = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"];

/// What a person changes of how they read; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The language of the pages.
    pub lang: Option<Lang>,
    /// By its IANA name.
    pub time_zone: Option<String>,
    /// The look of the pages.
    pub theme: Option<Theme>,
    /// Where they want to be served.
    pub region: Option<RegionCode>,
}

impl Preferences {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn put(&self, row: PersonRow, at: Instant) -> Result<PersonPrefer, PersonError> {
        if let Some(zone) = &self.time_zone {
            TimeZone::get(zone).map_err(|_| PersonError::NoSuchTimeZone(zone.clone()))?;
        }
        Ok(PersonPrefer {
            id: row.id,
            locale: self.lang.map_or(row.locale, |lang| lang.tag().to_owned()),
            time_zone: self.time_zone.clone().unwrap_or(row.time_zone),
            region: self.region.map(|code| code.to_string()).or(row.region),
            theme: self
                .theme
                .map_or(row.theme, |theme| theme.code().to_owned()),
            preferred_at: at,
        })
    }
}

impl App {
    /// A person chooses how they read, from now on and everywhere.
    pub async fn person_prefer(
        &self,
        unit: &mut Unit,
        person: PersonId,
        chosen: &Preferences,
    ) -> Result<(), PersonError> {
        let row = unit
            .read(PersonById { id: person })
            .await?
            .ok_or(PersonError::NotFound)?;
        let put = chosen.put(row, unit.now())?;
        Ok(unit.write(put)?)
    }

    /// Takes over what was chosen in a browser before a person signed in with it, where they never chose for themselves.
    pub async fn person_settle(
        &self,
        unit: &mut Unit,
        person: PersonId,
        chosen: &Preferences,
    ) -> Result<(), PersonError> {
        let row = unit
            .read(PersonById { id: person })
            .await?
            .ok_or(PersonError::NotFound)?;
        if row.preferred_at.is_none() && !chosen.is_empty() {
            let put = chosen.put(row, unit.now())?;
            unit.write(put)?;
        }
        Ok(())
    }
}

/// The language of a person; Indonesian where the platform does not speak theirs.
pub(crate) fn lang_of(row: &PersonRow) -> Lang {
    Lang::of(&row.locale).unwrap_or(Lang::Id)
}

/// The look of a person's pages; as the device is where a newer node kept one that this one does not know.
pub fn theme_of(row: &PersonRow) -> Theme {
    Theme::of(&row.theme).unwrap_or_default()
}
