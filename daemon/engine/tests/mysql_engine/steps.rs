//! Steps on a live database: run once, undone, settled after a death, kept, purged.
