CREATE TABLE kept (code TEXT PRIMARY KEY, note BLOB) WITHOUT ROWID;
CREATE TABLE "order" (id INTEGER PRIMARY KEY, code TEXT NOT NULL REFERENCES kept (code), total NUMERIC DEFAULT 0, twice AS (total * 2) STORED);
CREATE UNIQUE INDEX "order by code" ON "order" (code, total DESC);
