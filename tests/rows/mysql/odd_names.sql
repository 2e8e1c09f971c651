--- live
CREATE TABLE `a ``table`` "of" odd.names` (`select` INT PRIMARY KEY, `ro'w` TEXT, `x;y` INT, `t.` INT);
CREATE TABLE `Ünï` (`ключ` VARCHAR(9) PRIMARY KEY, `?` TEXT);
INSERT INTO `a ``table`` "of" odd.names` VALUES (1, 'it''s', 1, 5), (2, NULL, 2, 6);
INSERT INTO `Ünï` VALUES ('a', '1'), ('b', '2');
--- step
UPDATE `a ``table`` "of" odd.names` SET `ro'w` = CONCAT(`ro'w`, '--'), `t.` = 0;
UPDATE `Ünï` SET `ключ` = 'A' WHERE `ключ` = 'a';
DELETE FROM `Ünï` WHERE `ключ` = 'B';
--- since
INSERT INTO `Ünï` VALUES ('B', 'new');
--- conflicts
Ünï (ключ = b) its key was taken since
