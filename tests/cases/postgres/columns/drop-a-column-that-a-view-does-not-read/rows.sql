INSERT INTO artist (name, born) VALUES ('Nina Simone', '1933-02-21'), ('Can', NULL);
