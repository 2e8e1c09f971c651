--- live
CREATE SCHEMA "a.b ""c";
CREATE TABLE "a.b ""c"."select from" ("order" int PRIMARY KEY, "ro'w" text, "a$1" text, "X;--" int);
CREATE TABLE "Ünï" ("ключ" text PRIMARY KEY, "?" text, "Very long name of a column that has exactly sixty-three bytes.." int);
INSERT INTO "a.b ""c"."select from" VALUES (1, 'it''s', 'r', 1), (2, NULL, 'q', 2);
INSERT INTO "Ünï" VALUES ('a', '1', 1), ('b', '2', 2);
--- step
UPDATE "a.b ""c"."select from" SET "ro'w" = "ro'w" || '--', "a$1" = 'z';
UPDATE "Ünï" SET "ключ" = 'A' WHERE "ключ" = 'a';
DELETE FROM "Ünï" WHERE "ключ" = 'b';
--- since
INSERT INTO "Ünï" VALUES ('b', 'new');
--- conflicts
Ünï (ключ = b) its key was taken since
