INSERT INTO f (rowid, title, body) VALUES (3,'Blue','train'),(8,'Giant','steps');
