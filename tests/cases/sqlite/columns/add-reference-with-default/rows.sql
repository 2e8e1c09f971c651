INSERT INTO track VALUES (1, 'Blue in Green'), (5, 'So What'), (7, '');
