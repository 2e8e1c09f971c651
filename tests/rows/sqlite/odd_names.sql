--- live
CREATE TABLE "a ""table"" of [odd] names" ("select" INTEGER PRIMARY KEY, "ro'w" TEXT, "rowid" TEXT, `x;y` INTEGER);
CREATE TABLE "Ünï" ("ключ" TEXT COLLATE NOCASE PRIMARY KEY, "?" TEXT) WITHOUT ROWID;
INSERT INTO "a ""table"" of [odd] names" VALUES (1, 'it''s', 'r', 1), (2, NULL, 'q', 2);
INSERT INTO "Ünï" VALUES ('a', '1'), ('b', '2');
--- step
UPDATE "a ""table"" of [odd] names" SET "ro'w" = "ro'w" || '--', "rowid" = 'z';
UPDATE "Ünï" SET "ключ" = 'A' WHERE "ключ" = 'a';
DELETE FROM "Ünï" WHERE "ключ" = 'B';
--- since
INSERT INTO "Ünï" VALUES ('B', 'new');
--- conflicts
Ünï (ключ = 'b') its key was taken since
