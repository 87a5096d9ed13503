//! Who there is: agencies and their units, people, what is verified of them, where they work, and their pseudonyms.

use serde::Serialize;

use crate::{PersonId, column::Instant, query, write};

/// An agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct AgencyRow {
    /// Such as "kota-damai".
    pub id: String,
    /// As people are shown it.
    pub name: String,
    /// Within which a citizen has one pseudonym.
    pub sector: String,
    /// IANA.
    pub time_zone: String,
}

/// A unit of an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct UnitRow {
    /// Whose unit.
    pub agency: String,
    /// Such as "perizinan".
    pub code: String,
    /// As people are shown it.
    pub name: String,
    /// IANA.
    pub time_zone: String,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct PersonRow {
    /// Theirs alone, whatever becomes of the sign-in.
    pub id: PersonId,
    /// Who signs them in.
    pub issuer: String,
    /// As the issuer knows them.
    pub login: String,
    /// As the issuer calls them.
    pub name: String,
    /// BCP 47.
    pub locale: String,
    /// IANA.
    pub time_zone: String,
    /// The code of the region that they chose.
    pub region: Option<String>,
    /// "device", "light", "dark" or "high-contrast".
    pub theme: String,
    /// When they last chose how they read; none where they never did.
    pub preferred_at: Option<Instant>,
}

/// A verified attribute of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct ClaimRow {
    /// Such as "name".
    pub name: String,
    /// JSON of a value of the contract.
    pub value: String,
    /// Who verified it.
    pub source: String,
    /// When.
    pub verified_at: Instant,
}

/// One role of a person in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct MembershipRow {
    /// Where.
    pub agency: String,
    /// The code of a unit; empty for the agency as a whole.
    pub unit: String,
    /// By the agency's own names.
    pub role: String,
    /// What the person is there; empty where that has no word.
    pub position: String,
}

/// Whose pseudonym it is, and where it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct SubjectRow {
    /// The pseudonym.
    pub id: String,
    /// Where it holds.
    pub sector: String,
    /// Whose it is.
    pub person: PersonId,
}

query! {
    kept
    /// An agency.
    AgencyById { id: String } -> Option<AgencyRow>,
    |q, c| sqlx::query_as("SELECT id, name, sector, time_zone FROM agency WHERE id = $1")
    .bind(q.id.clone())
    .fetch_optional(c)
}

write! {
    /// An agency, new or over the old one.
    AgencyPut { id: String, name: String, sector: String, time_zone: String },
    |w, c| sqlx::query(
        "INSERT INTO agency (id, name, sector, time_zone) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE
         SET name = excluded.name, sector = excluded.sector, time_zone = excluded.time_zone",
    )
    .bind(w.id.clone()).bind(w.name.clone()).bind(w.sector.clone()).bind(w.time_zone.clone())
    .execute(c)
}

query! {
    kept
    /// A unit of an agency.
    UnitByCode { agency: String, code: String } -> Option<UnitRow>,
    |q, c| sqlx::query_as("SELECT agency, code, name, time_zone FROM unit WHERE agency = $1 AND code = $2")
    .bind(q.agency.clone()).bind(q.code.clone())
    .fetch_optional(c)
}

write! {
    /// A unit of an agency, new or over the old one.
    UnitPut { agency: String, code: String, name: String, time_zone: String },
    |w, c| sqlx::query(
        "INSERT INTO unit (agency, code, name, time_zone) VALUES ($1, $2, $3, $4)
         ON CONFLICT (agency, code) DO UPDATE SET name = excluded.name, time_zone = excluded.time_zone",
    )
    .bind(w.agency.clone()).bind(w.code.clone()).bind(w.name.clone()).bind(w.time_zone.clone())
    .execute(c)
}

query! {
    kept
    /// A person.
    PersonById { id: PersonId } -> Option<PersonRow>,
    |q, c| sqlx::query_as(
        "SELECT id, issuer, login, name, locale, time_zone, region, theme, preferred_at FROM person WHERE id = $1",
    )
    .bind(q.id)
    .fetch_optional(c)
}

query! {
    /// The person whom an issuer signs in under a login.
    PersonByLogin { issuer: String, login: String } -> Option<PersonRow>,
    |q, c| sqlx::query_as(
        "SELECT id, issuer, login, name, locale, time_zone, region, theme, preferred_at
         FROM person WHERE issuer = $1 AND login = $2",
    )
    .bind(q.issuer.clone()).bind(q.login.clone())
    .fetch_optional(c)
}

write! {
    /// A person, new or over the old one; issuer and login stay as they were first.
    PersonPut {
        id: PersonId, issuer: String, login: String, name: String, locale: String, time_zone: String,
        region: Option<String>,
    },
    |w, c| sqlx::query(
        "INSERT INTO person (id, issuer, login, name, locale, time_zone, region)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (id) DO UPDATE
         SET name = excluded.name, locale = excluded.locale, time_zone = excluded.time_zone,
             region = excluded.region",
    )
    .bind(w.id).bind(w.issuer.clone()).bind(w.login.clone()).bind(w.name.clone()).bind(w.locale.clone())
    .bind(w.time_zone.clone()).bind(w.region.clone())
    .execute(c)
}

