-- Programs that ask to be let in by somebody: the device authorization grant of OAuth 2.0 (RFC 8628). What is allowed becomes
-- a session like that of a browser.

CREATE TABLE device_grant (
    -- SHA-256 of the program's secret, in hex.
    device_code TEXT PRIMARY KEY,
    -- What the person types, without hyphens.
    user_code TEXT NOT NULL UNIQUE,
    -- What the program calls itself.
    program TEXT NOT NULL,
    -- 'asked', 'allowed', 'refused'.
    state TEXT NOT NULL,
    -- Who answered, and in which role they did. NULL: nobody yet.
    person UUID REFERENCES person (id),
    at_work BOOLEAN NOT NULL,
    expires_at BIGINT NOT NULL,
    -- When the program last asked for its token; 0: never.
    polled_at BIGINT NOT NULL,
    -- How many seconds are to stand between two times that it does.
    pause BIGINT NOT NULL
);
CREATE INDEX device_grant_by_end ON device_grant (expires_at);
