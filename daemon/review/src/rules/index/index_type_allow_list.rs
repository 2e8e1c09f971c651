//! An index is of a type that the team does not allow.
//!
//! Such as `HASH`, which InnoDB reads as BTREE anyway.

use crate::rules::prelude::*;

/// The rule `index-type-allow-list`.
pub(super) static RULE: Rule = Rule {
    code: "index-type-allow-list",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&[]),
        about: "types that an index may have, such as `BTREE`, `FULLTEXT`",
    }],
    source: include_str!("index_type_allow_list.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if look.parameters.list("list").is_empty() {
        return;
    }
    for (_, index) in look.indexes() {
        let method = index.special.or(index.method.as_deref()).unwrap_or("BTREE");
        if !look.parameters.has("list", method) {
            marks.push(look.mark(&index.span, format!("an index of type {} is not allowed", method.to_uppercase())));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.index-type-allow-list]\nlist = [\"BTREE\"]",
            &[
                "CREATE INDEX i ON t (a) USING HASH;",
                "CREATE TABLE t (a text, FULLTEXT KEY (a));",
                "ALTER TABLE t ADD INDEX i USING HASH (a);",
            ],
            &["CREATE INDEX i ON t (a);", "CREATE TABLE t (a int, KEY (a) USING BTREE);", "CREATE TABLE t (a int);"],
        );
    }
}
