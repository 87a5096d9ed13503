-- How a person reads is theirs on every device, and a session says whose it is, from what, and since when.

-- 'device', 'light', 'dark' or 'high-contrast'.
ALTER TABLE person ADD COLUMN theme TEXT NOT NULL DEFAULT 'device';
-- When they last chose how they read. NULL: never, so what was chosen in the browser before signing in becomes theirs.
ALTER TABLE person ADD COLUMN preferred_at BIGINT;

-- NULL until somebody has signed in.
ALTER TABLE session ADD COLUMN person UUID REFERENCES person (id);
-- JSON of the web's own; NULL as `person`.
ALTER TABLE session ADD COLUMN device TEXT;
ALTER TABLE session ADD COLUMN begun_at BIGINT NOT NULL DEFAULT 0;
-- Within the hour: it is written only where what stands here is older than that.
ALTER TABLE session ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX session_by_person ON session (person, used_at);
