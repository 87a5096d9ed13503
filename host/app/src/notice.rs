//! Notices of the platform's operators: what everybody, citizens or civil servants should know now.

use std::sync::Arc;

use store::{
    column::Json,
    notice::{NoticeById, NoticePut, NoticeRow, NoticesLatest},
};

use crate::{Actor, App, Instant, NoticeId, Role, Unit, UnitError, localised, manifest::Bilingual};

/// The longest notice, in characters: it stands on top of every page of a phone.
const LONGEST: usize = 300;
/// So many may be current or to come: more, and nobody would read them.
const MOST: usize = 10;
/// So many are looked at, those that end last.
const LOOKED_AT: i64 = 50;
/// The longest time for which one is shown, in days.
const MOST_DAYS: i64 = 366;
const DAY_MICROS: i64 = 86_400_000_000;

/// How much a notice weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeTone {
    /// Good to know; whoever has read it puts it away.
    Info,
    /// A warning: it stays.
    Attention,
    /// Something is wrong: it stays.
    Critical,
}

/// Whom a notice concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concerned {
    /// Whoever comes.
    Everyone,
    /// Whoever comes in a private capacity, signed in or not.
    Citizens,
    /// Civil servants at work.
    Staff,
}

macro_rules! names {
    ($kind:ident { $($case:ident = $name:literal),* $(,)? }) => {
        impl $kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$case),*];

            /// Under which it is kept and typed.
            pub fn name(self) -> &'static str {
                match self { $(Self::$case => $name),* }
            }

            /// The one of this name.
            pub fn of(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }
    };
}

names!(NoticeTone {
    Info = "info",
    Attention = "attention",
    Critical = "critical"
});
names!(Concerned {
    Everyone = "everyone",
    Citizens = "citizens",
    Staff = "staff"
});

/// Why a notice was not added, ended or shown.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// The text is missing in a language, or too long.
    #[error("the text in \"{lang}\" {problem}")]
    Text {
        /// Which language.
        lang: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// It would never be shown.
    #[error("it ends before it begins, or has ended already; hint: give a later --until")]
    Over,
    /// It would be shown for too long.
    #[error("it would be shown for more than {MOST_DAYS} days; hint: give an earlier --until")]
    TooLong,
    /// Too many at the same time.
    #[error("{MOST} notices are current or to come; hint: end one with `balai notice end`")]
    TooMany,
    /// There is none of this id.
    #[error("there is no such notice; hint: `balai notice list` has their ids")]
    NotFound,
    /// It is over already.
    #[error("the notice has ended already")]
    Ended,
    /// A row that this version cannot read.
    #[error("the notice is kept in a form that this version does not know: {0}")]
    Unreadable(String),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

/// A notice about to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// What it says.
    pub text: Bilingual,
    /// How much it weighs.
    pub tone: NoticeTone,
    /// Whom it concerns.
    pub concerned: Concerned,
    /// From this moment on it is shown.
    pub from: Instant,
    /// From this moment on it is not shown any more.
    pub until: Instant,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Of the row.
    pub id: NoticeId,
    /// What it says, by language.
    pub text: Vec<(String, String)>,
    /// How much it weighs.
    pub tone: NoticeTone,
    /// Whom it concerns.
    pub concerned: Concerned,
    /// From this moment on it is shown.
    pub from: Instant,
    /// From this moment on it is not shown any more.
    pub until: Instant,
}

impl Notice {
    /// Whether whoever has read it may put it away.
    pub fn is_dismissible(&self) -> bool {
        self.tone == NoticeTone::Info
    }

    fn concerns(&self, actor: &Actor) -> bool {
        match self.concerned {
            Concerned::Everyone => true,
            Concerned::Citizens => !matches!(actor.role, Role::Staff { .. }),
            Concerned::Staff => matches!(actor.role, Role::Staff { .. }),
        }
    }
}

impl TryFrom<NoticeRow> for Notice {
    type Error = NoticeError;
    fn try_from(row: NoticeRow) -> Result<Self, NoticeError> {
        let unreadable = |what: &str| NoticeError::Unreadable(what.to_owned());
        Ok(Self {
            id: row.id,
            text: row.body.0,
            tone: NoticeTone::of(&row.tone).ok_or_else(|| unreadable(&row.tone))?,
            concerned: Concerned::of(&row.audience).ok_or_else(|| unreadable(&row.audience))?,
            from: row.starts_at,
            until: row.ends_at,
        })
    }
}

