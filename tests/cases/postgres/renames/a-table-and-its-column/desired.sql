-- groundline: renamed-from=old
CREATE TABLE item (
    id int CONSTRAINT old_pkey PRIMARY KEY,
    -- groundline: renamed-from=a
    b text
);
