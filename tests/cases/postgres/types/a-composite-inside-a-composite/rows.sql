INSERT INTO drawing VALUES (1, '("(1,2)","(3,4)")');
INSERT INTO other VALUES (1);
