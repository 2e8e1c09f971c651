CREATE TABLE animal (id int, weight int);
CREATE TABLE cat (lives int) INHERITS (animal);
CREATE TABLE kitten () INHERITS (cat);
CREATE TABLE stone (id int, weight int);
