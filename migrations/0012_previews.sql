-- What people see of a release: the pages that its journeys opened when it was checked (JSON), for its reviewer.
CREATE TABLE release_preview (
    release UUID PRIMARY KEY REFERENCES release (id),
    pages TEXT NOT NULL
);
