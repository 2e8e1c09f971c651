//! A comment addresses Groundline, and is not understood.
//!
//! `-- groundline: …` knows `allow`, `renamed-from` and `key`; anything else is a mistake that would otherwise be passed over.

use crate::rules::prelude::*;

/// The rule `invalid-directive`.
pub(super) static RULE: Rule = Rule {
    code: "invalid-directive",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("invalid_directive.rs"),
    check: Check::Reading,
};

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "-- groundline: alow drop-table x\nSELECT 1;",
                "-- groundline allow drop-table x\nSELECT 1;",
                "-- groundline: key=\nSELECT 1;",
            ],
            &[
                "-- groundline is a program\nSELECT 1;",
                "-- groundline: renamed-from=b\nCREATE TABLE a (x int);",
                "SELECT 1;",
            ],
        );
    }
}
