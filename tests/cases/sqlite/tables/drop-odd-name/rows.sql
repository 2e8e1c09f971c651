INSERT INTO "the ""old"" 🎵 table" VALUES ('x');
