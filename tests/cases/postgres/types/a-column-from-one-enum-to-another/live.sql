CREATE TYPE a AS ENUM ('x', 'y');
CREATE TABLE t (c a);
