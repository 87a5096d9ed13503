//! Messages to people, and the inbox in which they are read.

use contract::{
    Refusal,
    content::Target,
    platform::inbox::{Message, Recipient},
    values::Localised,
};
use store::{
    agency::MembershipsOfPerson,
    message::{MessageInsert, MessageRow, MessagesOfPerson, MessagesRead, MessagesUnread},
};

use crate::{
    Act, Actor, App, Caller, Instant, MessageId, MiniAppId, PersonId, Refused, Role, SubjectError,
    Unit, UnitError, localised,
    paging::{BETWEEN, Part, Turn},
};

/// So many may be sent in one act.
const MOST: usize = 20;
/// Lengths in characters, as the contract states them.
const LONGEST_TITLE: usize = 120;
const LONGEST_BODY: usize = 2_000;
/// So many are listed.
const LISTED: u32 = 100;

/// Why a message was not sent, or the inbox not shown.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignInNeeded,
    /// This agency knows no such person.
    #[error("there is no such recipient")]
    NotFound,
    /// Too many in one act.
    #[error("more than {MOST} messages in one act")]
    TooMany,
    /// A field that makes no sense.
    #[error("{field} {problem}")]
    Invalid {
        /// Which.
        field: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// It names no place in an inbox.
    #[error("\"{0}\" is no place in an inbox")]
    NoSuchPlace(String),
    /// A row that this version cannot read.
    #[error("the message is kept in a form that this version does not know: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The pseudonym.
    #[error(transparent)]
    Subject(#[from] SubjectError),
    /// The unit of work.
    #[error(transparent)]
    Unit(#[from] UnitError),
}

impl From<MessageError> for Refused {
    fn from(error: MessageError) -> Self {
        Self::Answer(match error {
            MessageError::Unit(error) => return error.into(),
            MessageError::Subject(error) => return error.into(),
            MessageError::SignInNeeded => Refusal::SignInNeeded,
            MessageError::NotFound => Refusal::NotFound,
            MessageError::TooMany => {
                Refusal::OverLimit(("messages-in-one-act".to_owned(), MOST as u64))
            }
            MessageError::Invalid { .. } | MessageError::NoSuchPlace(_) => {
                Refusal::Invalid(error.to_string())
            }
            MessageError::Unreadable(_) => Refusal::Fault(error.to_string()),
        })
    }
}

/// A message in somebody's inbox.
#[derive(Debug, Clone)]
pub struct Received {
    /// Of the row.
    pub id: MessageId,
    /// Whose mini-app sent it.
    pub mini_app: MiniAppId,
    /// In the languages that it has.
    pub title: Localised,
    /// In the languages that it has.
    pub body: Localised,
    /// Inside the mini-app that sent it, or elsewhere.
    pub leads_to: Option<Target>,
    /// When.
    pub sent_at: Instant,
    /// Whether it is new.
    pub is_new: bool,
}

impl App {
    /// Stages a message: it is there when the act is committed, and not before.
    pub async fn message_send(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        act: &mut Act,
        to: Recipient,
        message: Message,
    ) -> Result<(), MessageError> {
        if caller.actor.person().is_none() {
            return Err(MessageError::SignInNeeded);
        }
        assert_length("title", &message.title, LONGEST_TITLE)?;
        assert_length("body", &message.body, LONGEST_BODY)?;
        if act.messages >= MOST {
            return Err(MessageError::TooMany);
        }
        let (person, at_work) = self.recipient(unit, caller, to).await?;
        unit.write(MessageInsert {
            row: MessageRow {
                id: MessageId(self.entropy().id(unit.now())),
                person,
                at_work,
                mini_app: caller.release.mini_app.clone(),
                title: serde_json::to_string(&message.title)?,
                body: serde_json::to_string(&message.body)?,
                leads_to: message
                    .leads_to
                    .as_ref()
                    .map(serde_json::to_string)
                    .transpose()?,
                sent_at: unit.now(),
                read_at: None,
            },
        })?;
        act.messages += 1;
        Ok(())
    }

    /// The inbox of whoever asks, in the role in which they ask; newest first, 100 at most.
    pub async fn inbox_of(
        &self,
        unit: &mut Unit,
        actor: &Actor,
    ) -> Result<Vec<Received>, MessageError> {
        let first = self.inbox_part(unit, actor, &Turn::First, LISTED).await?;
        Ok(first.items)
    }

    /// A part of these, so many at most.
    pub async fn inbox_part(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        turn: &Turn<String>,
        limit: u32,
    ) -> Result<Part<Received>, MessageError> {
        let (person, at_work) = capacity(actor)?;
        let query = MessagesOfPerson {
            person,
            at_work,
            turn: turn.read(|text| key(text)).ok_or_else(|| {
                MessageError::NoSuchPlace(turn.key().cloned().unwrap_or_default())
            })?,
            limit: i64::from(limit) + 1,
        };
        let rows = unit.read(query).await?;
        let place = |row: &MessageRow| format!("{}{BETWEEN}{}", row.sent_at.0, row.id);
        Part::of(rows, limit, turn, place).try_map(received)
    }

    /// How many messages are new.
    pub async fn inbox_unread(&self, unit: &mut Unit, actor: &Actor) -> Result<u64, MessageError> {
        let (person, at_work) = capacity(actor)?;
        let unread = unit.read(MessagesUnread { person, at_work }).await?;
        Ok(u64::try_from(unread).unwrap_or_default())
    }

    /// Marks everything as read that was sent from the first to the last of these moments.
    pub async fn inbox_read(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        (since, until): (Instant, Instant),
    ) -> Result<(), MessageError> {
        let (person, at_work) = capacity(actor)?;
        unit.write(MessagesRead {
            person,
            at_work,
            since,
            until,
            read_at: unit.now(),
        })?;
        Ok(())
    }

    async fn recipient(
        &self,
        unit: &mut Unit,
        caller: &Caller,
        to: Recipient,
    ) -> Result<(PersonId, bool), MessageError> {
        let agency = caller.release.mini_app.agency();
        match to {
            Recipient::Visitor => capacity(&caller.actor),
            Recipient::Subject(subject) => {
                let sector = self.subject_sector(unit, agency).await?;
                let person = self.subject_person(unit, &subject, &sector).await?;
                Ok((person.ok_or(MessageError::NotFound)?, false))
            }
            Recipient::Person(person) => {
                let person: PersonId = person.parse().map_err(|_| MessageError::NotFound)?;
                let works = unit.read(MembershipsOfPerson { person }).await?;
                if works.iter().any(|membership| membership.agency == agency) {
                    Ok((person, true))
                } else {
                    Err(MessageError::NotFound)
                }
            }
        }
    }
}

fn key(place: &str) -> Option<(Instant, MessageId)> {
    let (sent_at, id) = place.split_once(BETWEEN)?;
    Some((Instant(sent_at.parse().ok()?), id.parse().ok()?))
}

fn capacity(actor: &Actor) -> Result<(PersonId, bool), MessageError> {
    match actor.role {
        Role::Anonymous => Err(MessageError::SignInNeeded),
        Role::Citizen(person) => Ok((person, false)),
        Role::Staff { person, .. } => Ok((person, true)),
    }
}

fn assert_length(field: &'static str, text: &Localised, most: usize) -> Result<(), MessageError> {
    localised::check(text, most).map_err(|problem| MessageError::Invalid { field, problem })
}

fn received(row: MessageRow) -> Result<Received, MessageError> {
    Ok(Received {
        id: row.id,
        mini_app: row.mini_app,
        title: serde_json::from_str(&row.title)?,
        body: serde_json::from_str(&row.body)?,
        leads_to: row
            .leads_to
            .map(|json| serde_json::from_str(&json))
            .transpose()?,
        sent_at: row.sent_at,
        is_new: row.read_at.is_none(),
    })
}
