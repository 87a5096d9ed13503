//! The statements that the host runs for a document, and how to run them without it.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use app::submission::Prepared;
use app::{Caller, Instant, MiniAppId, PersonId, ReleaseId};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, SqliteConnection};
use store::agency::{AgencyById, SubjectOfPerson};
use store::draft::{DraftSent, DraftVersion};
use store::personal::{PersonalBefore, PersonalByKey, PersonalPut, PersonalRow};
use store::submission::{SubmissionAdd, SubmissionByKey, SubmissionRow};
use store::{Query as _, Tx, Write as _};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::database::Database;
use crate::node::Node;

/// A statement of the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Statement {
    Agency,
    Subject,
    Document,
    DraftVersion,
    Submission,
    DocumentBefore,
    DocumentPut,
    SubmissionAdd,
    DraftSent,
}

const ALL: [Statement; 9] = [
    Statement::Agency,
    Statement::Subject,
    Statement::Document,
    Statement::DraftVersion,
    Statement::Submission,
    Statement::DocumentBefore,
    Statement::DocumentPut,
    Statement::SubmissionAdd,
    Statement::DraftSent,
];

/// What the host runs, in order.
#[derive(Serialize, Deserialize)]
pub struct Done {
    /// For a page.
    pub show: Vec<Statement>,
    /// For an act: what comes before its transaction, and what is in it.
    pub act: Vec<Statement>,
}

/// The key of the guest's one document.
const DOCUMENT: &str = "catatan";

/// What is bound to them.
#[derive(Clone)]
pub struct Values {
    person: PersonId,
    agency: String,
    sector: String,
    subject: String,
    mini_app: MiniAppId,
    release: ReleaseId,
    now: Instant,
}

impl Values {
    /// Of a citizen who has used the mini-app before.
    pub async fn of(node: &Node, caller: &Caller) -> Result<Self> {
        let app = node.platform.app();
        let person = caller.actor.person().context("nobody calls")?;
        let agency = caller.release.mini_app.agency().to_owned();
        let mut unit = app.reading();
        let sector = app.subject_sector(&mut unit, &agency).await?;
        Ok(Self {
            subject: app.subject_ensure(person, &agency).await?,
            now: unit.now(),
            mini_app: caller.release.mini_app.clone(),
            release: caller.release.id,
            person,
            agency,
            sector,
        })
    }

    fn document(&self) -> PersonalByKey {
        PersonalByKey {
            mini_app: self.mini_app.clone(),
            subject: self.subject.clone(),
            key: DOCUMENT.to_owned(),
        }
    }

    /// As the host writes it.
    fn submission(&self, press: &Prepared) -> SubmissionRow {
        let key = press.draft.id;
        SubmissionRow {
            key,
            person: self.person,
            at_work: false,
            mini_app: self.mini_app.clone(),
            release: self.release,
            digest: "0".repeat(64),
            outcome: r#"{"Go":"/"}"#.to_owned(),
            receipt: key.0.simple().to_string(),
            title: press.draft.title.clone(),
            answers: "[]".to_owned(),
            case_number: None,
            deadline: None,
            formal: false,
            sent_at: self.now,
            check_code: None,
        }
    }
}

/// Connections without a host: one reads, one writes, set up as the host's.
pub enum Bare {
    Sqlite {
        read: SqliteConnection,
        write: SqliteConnection,
    },
    Postgres {
        read: PgConnection,
        write: PgConnection,
    },
}

impl Bare {
    pub async fn connect(database: &Database) -> Result<Self> {
        let Some(file) = database.url().strip_prefix("sqlite://") else {
            let options: PgConnectOptions = database.url().parse()?;
            return Ok(Self::Postgres {
                read: options.connect().await?,
                write: options.connect().await?,
            });
        };
        let options = SqliteConnectOptions::new()
            .filename(file)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        Ok(Self::Sqlite {
            write: options.clone().connect().await?,
            read: options.read_only(true).connect().await?,
        })
    }

