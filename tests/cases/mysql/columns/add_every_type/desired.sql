CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT,
  a int,
  c01 tinyint, c02 tinyint(1), c03 smallint unsigned, c04 mediumint, c05 int(5) unsigned zerofill, c06 bigint unsigned,
  c07 decimal(20,6), c08 float, c09 double, c10 bit(9), c11 char(3), c12 varchar(300), c13 binary(4), c14 varbinary(8),
  c15 tinytext, c16 text, c17 mediumtext, c18 longtext, c19 tinyblob, c20 blob, c21 mediumblob, c22 longblob,
  c23 enum('a','b''c',''), c24 set('x','y'), c25 date, c26 time(2), c27 datetime(6), c28 timestamp NULL, c29 year, c30 json,
  c31 point, c32 geometry, c33 linestring, c34 polygon,
  PRIMARY KEY (id)
);
