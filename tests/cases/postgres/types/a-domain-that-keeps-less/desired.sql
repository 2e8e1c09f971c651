CREATE DOMAIN moment AS date;
CREATE TABLE event (id int PRIMARY KEY, at moment NOT NULL, others moment[]);
CREATE TABLE note (at moment, words text);
