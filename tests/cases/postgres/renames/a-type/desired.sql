-- groundline: renamed-from=a
CREATE TYPE b AS ENUM ('x');
CREATE TABLE t (c b);
