CREATE TABLE track (id INTEGER PRIMARY KEY, name TEXT NOT NULL, "the order" TEXT, "say ""hi""" TEXT, "🎵" TEXT, "select" TEXT, "group" INTEGER);
