CREATE TYPE "My Type" AS ("a b" int);
