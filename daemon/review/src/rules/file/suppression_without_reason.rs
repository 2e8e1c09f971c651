//! A comment allows a rule and does not say why.
//!
//! It allows nothing: the reason is what the reviewer reads.
//!
//! Instead:
//!
//! ```sql
//! -- groundline: allow drop-table nobody has read it since May
//! ```

use crate::rules::prelude::*;

/// The rule `suppression-without-reason`.
pub(super) static RULE: Rule = Rule {
    code: "suppression-without-reason",
    engines: ALL,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("suppression_without_reason.rs"),
    check: Check::Reading,
};

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "-- groundline: allow drop-table\nDROP TABLE t;",
                "DROP TABLE t; -- groundline: allow drop-table",
                "/* groundline: allow drop-table */ DROP TABLE t;",
            ],
            &[
                "-- groundline: allow unused-suppression the reason\nSELECT 1;",
                "-- allow drop-table\nSELECT 1;",
                "SELECT 1;",
            ],
        );
    }
}
