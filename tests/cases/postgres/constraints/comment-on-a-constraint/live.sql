CREATE TABLE item (n int CONSTRAINT k CHECK (n > 0));
