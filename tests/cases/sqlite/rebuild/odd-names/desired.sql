CREATE TABLE "order ""x"" 🎵" ("group" INTEGER PRIMARY KEY, "a b" TEXT NOT NULL);
CREATE INDEX "my index" ON "order ""x"" 🎵" ("a b");
CREATE TRIGGER "my trigger" AFTER INSERT ON "order ""x"" 🎵" BEGIN SELECT 1; END;
