INSERT INTO `se lect` VALUES (1, 2, 3);
