CREATE TABLE "T a" (id int PRIMARY KEY, "b c" int);
CREATE PUBLICATION "my pub" FOR TABLE "T a";
