//! What the platform in memory keeps, and how a test looks at it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::de::DeserializeOwned;

use super::answers::Answers;
use super::person::{Person, Role};
use super::{Call, platform::cases::Kept};
use crate::bindings::balai::app::types::{Outcome, Request};
use crate::bindings::balai::platform::{
    cases::Case, inbox::Message, log::Level, personal::Document, regions::Region, tasks::Task,
};
use crate::bindings::balai::types::values::Date;
use crate::bindings::balai::ui::page::Page;
use crate::mini_app::{MiniApp, Result};

/// A platform for one test, with one mini-app on it.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub(super) now: Timestamp,
    /// So many bytes of randomness were asked for.
    pub(super) drawn: u64,
    /// By citizen and key.
    pub(super) documents: BTreeMap<(String, String), Document>,
    pub(super) cases: Vec<Kept>,
    pub(super) tasks: Vec<Task>,
    /// With the pseudonym or person who gets it.
    pub(super) messages: Vec<(String, Message)>,
    /// Claims that were read, with the citizen whose they are.
    pub(super) claims_read: Vec<(String, String)>,
    pub(super) holidays: BTreeSet<civil::Date>,
    pub(super) regions: Vec<Region>,
    pub(super) log: Vec<(Level, String)>,
}

impl World {
    /// At this moment, in RFC 3339: "2026-11-24T09:00:00+07:00". Nothing is kept yet.
    ///
    /// # Panics
    /// Where that is no moment.
    #[must_use]
    pub fn at(moment: &str) -> Self {
        let mut world = Self::default();
        world.wait_until(moment);
        world
    }

    /// Goes on at this moment.
    ///
    /// # Panics
    /// Where that is no moment.
    pub fn wait_until(&mut self, moment: &str) {
        self.now = match moment.parse() {
            Ok(now) => now,
            Err(error) => panic!("{moment:?} is no moment: {error}"),
        };
    }

    /// No office works on this day, beside Saturdays and Sundays.
    ///
    /// # Panics
    /// Where there is no such day.
    pub fn is_holiday(&mut self, day: Date) {
        match super::platform::civil_day(day) {
            Ok(day) => self.holidays.insert(day),
            Err(refusal) => panic!("{refusal:?}"),
        };
    }

    /// The list of regions has this one.
    pub fn has_region(&mut self, region: Region) {
        self.regions.push(region);
    }

    /// The page at a path, with its query.
    ///
    /// # Errors
    /// What the mini-app refuses.
    pub fn show<M: MiniApp>(&mut self, who: &Person, path: &str) -> Result<Page> {
        self.reading(who, || M::show(&request(path)))
    }

    /// Sends answers from the page at a path, as it is shown to this person now. What was written is kept where the mini-app
    /// says `go` or `show`, and nothing of it otherwise.
    ///
    /// # Errors
    /// What the mini-app refuses, also to show that page.
    ///
    /// # Panics
    /// Where the page does not ask what is answered.
    pub fn act<M: MiniApp>(
        &mut self,
        who: &Person,
        path: &str,
        answers: Answers,
    ) -> Result<Outcome> {
        let sent = answers.sent_from(path, &self.show::<M>(who, path)?, who);
        let act = || M::act(&request(path), &sent);
        let (acted, left) = Call::run(self.clone(), who, true, act);
        if matches!(acted, Ok(Outcome::Go(_) | Outcome::Show(_))) {
            *self = left;
        } else {
            // What somebody has seen stays seen.
            self.log = left.log;
            self.claims_read = left.claims_read;
            self.drawn = left.drawn;
        }
        acted
    }

    /// Runs anything that asks the platform, as in `show`: lookups, or a part of the mini-app.
    pub fn reading<T>(&mut self, who: &Person, run: impl FnOnce() -> T) -> T {
        let (gave, left) = Call::run(self.clone(), who, false, run);
        *self = left;
        gave
    }

    /// The documents of a citizen, by key.
    #[must_use]
    pub fn documents(&self, citizen: &Person) -> Vec<Document> {
        let Role::Citizen(subject) = &citizen.role else {
            return Vec::new();
        };
        let own = self.documents.iter().filter(|((of, _), _)| of == subject);
        own.map(|(_, document)| document.clone()).collect()
    }

    /// What a citizen's document says; none where there is none.
    ///
    /// # Errors
    /// Where it is of another form.
    pub fn document<T: DeserializeOwned>(&self, citizen: &Person, key: &str) -> Result<Option<T>> {
        let documents = self.documents(citizen);
        let found = documents.iter().find(|document| document.key == key);
        found.map(Document::read).transpose()
    }

    /// Every case, whole, as they were lodged.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().map(|kept| &kept.case)
    }

    /// Every task, those that are done as well.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// What somebody was sent, the oldest first.
    pub fn messages(&self, to: &Person) -> impl Iterator<Item = &Message> {
        let name = match &to.role {
            Role::Nobody => "",
            Role::Citizen(subject) => subject,
            Role::Staff(staff) => &staff.person,
        };
        let own = self.messages.iter().filter(move |(of, _)| of == name);
        own.map(|(_, message)| message)
    }

    /// The names of the claims of a citizen that were read, in order.
    pub fn claims_read(&self, of: &Person) -> impl Iterator<Item = &str> {
        let subject = of.subject("claims").unwrap_or_default();
        let own = self
            .claims_read
            .iter()
            .filter(move |(known, _)| *known == subject);
        own.map(|(_, claim)| claim.as_str())
    }

    /// What the mini-app wrote into its agency's log.
    #[must_use]
    pub fn log(&self) -> &[(Level, String)] {
        &self.log
    }

    pub(super) fn today(&self, time_zone: &str) -> Option<civil::Date> {
        let zone = TimeZone::get(time_zone).ok()?;
        Some(self.now.to_zoned(zone).date())
    }
}

/// As the platform hands it over. Nothing in the text is encoded.
fn request(path: &str) -> Request {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    Request {
        path: path.to_owned(),
        query: pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
    }
}
