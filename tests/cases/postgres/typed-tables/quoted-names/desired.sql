CREATE TYPE "My Type" AS ("a b" int, "c""d" text);
CREATE TABLE "T t" OF "My Type" ("c""d" WITH OPTIONS DEFAULT 'x');
