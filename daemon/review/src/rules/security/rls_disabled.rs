//! Row level security is switched off: every row is open to everyone who may read the table.
//!
//! Policies stay, and mean nothing from then on.

use crate::rules::prelude::*;

/// The rule `rls-disabled`.
pub(super) static RULE: Rule = Rule {
    code: "rls-disabled",
    engines: POSTGRES,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("rls_disabled.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.actions() {
        if action.act == Act::RowSecurity(false) {
            let message = format!("every row of `{}` is open to all who may read the table", alter.table.shown());
            marks.push(look.mark(&action.span, message));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t DISABLE ROW LEVEL SECURITY;",
                "ALTER TABLE s.t ADD COLUMN a int, DISABLE ROW LEVEL SECURITY;",
                "alter table \"T\" disable row level security;",
            ],
            &[
                "ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
                "ALTER TABLE t DISABLE TRIGGER g;",
                "ALTER TABLE t FORCE ROW LEVEL SECURITY;",
            ],
        );
    }
}
