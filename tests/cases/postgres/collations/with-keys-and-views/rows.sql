INSERT INTO t VALUES ('a', 'x', 'one'), ('b', 'z', 'two');
INSERT INTO u VALUES ('a', 'first'), (NULL, 'none');
