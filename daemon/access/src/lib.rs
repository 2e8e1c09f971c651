//! Floor 0: who may see what.
//!
//! People, grants, masking, and the analysis of queries will live here; nothing does yet. No I/O, no clock, no async.
