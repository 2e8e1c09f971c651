CREATE TABLE "select" ("from" INT, "where clause" TEXT);
CREATE TABLE "a ""b"" c" (x INT);
CREATE TABLE "🎵" ("é" TEXT);
CREATE INDEX "idx of 🎵" ON "🎵" ("é");
