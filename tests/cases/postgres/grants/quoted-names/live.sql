CREATE TABLE "Item A" ("Sum (n)" int, "b""c" int);
