DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'r_reader') THEN
    CREATE ROLE r_reader;
  END IF;
END $$;
CREATE TABLE item (id int PRIMARY KEY, n int, c text);
GRANT SELECT ON item TO r_reader;
