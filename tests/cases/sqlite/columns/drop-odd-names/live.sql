CREATE TABLE "my table" (id INTEGER PRIMARY KEY, "the ""quoted"" one" TEXT, "🎵" TEXT, "order" TEXT);
