CREATE TABLE other (id int);
GRANT SELECT ON other TO r_reader;
