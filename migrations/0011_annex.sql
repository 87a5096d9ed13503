-- What was measured while a release was checked (JSON): beside its report, and no part of it.
ALTER TABLE release ADD COLUMN annex TEXT;
