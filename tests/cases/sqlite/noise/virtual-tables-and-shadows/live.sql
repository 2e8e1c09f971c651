CREATE VIRTUAL TABLE f USING fts5(a, b, tokenize = 'porter');
CREATE VIRTUAL TABLE r USING rtree(id, x0, x1);
