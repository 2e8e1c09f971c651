CREATE SEQUENCE numbers START 10;
CREATE TABLE item (id int PRIMARY KEY DEFAULT nextval('numbers'));
