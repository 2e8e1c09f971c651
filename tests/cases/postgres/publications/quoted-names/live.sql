CREATE TABLE "T a" (id int PRIMARY KEY, "b c" int);
