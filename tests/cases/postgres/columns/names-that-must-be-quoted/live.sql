CREATE TABLE "my ""table"" 🎵" ("select" int PRIMARY KEY, "Größe" text);
