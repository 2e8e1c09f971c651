//! A table in a schema that clients reach has no row level security.
//!
//! Where clients speak to the database directly, a table without it is open to all who have a right on the table.

use crate::rules::prelude::*;

/// The rule `rls-missing`.
pub(super) static RULE: Rule = Rule {
    code: "rls-missing",
    engines: POSTGRES,
    level: Level::Off,
    priority: 1,
    aliases: &[],
    parameters: &[Parameter { name: "list", default: Value::List(&["public"]), about: "schemas that clients reach" }],
    source: include_str!("rls_missing.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    let Some(name) = create.name.as_ref().filter(|_| !create.is_temporary && create.partition_of.is_none()) else {
        return;
    };
    let schema = name.schema.as_ref().map_or("public", |schema| schema.as_str());
    let enables = |unit: &Unit| {
        unit.form.as_alter().is_some_and(|alter| {
            alter.table.name == name.name && alter.actions.iter().any(|action| action.act == Act::RowSecurity(true))
        })
    };
    if look.parameters.has("list", schema) && !look.later(name).any(enables) {
        let enable = format!("ALTER TABLE {} ENABLE ROW LEVEL SECURITY", look.sql(name));
        let mark = look.mark(&name.span, format!("`{}` has no row level security", name.shown()));
        let mark = mark.help(format!("{enable};"));
        marks.push(look.following(mark, "switch it on", &enable));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a int);",
                "CREATE TABLE public.t (a int);",
                "CREATE TABLE t (a int); ALTER TABLE u ENABLE ROW LEVEL SECURITY;",
            ],
            &[
                "CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
                "CREATE TABLE private.t (a int);",
                "CREATE TEMP TABLE t (a int);",
            ],
        );
    }
}
