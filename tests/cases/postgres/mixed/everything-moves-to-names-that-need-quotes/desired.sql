CREATE SCHEMA "select";
CREATE TYPE "select"."ty pe" AS ENUM ('it''s', 'a "b"');
CREATE TABLE "select"."ta ble" ("I d" int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "co""l" "select"."ty pe" DEFAULT 'it''s', "Check" text COLLATE "C", CONSTRAINT "con straint" CHECK ("Check" <> '%I'));
CREATE INDEX "in dex" ON "select"."ta ble" (lower("Check")) WHERE "co""l" = 'a "b"';
CREATE VIEW "select"."vi ew" AS SELECT "I d" AS "from" FROM "select"."ta ble";
CREATE FUNCTION "select"."fu nc"("ar g" "select"."ty pe") RETURNS "select"."ty pe" LANGUAGE sql RETURN "ar g";
CREATE SEQUENCE "select"."se q" OWNED BY "select"."ta ble"."Check";
COMMENT ON COLUMN "select"."ta ble"."co""l" IS 'it''s "odd"';
CREATE TABLE t (id int REFERENCES "select"."ta ble");
