CREATE DOMAIN moment AS timestamp;
CREATE TABLE event (id int PRIMARY KEY, at moment NOT NULL, others moment[]);
CREATE TABLE note (at moment, words text);
