CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE VIEW v AS SELECT id, n FROM item;
CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO item VALUES (new.id, new.n);
