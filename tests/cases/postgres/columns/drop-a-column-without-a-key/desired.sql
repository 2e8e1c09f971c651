CREATE TABLE item (a text, b int);
