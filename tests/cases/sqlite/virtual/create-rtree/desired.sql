CREATE VIRTUAL TABLE r USING rtree(id, min_x, max_x, +note TEXT);
