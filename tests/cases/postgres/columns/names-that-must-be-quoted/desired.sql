CREATE TABLE "my ""table"" 🎵" ("select" int PRIMARY KEY, "Größe" varchar(9) DEFAULT 'a''b', "from where" int NOT NULL DEFAULT 1);
CREATE INDEX "i ""x"" y" ON "my ""table"" 🎵" ("from where", lower("Größe"));
COMMENT ON COLUMN "my ""table"" 🎵"."select" IS 'ключ';
