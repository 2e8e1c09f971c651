//! A primary key is over a column of a type that the team does not allow for it.
//!
//! The types are the rule's `list`; an empty one allows all.
//!
//! Instead, use one of the list.

use crate::rules::prelude::*;

/// The rule `index-primary-key-type-allowlist`.
pub(super) static RULE: Rule = Rule {
    code: "index-primary-key-type-allowlist",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&[]),
        about: "the types that are allowed; empty for all",
    }],
    source: include_str!("index_primary_key_type_allowlist.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let list = look.parameters.list("list");
    for (column, ty, span) in super::made::primary_columns(look) {
        let is_allowed =
            list.is_empty() || look.parameters.has("list", &ty.base) || look.parameters.has("list", &ty.sql());
        if !is_allowed {
            let message = format!("a primary key over `{column}`, which is `{}`", ty.base);
            marks.push(look.mark(&span, message).help(format!("use one of {}", list.join(", "))));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.index-primary-key-type-allowlist]\nlist = [\"bigint\", \"uuid\", \"INTEGER\"]",
            &[
                "CREATE TABLE t (id text PRIMARY KEY);",
                "mysql: CREATE TABLE t (id int, PRIMARY KEY (id));",
                "sqlite: CREATE TABLE t (id text PRIMARY KEY);",
            ],
            &[
                "CREATE TABLE t (id uuid PRIMARY KEY, n text);",
                "mysql: CREATE TABLE t (id bigint, PRIMARY KEY (id));",
                "sqlite: CREATE TABLE t (id INTEGER PRIMARY KEY);",
            ],
        );
        crate::cases::check(&super::RULE, &[], &["CREATE TABLE t (id text PRIMARY KEY);"]);
    }
}