/// What every page asks.
#[derive(Clone, PartialEq, Eq, Hash)]
struct AllNotices;

impl App {
    /// What whoever asks should know now, what weighs most first. For a page: it may be as old as any answer that is
    /// kept. One that this version cannot read is left out and logged.
    pub async fn notices_for(&self, actor: &Actor) -> Result<Vec<Notice>, NoticeError> {
        let now = self.clock().now();
        let all = self.notices_kept().await?;
        let current = all.iter().filter(|one| one.from <= now && now < one.until);
        let mut told: Vec<Notice> = current.filter(|one| one.concerns(actor)).cloned().collect();
        told.sort_by_key(|one| (std::cmp::Reverse(one.tone as u8), one.from));
        Ok(told)
    }

    async fn notices_kept(&self) -> Result<Arc<Vec<Notice>>, NoticeError> {
        let kept = self.0.store.kept();
        if let Some(all) = kept.find(&AllNotices) {
            return Ok(all);
        }
        let commits = kept.commits();
        let all = Arc::new(self.notices(&mut self.reading()).await?);
        kept.keep(&AllNotices, &all, commits);
        Ok(all)
    }

    /// The notices that end last, those that have ended included.
    pub async fn notices(&self, unit: &mut Unit) -> Result<Vec<Notice>, NoticeError> {
        let rows = unit.read(NoticesLatest { limit: LOOKED_AT }).await?;
        let readable = rows.into_iter().filter_map(|row| {
            Notice::try_from(row)
                .inspect_err(|error| tracing::error!(%error, "left out of the notices"))
                .ok()
        });
        Ok(readable.collect())
    }

    /// Adds a notice.
    pub async fn notice_add(
        &self,
        unit: &mut Unit,
        new: NewNotice,
    ) -> Result<NoticeId, NoticeError> {
        let now = unit.now();
        for (lang, text) in [("id", &new.text.id), ("en", &new.text.en)] {
            let problem = if text.contains(char::is_control) {
                Some("has a line break or another control character")
            } else {
                let one = vec![("id".to_owned(), text.clone())];
                localised::check(&one, LONGEST)
                    .err()
                    .map(|problem| match problem {
                        "is too long" => "has more than 300 characters",
                        _ => "is missing",
                    })
            };
            if let Some(problem) = problem {
                return Err(NoticeError::Text { lang, problem });
            }
        }
        if new.until <= new.from || new.until <= now {
            return Err(NoticeError::Over);
        }
        if new.until.0.saturating_sub(new.from.0) > MOST_DAYS * DAY_MICROS {
            return Err(NoticeError::TooLong);
        }
        let held = self.notices(unit).await?;
        if held.iter().filter(|one| one.until > now).count() >= MOST {
            return Err(NoticeError::TooMany);
        }
        let id = NoticeId(self.entropy().id(now));
        unit.write(NoticePut {
            row: NoticeRow {
                id,
                body: Json(new.text.localised()),
                tone: new.tone.name().to_owned(),
                audience: new.concerned.name().to_owned(),
                starts_at: new.from,
                ends_at: new.until,
            },
        })?;
        Ok(id)
    }

    /// A notice, whether it is current or not.
    pub async fn notice_by_id(&self, unit: &mut Unit, id: NoticeId) -> Result<Notice, NoticeError> {
        let row = unit.read(NoticeById { id }).await?;
        row.ok_or(NoticeError::NotFound)?.try_into()
    }

    /// Ends a notice now. One that has not begun will never be shown.
    pub async fn notice_end(&self, unit: &mut Unit, id: NoticeId) -> Result<(), NoticeError> {
        let row = unit.read(NoticeById { id }).await?;
        let row = row.ok_or(NoticeError::NotFound)?;
        if row.ends_at <= unit.now() {
            return Err(NoticeError::Ended);
        }
        let ends_at = unit.now();
        unit.write(NoticePut {
            row: NoticeRow { ends_at, ..row },
        })?;
        Ok(())
    }
}
