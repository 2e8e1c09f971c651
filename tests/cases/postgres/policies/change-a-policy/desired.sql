CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE POLICY a ON item FOR SELECT USING (n > 1);
