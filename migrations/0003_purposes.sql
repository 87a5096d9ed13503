-- What data was used for is told to each reader in their own language: JSON of a localised text, as elsewhere.
-- NULL in older entries, and in those of a node that does not know it yet: they have `purpose` alone, in whichever
-- language was spoken then. `purpose` is written, in Indonesian, until no older node is left to read it.
ALTER TABLE access ADD COLUMN purposes TEXT;
