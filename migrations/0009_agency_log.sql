-- What mini-apps write into their agencies' logs in calls that do not fail; a failure keeps its own. Nothing says on whose
-- behalf a call was: it is no record of people.
CREATE TABLE agency_log (
    id UUID PRIMARY KEY,
    mini_app TEXT NOT NULL,
    release UUID NOT NULL REFERENCES release (id),
    at BIGINT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX agency_log_by_age ON agency_log (at);
CREATE INDEX agency_log_by_mini_app ON agency_log (mini_app, at, id);
