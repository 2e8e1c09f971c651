CREATE TABLE item ("A b" int, c int, CONSTRAINT "the ""key""" PRIMARY KEY ("A b"), CONSTRAINT "is positive?" CHECK (c > 0));
