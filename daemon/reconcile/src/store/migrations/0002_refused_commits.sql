-- The head that is not in force, as JSON: its revision and what is wrong with it.
ALTER TABLE sources ADD COLUMN refused TEXT;
