//! What things are called: agencies, their units and mini-apps by their ids, each looked up once for a page; and
//! whether a day has passed where an office is.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use app::{App, Instant, MiniAppId, PersonId, Release, Unit, policy::PLATFORM};
use contract::values::Date;
use jiff::{ToSpan as _, civil, tz::TimeZone};
use store::agency::{AgencyById, PersonById, UnitByCode};

use super::{WebError, visitor::Visitor};
use crate::view::{
    format,
    links::Links,
    pages::{Due, MiniAppHead, When},
};

/// What things are called, on one page.
pub struct Names<'a> {
    app: &'a App,
    unit: Unit,
    agencies: HashMap<String, Office>,
    offices: HashMap<(String, String), Office>,
    releases: HashMap<MiniAppId, Option<Arc<Release>>>,
}

/// An agency or a unit of one.
struct Office {
    name: String,
    /// Of the IANA, as it is kept: most pages have no day to tell.
    zone: String,
}

impl Office {
    fn zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// One that there is no row of: it is called by its id.
    fn unknown(id: &str) -> Self {
        Self {
            name: id.to_owned(),
            zone: "UTC".to_owned(),
        }
    }
}

impl<'a> Names<'a> {
    /// Nothing is looked up yet.
    #[must_use]
    pub fn of(app: &'a App) -> Self {
        Self {
            app,
            unit: app.reading(),
            agencies: HashMap::new(),
            offices: HashMap::new(),
            releases: HashMap::new(),
        }
    }

    /// The name of an agency; its id where there is none.
    pub async fn agency(&mut self, id: &str) -> Result<String, WebError> {
        Ok(self.agency_row(id).await?.name.clone())
    }

    /// The name of a unit; its code where there is none.
    pub async fn office(&mut self, agency: &str, code: &str) -> Result<String, WebError> {
        Ok(self.office_row(agency, code).await?.name.clone())
    }

    /// The release that the visitor gets of a mini-app.
    pub async fn live(
        &mut self,
        mini_app: &MiniAppId,
        visitor: &Visitor,
    ) -> Result<Option<Arc<Release>>, WebError> {
        if let Some(known) = self.releases.get(mini_app) {
            return Ok(known.clone());
        }
        let live = self
            .app
            .release_live(&mut self.unit, &visitor.actor, mini_app)
            .await?;
        self.releases.insert(mini_app.clone(), live.clone());
        Ok(live)
    }

    /// The title of a mini-app, for this visitor; its id where it is gone.
    pub async fn title(
        &mut self,
        mini_app: &MiniAppId,
        visitor: &Visitor,
    ) -> Result<String, WebError> {
        let live = self.live(mini_app, visitor).await?;
        Ok(live.map_or_else(
            || mini_app.to_string(),
            |release| visitor.pick(&release.manifest.title),
        ))
    }

    /// What stands above the pages of a release.
    pub async fn head(
        &mut self,
        release: &Release,
        visitor: &Visitor,
    ) -> Result<MiniAppHead, WebError> {
        let id = &release.mini_app;
        Ok(MiniAppHead {
            agency: self.agency(id.agency()).await?,
            title: visitor.pick(&release.manifest.title),
            links: links(id),
        })
    }

    /// A deadline, and whether the day is over where the office is; "" for the agency as a whole.
    pub async fn due(&mut self, day: Date, agency: &str, office: &str) -> Result<Due, WebError> {
        let day = civil_day(day)?;
        let today = self.today(agency, office).await?;
        Ok(Due {
            day,
            overdue: day < today,
        })
    }

    /// A day, and whether it is over where the platform team works.
    pub async fn due_at_platform(&mut self, day: civil::Date) -> Result<Due, WebError> {
        let overdue = day < self.today(PLATFORM, "").await?;
        Ok(Due { day, overdue })
    }

    /// How soon a deadline is, where the office is; "" for the agency as a whole.
    pub async fn when(&mut self, day: Date, agency: &str, office: &str) -> Result<When, WebError> {
        let day = civil_day(day)?;
        let today = self.today(agency, office).await?;
        let until_sunday = 6 - i32::from(today.weekday().to_monday_zero_offset());
        let sunday = today.saturating_add(until_sunday.days());
        Ok(match day {
            day if day < today => When::Overdue,
            day if day == today => When::Today,
            day if day <= sunday => When::ThisWeek,
            _ => When::Later,
        })
    }

    /// The name of a person; none where there is no such.
    pub async fn person(&mut self, id: PersonId) -> Result<Option<String>, WebError> {
        let row = self.unit.read(PersonById { id }).await?;
        Ok(row.map(|row| row.name))
    }

    async fn today(&mut self, agency: &str, office: &str) -> Result<civil::Date, WebError> {
        let zone = if office.is_empty() {
            self.agency_row(agency).await?.zone()
        } else {
            self.office_row(agency, office).await?.zone()
        };
        Ok(self.unit.now().timestamp().to_zoned(zone).date())
    }

    /// The day of a moment, where an agency is.
    pub async fn day_at(&mut self, at: Instant, agency: &str) -> Result<civil::Date, WebError> {
        let zone = self.agency_row(agency).await?.zone();
        Ok(at.timestamp().to_zoned(zone).date())
    }

    async fn agency_row(&mut self, id: &str) -> Result<&Office, WebError> {
        Ok(match self.agencies.entry(id.to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let query = AgencyById { id: id.to_owned() };
                let row = self.unit.read(query).await?;
                place.insert(row.map_or_else(
                    || Office::unknown(id),
                    |row| Office {
                        name: row.name,
                        zone: row.time_zone,
                    },
                ))
            }
        })
    }

    async fn office_row(&mut self, agency: &str, code: &str) -> Result<&Office, WebError> {
        Ok(
            match self.offices.entry((agency.to_owned(), code.to_owned())) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => {
                    let query = UnitByCode {
                        agency: agency.to_owned(),
                        code: code.to_owned(),
                    };
                    let row = self.unit.read(query).await?;
                    place.insert(row.map_or_else(
                        || Office::unknown(code),
                        |row| Office {
                            name: row.name,
                            zone: row.time_zone,
                        },
                    ))
                }
            },
        )
    }
}

/// Where the links of a mini-app lead.
#[must_use]
pub fn links(mini_app: &MiniAppId) -> Links {
    Links::of(mini_app.agency(), mini_app.name())
}

/// A day of the contract.
pub fn civil_day(day: Date) -> Result<civil::Date, WebError> {
    format::civil_day(day).map_err(WebError::unreadable)
}
