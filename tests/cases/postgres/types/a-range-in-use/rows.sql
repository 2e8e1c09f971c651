INSERT INTO booking VALUES (1, '[1,5)', ARRAY['[1,2)']::span[], '{[1,2),[4,6)}', '[1,3]'), (2, '[5,9)', NULL, NULL, NULL);
