CREATE TABLE item (
    id int PRIMARY KEY,
    -- groundline: renamed-from=a
    b bigint
);
