CREATE TABLE `T1` (
 ID int NOT NULL, n varchar(10),
 PRIMARY KEY (`ID`)
);
