INSERT INTO "my table" VALUES (1,'a','b','c');
