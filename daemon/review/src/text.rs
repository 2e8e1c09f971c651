//! What a text of SQL is: a script that somebody runs, a schema that is declared, or the statements of a plan.
//!
//! Not its reading. A rule that speaks of how people write a migration must not fire where nobody wrote one: how a declared schema
//! is reached, and with which locks, is the planner's to decide, and what the planner cannot do safely it says itself, as a hazard
//! that needs consent, a guard, or a refusal.
//!
//! Invariant: whatever a rule of the lists is called, it exists.

use crate::rule::Rule;
use crate::rules::OF_RUNNING;

/// What a text of SQL is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Statements that run as they are written: every rule speaks of them.
    Script,
    /// A desired schema: what is to be there, in any order, over several files.
    Declaration,
    /// What the planner wrote to reach a declared schema.
    Plan,
}

/// Rules of the themes of running that speak of a declaration all the same: what they find stands in the `CREATE` itself.
const OF_DECLARATIONS: [&str; 4] = [
    "mysql-inline-references-ignored",
    "sqlite-datetime-default-quoted",
    "type-mismatch-with-parent",
    "view-select-star",
];

/// Rules of other themes that do not: they ask for the order of statements, or for what the database tells better when it elaborates.
const NOT_OF_DECLARATIONS: [&str; 7] = [
    "fk-parent-missing",
    "if-not-exists-hides-drift",
    "index-column-missing",
    "index-type-no-blob",
    "object-exists",
    "object-missing",
    "partition-index-not-only",
];

/// The rules that a plan is held to: prohibitions and limits of the team that the planner knows nothing of.
///
/// All others are off there. What loses data or breaks programs (`drop-table`, `rename-column`, …) is a hazard, and consent in Git
/// answers it; how long who waits (`index-not-concurrent`, …) is what the planner weighs by the rows there are; how names and
/// columns look stands in the declaration, where it can be mended.
pub const OF_PLANS: [&str; 9] = [
    "column-disallow-changing-order",
    "column-disallow-drop-in-index",
    "default-charset-change-no-effect",
    "enum-reordered",
    "expand-contract-order",
    "policy-changed",
    "table-disallow-ddl",
    "table-drop-naming-convention",
    "table-limit-size",
];

impl Text {
    /// Whether a rule speaks of such a text.
    pub fn is_judged_by(self, rule: &Rule) -> bool {
        match self {
            Self::Script => true,
            Self::Declaration => {
                let is_of_running = OF_RUNNING.iter().any(|theme| theme.iter().any(|other| other.code == rule.code));
                OF_DECLARATIONS.contains(&rule.code) || !is_of_running && !NOT_OF_DECLARATIONS.contains(&rule.code)
            }
            Self::Plan => OF_PLANS.contains(&rule.code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::find;

    #[test]
    fn every_rule_of_the_lists_exists_and_is_where_it_is_needed() {
        let is_of_running = |code: &str| OF_RUNNING.iter().any(|theme| theme.iter().any(|rule| rule.code == code));
        for code in OF_DECLARATIONS.into_iter().chain(NOT_OF_DECLARATIONS).chain(OF_PLANS) {
            assert_eq!(find(code).map(|rule| rule.code), Some(code));
        }
        assert!(OF_DECLARATIONS.into_iter().all(is_of_running), "the others speak of declarations anyway");
        assert!(!NOT_OF_DECLARATIONS.into_iter().any(is_of_running), "those are off anyway");
    }

    #[test]
    fn a_declaration_is_not_told_how_to_run_and_a_plan_not_how_to_be_written() {
        let speaks = |text: Text, code: &str| text.is_judged_by(find(code).expect("a rule"));
        for code in ["index-not-concurrent", "drop-table", "missing-lock-timeout", "add-required-column"] {
            assert!(
                speaks(Text::Script, code) && !speaks(Text::Declaration, code) && !speaks(Text::Plan, code),
                "{code}"
            );
        }
        for code in ["naming-table", "table-require-pk", "secret-literal"] {
            assert!(
                speaks(Text::Script, code) && speaks(Text::Declaration, code) && !speaks(Text::Plan, code),
                "{code}"
            );
        }
        assert!(speaks(Text::Plan, "table-limit-size") && !speaks(Text::Declaration, "table-limit-size"));
    }
}
