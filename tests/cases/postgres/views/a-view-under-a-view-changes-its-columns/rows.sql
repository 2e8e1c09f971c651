INSERT INTO track VALUES (1, 'Halleluwah', 1112), (2, 'Vitamin C', 214);
