-- The registry: the transparency log, how each release stands, and who gets which.

-- One thing that happened, as its JSON stands in the tree, to the byte. Numbers begin at 0 and have no gap.
CREATE TABLE log_entry (
    number BIGINT PRIMARY KEY,
    entry TEXT NOT NULL
);

-- The hash of each full subtree: of its level from the leaves, the nth. In hex.
CREATE TABLE log_hash (
    level BIGINT NOT NULL,
    nth BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (level, nth)
);

-- What was there before had no review: it stands as approved only in a database that has never seen the log.
ALTER TABLE release ADD COLUMN state TEXT NOT NULL DEFAULT 'uploaded';
ALTER TABLE release ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE release ADD COLUMN uploaded_by UUID REFERENCES person (id);
-- The publication with its signatures, as it stands in the log.
ALTER TABLE release ADD COLUMN publication TEXT;
-- The report of the checks, as its digest in the log has it.
ALTER TABLE release ADD COLUMN report TEXT;
-- What a reviewer decided, in their words; empty where it was approved.
ALTER TABLE release ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE release ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE INDEX release_by_state ON release (state, changed_at);

-- Every step of who gets which release; the one of the highest number is in force.
CREATE TABLE rollout (
    mini_app TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    release UUID NOT NULL REFERENCES release (id),
    -- So many of a hundred, and the codes that their regions begin with (JSON); the others get `before`.
    share BIGINT NOT NULL,
    regions TEXT NOT NULL,
    before UUID REFERENCES release (id),
    by_person UUID REFERENCES person (id),
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (mini_app, sequence)
);

-- Keys that wait for a registrar.
CREATE TABLE key_request (
    key TEXT PRIMARY KEY,
    -- The enrolment, signed by the key itself.
    envelope TEXT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    requested_at BIGINT NOT NULL
);
