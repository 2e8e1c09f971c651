CREATE TABLE item (
    id int PRIMARY KEY,
    -- groundline: renamed-from=a
    b text
);
CREATE INDEX i ON item (b);
