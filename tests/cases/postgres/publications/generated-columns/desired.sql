CREATE TABLE a (id int PRIMARY KEY, n int GENERATED ALWAYS AS (id + 1) STORED);
CREATE PUBLICATION p FOR TABLE a WITH (publish = 'insert', publish_generated_columns = stored);
