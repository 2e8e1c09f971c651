//! A file sets the isolation level of its transactions.
//!
//! Below the usual level it reads what others have not committed; above, it fails where others write.
//!
//! Instead, leave it at the server's, or allow it in the rule's `list`.

use crate::rules::prelude::*;

/// The rule `isolation-level`.
pub(super) static RULE: Rule = Rule {
    code: "isolation-level",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["READ COMMITTED", "REPEATABLE READ"]),
        about: "the levels that are allowed",
    }],
    source: include_str!("isolation_level.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let Some(at) = (0..unit.tokens.len()).find(|at| unit.are(*at, &["ISOLATION", "LEVEL"])) else { return };
    let level = unit.written(&(at + 2..unit.tokens.len())).to_uppercase();
    if !look.parameters.list("list").iter().any(|allowed| level.starts_with(&allowed.to_uppercase())) {
        marks.push(look.mark_all(format!("the isolation level becomes {level}")).help("leave it at the server's"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;",
                "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE;",
                "SET GLOBAL TRANSACTION ISOLATION LEVEL READ UNCOMMITTED;",
            ],
            &[
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;",
                "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;",
                "START TRANSACTION;",
            ],
        );
    }
}
