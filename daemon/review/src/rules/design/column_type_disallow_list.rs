//! A column has a type that the team does not allow.
//!
//! The list names types in any spelling; `integer` also stands for `int4`.

use crate::rules::prelude::*;

/// The rule `column-type-disallow-list`.
pub(super) static RULE: Rule = Rule {
    code: "column-type-disallow-list",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&[]),
        about: "types that are not allowed, in any spelling",
    }],
    source: include_str!("column_type_disallow_list.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns() {
        let written = look.unit.text.get(column.ty.span.clone()).unwrap_or_default();
        if look.parameters.has("list", &column.ty.base) || look.parameters.has("list", written) {
            marks.push(look.mark(&column.ty.span, format!("type `{written}` is not allowed")));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.column-type-disallow-list]\nlist = [\"JSON\", \"integer\"]",
            &["CREATE TABLE t (a json);", "CREATE TABLE t (a int4);", "mysql: ALTER TABLE t ADD a JSON;"],
            &["CREATE TABLE t (a jsonb);", "mysql: CREATE TABLE t (a bigint);", "sqlite: CREATE TABLE t (a text);"],
        );
    }
}
