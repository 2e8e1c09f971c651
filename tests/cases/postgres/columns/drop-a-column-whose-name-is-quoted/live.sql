CREATE TABLE "T" (id int PRIMARY KEY, "a ""b""" text);
