CREATE TABLE "the ""old"" 🎵 table" ("a b" TEXT);
