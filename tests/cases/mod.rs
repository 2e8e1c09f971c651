//! The acceptance property on cases: our own folders, cases that others wrote, and real schemas.
//!
//! A case folder is `tests/cases/{sqlite,postgres,mysql}/<group>/<name>/` with `live.sql`, `desired.sql`, and where needed `rows.sql`
//! and `case.toml`; `folders.rs` and `expectation.rs` say what they mean. Adding a folder adds a test.

mod accounts;
pub(crate) mod database;
mod expectation;
mod folders;
mod foreign;
mod outcome;
mod plan_json;
mod property;
mod schemas;
mod survival;

use libtest_mimic::Trial;

/// The tests of this module whose names `wanted` may run; reading the others would only cost time.
pub(crate) fn trials(wanted: impl Fn(&str) -> bool) -> Vec<Trial> {
    let mut trials = Vec::new();
    for (prefix, suite) in [
        ("sqlite/", folders::sqlite as fn() -> Vec<Trial>),
        ("postgres/", folders::postgres),
        ("mysql/", folders::mysql),
        ("foreign-postgres", foreign::postgres),
        ("foreign-mysql", foreign::mysql),
        ("schemas", schemas::trials),
    ] {
        if wanted(prefix) {
            trials.extend(suite());
        }
    }
    trials
}
