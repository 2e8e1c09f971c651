CREATE TABLE t (a TEXT CHECK (a != "none" AND length(a)==3));
