//! Floor 0: may a change go.
//!
//! Review rules, findings, risk and the verdict will live here; nothing does yet. No I/O, no clock, no async.
