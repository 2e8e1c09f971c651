CREATE TABLE `se lect` (`or``der` int NOT NULL PRIMARY KEY, `gr"oup` bigint, `名前` int, `key` int DEFAULT 3, KEY `in dex` (`key`, `or``der`));