    fn reading(&mut self) -> Tx<'_> {
        match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read),
            Self::Postgres { read, .. } => Tx::Postgres(read),
        }
    }

    /// A page.
    pub async fn show(&mut self, statements: &[Statement], values: &Values) -> Result<()> {
        for statement in statements {
            statement.run(&mut self.reading(), values, None).await?;
        }
        Ok(())
    }

    /// The document of a page that reads it.
    pub async fn document(&mut self, values: &Values) -> Result<Option<PersonalRow>> {
        Ok(values.document().run(&mut self.reading()).await?)
    }

    /// An act: reads, then a transaction in which they are repeated and the writes are done.
    pub async fn act(
        &mut self,
        statements: &[Statement],
        values: &Values,
        press: &Prepared,
    ) -> Result<()> {
        let repeats = |(place, statement): (usize, &Statement)| {
            statements
                .iter()
                .take(place)
                .any(|before| before == statement)
                .then_some(place)
        };
        let begins = statements
            .iter()
            .enumerate()
            .find_map(repeats)
            .unwrap_or_default();
        let (before, within) = statements.split_at(begins);
        for statement in before {
            statement
                .run(&mut self.reading(), values, Some(press))
                .await?;
        }
        match self {
            Self::Sqlite { write, .. } => {
                let mut transaction = write.begin_with("BEGIN IMMEDIATE").await?;
                for statement in within {
                    let mut tx = Tx::Sqlite(&mut transaction);
                    statement.run(&mut tx, values, Some(press)).await?;
                }
                transaction.commit().await?;
            }
            Self::Postgres { write, .. } => {
                let begin = "BEGIN ISOLATION LEVEL SERIALIZABLE";
                let mut transaction = write.begin_with(begin).await?;
                for statement in within {
                    let mut tx = Tx::Postgres(&mut transaction);
                    statement.run(&mut tx, values, Some(press)).await?;
                }
                transaction.commit().await?;
            }
        }
        Ok(())
    }

    /// Runs each statement once to learn how it is written.
    pub async fn known(
        &mut self,
        recorder: &Recorder,
        values: &Values,
        press: &Prepared,
    ) -> Result<Known> {
        let mut known = Vec::new();
        for statement in ALL {
            recorder.take();
            let mut tx = match self {
                Self::Sqlite { write, .. } => Tx::Sqlite(write),
                Self::Postgres { write, .. } => Tx::Postgres(write),
            };
            statement.run(&mut tx, values, Some(press)).await?;
            let texts = recorder.take();
            let text = texts
                .into_iter()
                .next_back()
                .context("sqlx tells no statements")?;
            known.push((text, statement));
        }
        Ok(Known(known))
    }
}

/// How each statement is written.
pub struct Known(Vec<(String, Statement)>);

impl Known {
    /// The statements of these texts. An error names one that only the host knows: it must be added here.
    pub fn name(&self, texts: &[String]) -> Result<Vec<Statement>> {
        // On PostgreSQL these are told too; a question about the connection is the host's own, as any cost of it.
        let around = ["COMMIT", "SHOW"];
        texts
            .iter()
            .filter(|text| !around.iter().any(|begins| text.starts_with(begins)))
            .map(|text| {
                let found = self.0.iter().find(|(known, _)| known == text);
                found.map(|(_, statement)| *statement).with_context(|| {
                    format!("the bench does not know this statement of the host: {text}")
                })
            })
            .collect()
    }
}

impl Statement {
    async fn run(self, tx: &mut Tx<'_>, values: &Values, press: Option<&Prepared>) -> Result<()> {
        let press = || press.context("a page presses nothing");
        match self {
            Self::Agency => {
                let id = values.agency.clone();
                AgencyById { id }.run(tx).await?;
            }
            Self::Subject => {
                let (sector, person) = (values.sector.clone(), values.person);
                SubjectOfPerson { sector, person }.run(tx).await?;
            }
            Self::Document => {
                values.document().run(tx).await?;
            }
            Self::DraftVersion => {
                DraftVersion {
                    id: press()?.draft.id,
                }
                .run(tx)
                .await?;
            }
            Self::Submission => {
                SubmissionByKey {
                    key: press()?.draft.id,
                }
                .run(tx)
                .await?;
            }
            Self::DocumentBefore => {
                let PersonalByKey {
                    mini_app,
                    subject,
                    key,
                } = values.document();
                PersonalBefore {
                    mini_app,
                    subject,
                    key,
                }
                .run(tx)
                .await?;
            }
            Self::DocumentPut => {
                let PersonalByKey {
                    mini_app,
                    subject,
                    key,
                } = values.document();
                let body = r#"{"isi":"Sebuah catatan yang disimpan oleh warga."}"#.to_owned();
                let put = PersonalPut {
                    mini_app,
                    subject,
                    version: 1,
                    bytes: i64::try_from(key.len() + body.len())?,
                    key,
                    body,
                    updated_at: values.now,
                };
                put.apply(tx).await?;
            }
            Self::SubmissionAdd => {
                let row = values.submission(press()?);
                SubmissionAdd { row }.apply(tx).await?;
            }
            Self::DraftSent => {
                DraftSent {
                    id: press()?.draft.id,
                    at: values.now,
                }
                .apply(tx)
                .await?;
            }
        }
        Ok(())
    }
}

/// Hears every statement that sqlx runs in this process.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<Vec<String>>>);

impl Recorder {
    /// From now on.
    pub fn listen() -> Result<Self> {
        let recorder = Self::default();
        let subscriber = tracing_subscriber::registry().with(recorder.clone());
        tracing::subscriber::set_global_default(subscriber)?;
        Ok(recorder)
    }

    /// What was heard since it was asked last.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<S: tracing::Subscriber> Layer<S> for Recorder {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut text = Text(String::new());
            event.record(&mut text);
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(text.0);
        }
    }
}

/// How the statement of an event is written: in short, and in full where that differs.
struct Text(String);

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        if matches!(field.name(), "summary" | "db.statement") {
            self.0.push_str(value);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
