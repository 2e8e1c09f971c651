--- live
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE outside (a text) SERVER files OPTIONS (filename '/dev/null');
CREATE TABLE t (a text);
--- step
INSERT INTO t SELECT a FROM outside;
--- refused
it is a foreign table
--- needs a superuser
