-- What is kept has an end: how much of a citizen in one mini-app, and for how long what failed.

-- Of key and body together, so that all of a citizen's are counted without reading them.
ALTER TABLE personal ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;
UPDATE personal SET bytes = octet_length(key) + octet_length(body);
CREATE INDEX personal_by_subject ON personal (mini_app, subject, bytes);

CREATE INDEX failure_by_age ON failure (at);
CREATE INDEX failure_by_mini_app ON failure (mini_app, at, id);
