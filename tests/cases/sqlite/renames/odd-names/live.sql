CREATE TABLE "old ""x""" ("the 🎵" TEXT);
