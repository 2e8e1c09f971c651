DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'r_nobody') THEN
    CREATE ROLE r_nobody;
  END IF;
END $$;
CREATE TABLE item (id int PRIMARY KEY, n int, c text);
