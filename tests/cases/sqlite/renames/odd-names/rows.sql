INSERT INTO "old ""x""" VALUES ('v');
