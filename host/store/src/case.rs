//! Cases and what happened to them.

use serde::Serialize;

use crate::{MiniAppId, PersonId, Turn, column::Instant, query, write};

/// A case as it is kept.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct CaseRow {
    /// What the citizen quotes.
    pub number: String,
    /// Whose case.
    pub mini_app: MiniAppId,
    /// Of the agency's own naming.
    pub kind: String,
    /// JSON of a localised text.
    pub title: String,
    /// A state of the contract, by its name.
    pub state: String,
    /// The citizen's pseudonym.
    pub subject: String,
    /// Whether staff may not know who.
    pub anonymous: bool,
    /// Whose unit handles it.
    pub agency: String,
    /// Which unit.
    pub unit: String,
    /// The role that its people need.
    pub role: String,
    /// Who has taken it.
    pub assignee: Option<PersonId>,
    /// Where it is about.
    pub region: Option<String>,
    /// JSON of the mini-app.
    pub details: String,
    /// JSON of the claims attached.
    pub claims: String,
    /// A day, ISO 8601.
    pub due: Option<String>,
    /// When it was lodged.
    pub opened_at: Instant,
    /// Counted up by every change.
    pub version: i64,
}

/// Something that happened to a case.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct CaseEntryRow {
    /// Which case.
    pub number: String,
    /// The version of the case that it made.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// A civil servant's name and position; "" otherwise.
    pub author: String,
    /// Whether no civil servant was in the call.
    pub automated: bool,
    /// The state from here on.
    pub state: Option<String>,
    /// JSON of a localised text.
    pub text: String,
    /// Not for the citizen.
    pub internal: bool,
    /// JSON of a decision.
    pub decision: Option<String>,
}

/// Where a day sorts that never comes: after every other.
pub const NEVER: &str = "9999-99-99";

macro_rules! columns {
    () => {
        "number, mini_app, kind, title, state, subject, anonymous, agency, unit, role, assignee, region, details, \
         claims, due, opened_at, version"
    };
}

query! {
    /// A case by its number.
    CaseByNumber { number: String } -> Option<CaseRow>,
    |q, c| sqlx::query_as(concat!("SELECT ", columns!(), " FROM cases WHERE number = $1"))
        .bind(q.number.clone())
        .fetch_optional(c)
}

query! {
    /// Everything that happened to a case, oldest first.
    CaseEntries { number: String } -> Vec<CaseEntryRow>,
    |q, c| sqlx::query_as(
        "SELECT number, seq, at, author, automated, state, text, internal, decision
         FROM case_entry WHERE number = $1 ORDER BY seq",
    )
    .bind(q.number.clone())
    .fetch_all(c)
}

query! {
    /// Who lodged a case.
    CaseOwner { number: String } -> Option<PersonId>,
    |q, c| sqlx::query_scalar(
        "SELECT s.person FROM cases c JOIN subject s ON s.id = c.subject WHERE c.number = $1",
    )
    .bind(q.number.clone())
    .fetch_optional(c)
}

/// Which cases of a person, under any pseudonym. An empty text means all; states are as in [`UnitCases`].
#[derive(Debug, Clone)]
pub struct PersonCases {
    /// Whose.
    pub person: PersonId,
    /// Of one mini-app.
    pub mini_app: String,
    /// In these states.
    pub states: String,
}

macro_rules! of_person {
    () => {
        " FROM cases
         WHERE subject IN (SELECT id FROM subject WHERE person = $1) AND ($2 = '' OR mini_app = $2)
           AND ($3 = '' OR replace($3, '\n' || state || '\n', '') <> $3)"
    };
    ($than:literal, $order:literal) => {
        concat!(
            "SELECT ", columns!(), of_person!(),
            " AND ($4 IS NULL OR (opened_at, number) ", $than, " ($4, $5))
              ORDER BY opened_at ", $order, ", number ", $order, " LIMIT $6",
        )
    };
}

