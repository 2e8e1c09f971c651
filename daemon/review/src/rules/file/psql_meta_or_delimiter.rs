//! The file has commands of a client program, which no server understands.
//!
//! `\connect`, `.read`, and the rows of COPY … FROM stdin are for psql and its like; Groundline, drivers and most CI tools cannot run
//! them.
//!
//! Instead, remove them, and load rows by INSERT or through a changelist.

use crate::rules::prelude::*;

/// The rule `psql-meta-or-delimiter`.
pub(super) static RULE: Rule = Rule {
    code: "psql-meta-or-delimiter",
    engines: ALL,
    level: Level::Warning,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("psql_meta_or_delimiter.rs"),
    check: Check::Reading,
};

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["\\set x 1\nSELECT 1;", "COPY t FROM stdin;\n1\n\\.\nSELECT 1;", "sqlite: .headers on\nSELECT 1;"],
            &["COPY t TO STDOUT;", "SELECT 1;", "mysql: DELIMITER //\nSELECT 1//"],
        );
    }
}
