-- The icon of a release, as its checks let it pass (SVG).
CREATE TABLE release_icon (
    release UUID PRIMARY KEY REFERENCES release (id),
    svg TEXT NOT NULL
);
