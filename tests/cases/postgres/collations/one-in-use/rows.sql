INSERT INTO t VALUES ('é'), ('z'), (NULL);