query! {
    /// Cases of a person, newest first. The key is when a case was opened, and its number.
    CasesOfPerson { which: PersonCases, turn: Turn<(Instant, String)>, limit: i64 } -> Vec<CaseRow>,
    |q, c| {
        let (opened_at, number) = q.turn.key().cloned().unzip();
        let sql = if q.turn.is_back() { of_person!(">", "ASC") } else { of_person!("<", "DESC") };
        sqlx::query_as(sql)
            .bind(q.which.person).bind(q.which.mini_app.clone()).bind(q.which.states.clone())
            .bind(opened_at).bind(number).bind(q.limit)
            .fetch_all(c)
    }
}

query! {
    /// How many cases those are.
    CaseCountOfPerson { which: PersonCases } -> i64,
    |q, c| sqlx::query_scalar(concat!("SELECT count(*)", of_person!()))
    .bind(q.which.person).bind(q.which.mini_app.clone()).bind(q.which.states.clone())
    .fetch_one(c)
}

/// Which cases of units. An empty text means all; lists are lines, each in line breaks, so that only a whole one is found.
#[derive(Debug, Clone)]
pub struct UnitCases {
    /// The civil servant whose units and roles count.
    pub person: PersonId,
    /// Of one mini-app.
    pub mini_app: String,
    /// Of these kinds.
    pub kinds: String,
    /// In these states.
    pub states: String,
    /// Taken by this person.
    pub assignee: Option<PersonId>,
    /// About this region.
    pub region: String,
    /// Due on or before this day.
    pub due_before: String,
}

macro_rules! of_units {
    () => {
        " FROM cases c
         WHERE EXISTS (SELECT 1 FROM membership m WHERE m.person = $1 AND m.agency = c.agency AND m.unit = c.unit
                AND m.role = c.role)
           AND ($2 = '' OR mini_app = $2)
           AND ($3 = '' OR replace($3, '\n' || kind || '\n', '') <> $3)
           AND ($4 = '' OR replace($4, '\n' || state || '\n', '') <> $4)
           AND ($5 IS NULL OR assignee = $5)
           AND ($6 = '' OR region = $6)
           AND ($7 = '' OR due <= $7)"
    };
    ($than:literal, $order:literal) => {
        concat!(
            "SELECT ", columns!(), of_units!(),
            " AND ($8 IS NULL OR (COALESCE(due, '9999-99-99'), number) ", $than, " ($8, $9))
              ORDER BY COALESCE(due, '9999-99-99') ", $order, ", number ", $order, " LIMIT $10",
        )
    };
}

query! {
    /// Cases that units of a civil servant handle in a role of theirs, by due day; those without one last. The key is
    /// the due day, [`NEVER`] where there is none, and the number.
    CasesOfUnits { which: UnitCases, turn: Turn<(String, String)>, limit: i64 } -> Vec<CaseRow>,
    |q, c| {
        let (due, number) = q.turn.key().cloned().unzip();
        let sql = if q.turn.is_back() { of_units!("<", "DESC") } else { of_units!(">", "ASC") };
        sqlx::query_as(sql)
        .bind(q.which.person).bind(q.which.mini_app.clone()).bind(q.which.kinds.clone()).bind(q.which.states.clone())
        .bind(q.which.assignee).bind(q.which.region.clone()).bind(q.which.due_before.clone())
        .bind(due).bind(number).bind(q.limit)
        .fetch_all(c)
    }
}

query! {
    /// How many cases those are.
    CaseCountOfUnits { which: UnitCases } -> i64,
    |q, c| sqlx::query_scalar(concat!("SELECT count(*)", of_units!()))
    .bind(q.which.person).bind(q.which.mini_app.clone()).bind(q.which.kinds.clone()).bind(q.which.states.clone())
    .bind(q.which.assignee).bind(q.which.region.clone()).bind(q.which.due_before.clone())
    .fetch_one(c)
}

