-- What the home pages rest on: what people keep at hand, and what the platform has to tell.

CREATE TABLE favourite (
    person UUID NOT NULL REFERENCES person (id),
    mini_app TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (person, mini_app)
);

-- A notice of the platform's operators, shown on top of every page while it is current.
CREATE TABLE notice (
    id UUID PRIMARY KEY,
    -- JSON of a localised text.
    body TEXT NOT NULL,
    tone TEXT NOT NULL,
    audience TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX notice_by_end ON notice (ends_at);

-- Lists go on from the place of the last one seen, in either direction.
CREATE INDEX draft_by_change ON draft (person, at_work, updated_at);
