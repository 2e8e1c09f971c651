CREATE EXTENSION btree_gist;
CREATE TABLE room (id int NOT NULL, during daterange NOT NULL, n int);
CREATE TABLE booking (id int, room int, during daterange);
INSERT INTO room VALUES (1, '[2026-01-01,2027-01-01)', 1), (1, '[2027-01-01,2028-01-01)', 2);
INSERT INTO booking VALUES (1, 1, '[2026-06-01,2027-06-01)');
