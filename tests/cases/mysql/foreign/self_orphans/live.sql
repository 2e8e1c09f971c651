CREATE TABLE t (id int NOT NULL PRIMARY KEY, up int, KEY ku (up));
