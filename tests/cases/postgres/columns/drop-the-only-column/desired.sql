CREATE TABLE item ();
