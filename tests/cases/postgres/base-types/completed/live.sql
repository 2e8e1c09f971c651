CREATE TYPE mytext;
