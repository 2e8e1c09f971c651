INSERT INTO "order ""x"" 🎵" VALUES (1,'z');
