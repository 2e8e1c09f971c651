CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE day (id int PRIMARY KEY, m mood DEFAULT 'ok');
CREATE VIEW v AS SELECT id FROM day WHERE m = 'ok';
