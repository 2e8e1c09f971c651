CREATE TABLE t (
  id int PRIMARY KEY, name varchar(20) DEFAULT (concat('a', 'b')), upper_name varchar(30) AS (concat(name, 'x')) STORED,
  KEY by_name ((concat(name, 'k'))), CONSTRAINT named CHECK (name <> 'it''s')
);
