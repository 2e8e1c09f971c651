CREATE TABLE `se lect` (`or``der` int NOT NULL PRIMARY KEY, `gr"oup` int, `名前` int);