/// How many open cases of a unit are alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct CaseCountRow {
    /// Whose unit.
    pub agency: String,
    /// Which unit.
    pub unit: String,
    /// In this state.
    pub state: String,
    /// Due on this day, where it is one of those asked about; "" where it is later or there is none, and the day before
    /// them where it is earlier.
    pub due: String,
    /// So many.
    pub count: i64,
}

query! {
    /// How many cases in these states units of a civil servant handle in a role of theirs, by state and by whether they
    /// are due before, on one of, or after the days from `first` to `last`: whether a day has passed depends on the
    /// office, and on all other days it has passed everywhere or nowhere.
    CaseCountsOfUnits { person: PersonId, states: String, before: String, first: String, last: String }
        -> Vec<CaseCountRow>,
    |q, c| sqlx::query_as(
        "SELECT agency, unit, state, due, count(*) AS count FROM (
            SELECT c.agency, c.unit, c.state,
                CASE WHEN c.due IS NULL OR c.due > $5 THEN '' WHEN c.due < $4 THEN $3 ELSE c.due END AS due
            FROM cases c
            WHERE EXISTS (SELECT 1 FROM membership m WHERE m.person = $1 AND m.agency = c.agency AND m.unit = c.unit
                    AND m.role = c.role)
              AND replace($2, '\n' || c.state || '\n', '') <> $2
         ) AS open GROUP BY agency, unit, state, due ORDER BY agency, unit, state, due",
    )
    .bind(q.person).bind(q.states.clone()).bind(q.before.clone()).bind(q.first.clone()).bind(q.last.clone())
    .fetch_all(c)
}

query! {
    /// Cases whose number begins so, of those that units of a civil servant handle in a role of theirs.
    CasesOfUnitsNumbered { person: PersonId, begins: String, limit: i64 } -> Vec<CaseRow>,
    |q, c| sqlx::query_as(concat!(
        "SELECT ", columns!(), " FROM cases c
         WHERE EXISTS (SELECT 1 FROM membership m WHERE m.person = $1 AND m.agency = c.agency AND m.unit = c.unit
                AND m.role = c.role)
           AND substr(number, 1, length($2)) = $2
         ORDER BY number LIMIT $3",
    ))
    .bind(q.person).bind(q.begins.clone()).bind(q.limit)
    .fetch_all(c)
}

write! {
    /// A case, new or as it stands after a change. What it is about and who lodged it never change.
    CasePut { row: CaseRow },
    |w, c| sqlx::query(concat!(
        "INSERT INTO cases (", columns!(), ")
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         ON CONFLICT (number) DO UPDATE SET state = excluded.state, agency = excluded.agency, unit = excluded.unit,
            role = excluded.role, assignee = excluded.assignee, due = excluded.due, version = excluded.version",
    ))
    .bind(w.row.number.clone()).bind(w.row.mini_app.clone()).bind(w.row.kind.clone()).bind(w.row.title.clone())
    .bind(w.row.state.clone()).bind(w.row.subject.clone()).bind(w.row.anonymous).bind(w.row.agency.clone())
    .bind(w.row.unit.clone()).bind(w.row.role.clone()).bind(w.row.assignee).bind(w.row.region.clone())
    .bind(w.row.details.clone()).bind(w.row.claims.clone()).bind(w.row.due.clone()).bind(w.row.opened_at)
    .bind(w.row.version)
    .execute(c)
}

write! {
    /// Something that happened.
    CaseEntryInsert { row: CaseEntryRow },
    |w, c| sqlx::query(
        "INSERT INTO case_entry (number, seq, at, author, automated, state, text, internal, decision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(w.row.number.clone()).bind(w.row.seq).bind(w.row.at).bind(w.row.author.clone()).bind(w.row.automated)
    .bind(w.row.state.clone()).bind(w.row.text.clone()).bind(w.row.internal).bind(w.row.decision.clone())
    .execute(c)
}
