-- The schema, one for SQLite and PostgreSQL. Times are microseconds since 1970 in UTC (BIGINT), days are ISO 8601 text,
-- which sorts; what has a structure of its own and is never searched is JSON in TEXT.
-- Changes expand first and contract a release later: an older node must run on a newer schema.

-- Who there is --------------------------------------------------------------------------------------------------------

CREATE TABLE agency (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- Pseudonyms are by sector and not by agency, as ministries are merged and renamed.
    sector TEXT NOT NULL,
    time_zone TEXT NOT NULL
);

CREATE TABLE unit (
    agency TEXT NOT NULL REFERENCES agency (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    PRIMARY KEY (agency, code)
);

CREATE TABLE person (
    id UUID PRIMARY KEY,
    issuer TEXT NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    locale TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    region TEXT,
    UNIQUE (issuer, login)
);

CREATE TABLE claim (
    person UUID NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    source TEXT NOT NULL,
    verified_at BIGINT NOT NULL,
    PRIMARY KEY (person, name)
);

-- An empty unit means the agency as a whole.
CREATE TABLE membership (
    person UUID NOT NULL REFERENCES person (id),
    agency TEXT NOT NULL REFERENCES agency (id),
    unit TEXT NOT NULL,
    role TEXT NOT NULL,
    position TEXT NOT NULL,
    PRIMARY KEY (person, agency, unit, role)
);
CREATE INDEX membership_by_unit ON membership (agency, unit, role);

CREATE TABLE subject (
    id TEXT PRIMARY KEY,
    sector TEXT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    UNIQUE (sector, person)
);

-- Only a digest of the cookie is kept: who reads the table cannot sign in with it.
CREATE TABLE session (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Days off. An empty scope is national; otherwise "agency" or "agency/unit".
CREATE TABLE holiday (
    day TEXT NOT NULL,
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (day, scope)
);
-- Years whose national list is known, and which edition of it.
CREATE TABLE holiday_year (
    year BIGINT PRIMARY KEY,
    edition TEXT NOT NULL
);

-- What runs -----------------------------------------------------------------------------------------------------------

CREATE TABLE release (
    id UUID PRIMARY KEY,
    mini_app TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    manifest TEXT NOT NULL,
    imports TEXT NOT NULL,
    installed_at BIGINT NOT NULL,
    UNIQUE (mini_app, digest)
);

CREATE TABLE mini_app (
    id TEXT PRIMARY KEY,
    agency TEXT NOT NULL REFERENCES agency (id),
    live UUID NOT NULL REFERENCES release (id)
);

CREATE TABLE failure (
    id UUID PRIMARY KEY,
    mini_app TEXT NOT NULL,
    release UUID NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    path TEXT NOT NULL,
    log TEXT NOT NULL,
    backtrace TEXT
);

-- What people enter ---------------------------------------------------------------------------------------------------

-- A form that was shown to a person, and what they have typed. `id` is also the submission key.
CREATE TABLE draft (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    -- Whether the person was shown it as a civil servant: nobody acts in both roles at once.
    at_work BOOLEAN NOT NULL,
    mini_app TEXT NOT NULL,
    release UUID NOT NULL REFERENCES release (id),
    path TEXT NOT NULL,
    query TEXT NOT NULL,
    form TEXT NOT NULL,
    title TEXT NOT NULL,
    spec TEXT NOT NULL,
    spec_digest TEXT NOT NULL,
    answers TEXT NOT NULL,
    step BIGINT NOT NULL,
    -- Whether anything was typed: only then it is a draft that the person would miss.
    touched BOOLEAN NOT NULL,
    -- Where its answers came from, where the form changed; and where they went.
    moved TEXT,
    moved_to UUID,
    -- Kept for a while, so that a repeat is told from a change that came too late.
    sent BOOLEAN NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX draft_by_person ON draft (person, mini_app);
CREATE INDEX draft_by_age ON draft (updated_at);

CREATE TABLE submission (
    key UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    at_work BOOLEAN NOT NULL,
    mini_app TEXT NOT NULL,
    release UUID NOT NULL REFERENCES release (id),
    digest TEXT NOT NULL,
    outcome TEXT NOT NULL,
    receipt TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    -- What was answered, as it was shown for checking.
    answers TEXT NOT NULL,
    case_number TEXT,
    deadline TEXT,
    formal BOOLEAN NOT NULL,
    sent_at BIGINT NOT NULL
);
CREATE INDEX submission_by_person ON submission (person, sent_at);

CREATE TABLE personal (
    mini_app TEXT NOT NULL,
    subject TEXT NOT NULL,
    key TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (mini_app, subject, key)
);

-- What comes of it ----------------------------------------------------------------------------------------------------

CREATE TABLE cases (
    number TEXT PRIMARY KEY,
    mini_app TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL,
    subject TEXT NOT NULL REFERENCES subject (id),
    anonymous BOOLEAN NOT NULL,
    agency TEXT NOT NULL,
    unit TEXT NOT NULL,
    role TEXT NOT NULL,
    assignee UUID,
    region TEXT,
    details TEXT NOT NULL,
    claims TEXT NOT NULL,
    due TEXT,
    opened_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX cases_by_subject ON cases (subject, opened_at);
CREATE INDEX cases_by_unit ON cases (agency, unit, role, due);

CREATE TABLE case_entry (
    number TEXT NOT NULL REFERENCES cases (number),
    -- 1 for the first; the version of the case that it made.
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    author TEXT NOT NULL,
    automated BOOLEAN NOT NULL,
    state TEXT,
    text TEXT NOT NULL,
    internal BOOLEAN NOT NULL,
    decision TEXT,
    PRIMARY KEY (number, seq)
);

-- Exactly one of (unit) and (person) names who should do it; an empty role means everyone in the unit.
CREATE TABLE task (
    mini_app TEXT NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    agency TEXT NOT NULL,
    unit TEXT NOT NULL,
    role TEXT NOT NULL,
    person UUID,
    due TEXT,
    path TEXT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (mini_app, key)
);
CREATE INDEX task_by_unit ON task (agency, unit, done_at);
CREATE INDEX task_by_person ON task (person, done_at);

CREATE TABLE message (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    -- Whether it came to the person as a civil servant.
    at_work BOOLEAN NOT NULL,
    mini_app TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    leads_to TEXT,
    sent_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX message_by_person ON message (person, sent_at);

-- Who used whose data: written by the host before the data is handed over, and never changed.
CREATE TABLE access (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    -- The civil servant's name and position; empty where a mini-app read in the citizen's own call.
    reader TEXT NOT NULL,
    mini_app TEXT NOT NULL,
    digest TEXT NOT NULL,
    -- The case that was read; NULL where claims were.
    case_number TEXT,
    fields TEXT NOT NULL,
    purpose TEXT NOT NULL,
    basis TEXT NOT NULL
);
CREATE INDEX access_by_person ON access (person, at);
