//! A column that was never NULL may become so.
//!
//! Programs that read it may not expect NULL.
//!
//! Instead, make sure that every reader handles it first, then drop NOT NULL.

use crate::rules::prelude::*;

/// The rule `drop-not-null`.
pub(super) static RULE: Rule = Rule {
    code: "drop-not-null",
    engines: SERVERS,
    level: Level::Notice,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("drop_not_null.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let known = |name: &str| look.table(&alter.table).and_then(|table| table.column(name));
        let is_loosened = match &action.act {
            Act::DropNotNull(_) => true,
            Act::Redefine { old, column } => {
                let old = old.as_ref().map_or(column.name(), Part::as_str);
                column.not_null.is_none()
                    && column.primary_key.is_none()
                    && known(old).is_some_and(|known| known.not_null)
            }
            _ => false,
        };
        if is_loosened {
            let message = format!("readers of `{}` may not expect NULL here", alter.table.shown());
            marks.push(look.mark(&action.span, message).help("release readers that handle NULL first"));
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
                "ALTER TABLE t ALTER COLUMN a DROP NOT NULL;",
                "mysql: CREATE TABLE t (a int NOT NULL);\n---\nALTER TABLE t MODIFY a int;",
                "mysql: CREATE TABLE t (a int NOT NULL);\n---\nALTER TABLE t CHANGE a b int NULL;",
            ],
            &[
                "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
                "mysql: CREATE TABLE t (a int);\n---\nALTER TABLE t MODIFY a bigint;",
                "CREATE TABLE t (a int NOT NULL); ALTER TABLE t ALTER COLUMN a DROP NOT NULL;",
            ],
        );
    }
}
