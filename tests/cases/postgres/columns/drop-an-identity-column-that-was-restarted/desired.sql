CREATE TABLE "Odd item" (id int PRIMARY KEY);
