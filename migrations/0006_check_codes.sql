-- What proves that one was shown a receipt, so that its number alone tells nothing. NULL for what has no receipt, and for
-- receipts that were given before there were codes or by a node that does not know them yet: those cannot be checked.
ALTER TABLE submission ADD COLUMN check_code TEXT;
