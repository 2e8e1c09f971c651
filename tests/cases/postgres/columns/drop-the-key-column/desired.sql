CREATE TABLE item (c text NOT NULL);
