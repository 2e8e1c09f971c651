CREATE TABLE "Item A" ("Sum (n)" int, "b""c" int);
GRANT SELECT ("Sum (n)", "b""c") ON "Item A" TO "r_Reader x";
