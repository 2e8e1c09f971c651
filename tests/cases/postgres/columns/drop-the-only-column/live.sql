CREATE TABLE item (c text);
