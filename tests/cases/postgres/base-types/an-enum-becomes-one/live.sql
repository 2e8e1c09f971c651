CREATE TYPE mytext AS ENUM ('a');
