CREATE TABLE animal (id int, weight bigint);
CREATE TABLE cat (lives int) INHERITS (animal);
CREATE TABLE kitten () INHERITS (cat);
CREATE TABLE stone (id int, weight int);
