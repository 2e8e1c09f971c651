//! A comment allows a rule that does not fire, or that does not exist.
//!
//! It hides what comes later, or never did what it was meant for.
//!
//! Instead, remove it.

use crate::rules::prelude::*;

/// The rule `unused-suppression`.
pub(super) static RULE: Rule = Rule {
    code: "unused-suppression",
    engines: ALL,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("unused_suppression.rs"),
    check: Check::Reading,
};

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "-- groundline: allow no-such-rule it is empty\nSELECT 1;",
                "-- groundline: allow no-such-rule because\nSELECT 1;",
                "SELECT 1; -- groundline: allow unused-suppression really",
            ],
            &[
                "SELECT 1; -- an ordinary comment",
                "SELECT 'groundline: allow drop-table x';",
                "SELECT 1; -- allow drop-table",
            ],
        );
    }
}
