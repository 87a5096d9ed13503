-- Rollouts by schedule, and how the calls of what is rolled out went.

-- What came of the calls of a release on a node, from a moment on until the next row of the same release and node.
CREATE TABLE release_health (
    release UUID NOT NULL REFERENCES release (id),
    at BIGINT NOT NULL,
    -- Of one run of one node: it alone writes the row, and writes what there is by then.
    node UUID NOT NULL,
    traps BIGINT NOT NULL,
    limits BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    -- How many calls took how long (JSON): below 1 ms, then each twice as long as the one before.
    took TEXT NOT NULL,
    PRIMARY KEY (release, at, node)
);
CREATE INDEX release_health_by_time ON release_health (at);

-- Steps that are still to come. It holds for the step that it names: any other one that is in force ends it.
CREATE TABLE rollout_plan (
    mini_app TEXT PRIMARY KEY,
    sequence BIGINT NOT NULL,
    -- So many of a hundred, one after the other (JSON).
    shares TEXT NOT NULL,
    -- Between two of them, in microseconds.
    every BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    paused BOOLEAN NOT NULL,
    -- In whose name the steps are taken.
    by_person UUID NOT NULL REFERENCES person (id)
);