write! {
    /// How a person reads, as they chose.
    PersonPrefer {
        id: PersonId, locale: String, time_zone: String, region: Option<String>, theme: String,
        preferred_at: Instant,
    },
    |w, c| sqlx::query(
        "UPDATE person SET locale = $2, time_zone = $3, region = $4, theme = $5, preferred_at = $6 WHERE id = $1",
    )
    .bind(w.id).bind(w.locale.clone()).bind(w.time_zone.clone()).bind(w.region.clone()).bind(w.theme.clone())
    .bind(w.preferred_at)
    .execute(c)
}

query! {
    /// Everything that is verified of a person, by name.
    ClaimsOfPerson { person: PersonId } -> Vec<ClaimRow>,
    |q, c| sqlx::query_as("SELECT name, value, source, verified_at FROM claim WHERE person = $1 ORDER BY name")
    .bind(q.person)
    .fetch_all(c)
}

write! {
    /// A verified attribute of a person, new or over the old one.
    ClaimPut { person: PersonId, name: String, value: String, source: String, verified_at: Instant },
    |w, c| sqlx::query(
        "INSERT INTO claim (person, name, value, source, verified_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (person, name) DO UPDATE
         SET value = excluded.value, source = excluded.source, verified_at = excluded.verified_at",
    )
    .bind(w.person).bind(w.name.clone()).bind(w.value.clone()).bind(w.source.clone()).bind(w.verified_at)
    .execute(c)
}

write! {
    /// No attribute of this name.
    ClaimRemove { person: PersonId, name: String },
    |w, c| sqlx::query("DELETE FROM claim WHERE person = $1 AND name = $2")
    .bind(w.person).bind(w.name.clone())
    .execute(c)
}

query! {
    kept
    /// Where a person works, and as what; what belongs to one unit stands together.
    MembershipsOfPerson { person: PersonId } -> Vec<MembershipRow>,
    |q, c| sqlx::query_as(
        "SELECT agency, unit, role, position FROM membership WHERE person = $1 ORDER BY agency, unit, role",
    )
    .bind(q.person)
    .fetch_all(c)
}

write! {
    /// A role of a person in one place, new or with another position.
    MembershipPut { person: PersonId, agency: String, unit: String, role: String, position: String },
    |w, c| sqlx::query(
        "INSERT INTO membership (person, agency, unit, role, position) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (person, agency, unit, role) DO UPDATE SET position = excluded.position",
    )
    .bind(w.person).bind(w.agency.clone()).bind(w.unit.clone()).bind(w.role.clone()).bind(w.position.clone())
    .execute(c)
}

/// Somebody who works in an agency, in one role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct MemberRow {
    /// Who.
    pub person: PersonId,
    /// By which the provider knows them.
    pub login: String,
    /// What they are called.
    pub name: String,
    /// Where.
    pub agency: String,
    /// The code of a unit; empty for the agency as a whole.
    pub unit: String,
    /// By the agency's own names.
    pub role: String,
    /// What the person is there.
    pub position: String,
}

query! {
    /// Everybody who works in an agency, by name.
    MembersOfAgency { agency: String } -> Vec<MemberRow>,
    |q, c| sqlx::query_as(
        "SELECT m.person, p.login, p.name, m.agency, m.unit, m.role, m.position
         FROM membership m JOIN person p ON p.id = m.person
         WHERE m.agency = $1 ORDER BY p.name, p.login, m.unit, m.role",
    )
    .bind(q.agency.clone())
    .fetch_all(c)
}

write! {
    /// Somebody does not work there any more in this role.
    MembershipRemove { person: PersonId, agency: String, unit: String, role: String },
    |w, c| sqlx::query("DELETE FROM membership WHERE person = $1 AND agency = $2 AND unit = $3 AND role = $4")
        .bind(w.person).bind(w.agency.clone()).bind(w.unit.clone()).bind(w.role.clone())
        .execute(c)
}

query! {
    kept
    /// The pseudonym of a person in a sector.
    SubjectOfPerson { sector: String, person: PersonId } -> Option<SubjectRow>,
    |q, c| sqlx::query_as("SELECT id, sector, person FROM subject WHERE sector = $1 AND person = $2")
    .bind(q.sector.clone()).bind(q.person)
    .fetch_optional(c)
}

query! {
    /// Whose pseudonym it is, in a sector.
    SubjectById { sector: String, id: String } -> Option<SubjectRow>,
    |q, c| sqlx::query_as("SELECT id, sector, person FROM subject WHERE sector = $1 AND id = $2")
    .bind(q.sector.clone()).bind(q.id.clone())
    .fetch_optional(c)
}

write! {
    /// A new pseudonym. It is for ever: a second one for the same person and sector is a conflict.
    SubjectAdd { id: String, sector: String, person: PersonId },
    |w, c| sqlx::query("INSERT INTO subject (id, sector, person) VALUES ($1, $2, $3)")
    .bind(w.id.clone()).bind(w.sector.clone()).bind(w.person)
    .execute(c)
}
