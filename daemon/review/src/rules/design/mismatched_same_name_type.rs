//! A column has another type than columns of the same name in other tables.
//!
//! Joins over them convert one side, and cannot use its index.

use crate::rules::prelude::*;

/// The rule `mismatched-same-name-type`.
pub(super) static RULE: Rule = Rule {
    code: "mismatched-same-name-type",
    engines: SERVERS,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("mismatched_same_name_type.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (table, column) in look.columns() {
        let name = column.name();
        if !name.ends_with("_id") || column.ty.base.is_empty() {
            continue;
        }
        let key = look.catalog.key(table);
        let others = look.catalog.tables.iter().filter(|(other, _)| **other != key);
        let other = others
            .filter_map(|(_, other)| Some((other, other.column(name)?)))
            .find(|(_, known)| known.ty.base != column.ty.base && !known.is_counter);
        if let Some((other, known)) = other {
            let message = format!("`{name}` is `{}` here and `{}` in `{}`", column.ty.base, known.ty.base, other.shown);
            marks.push(look.mark(&column.ty.span, message).help("give both the same type"));
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
                "CREATE TABLE a (user_id int); CREATE TABLE b (user_id bigint);",
                "mysql: CREATE TABLE a (user_id int);\n---\nALTER TABLE b ADD user_id varchar(10);",
                "CREATE TABLE a (user_id uuid);\n---\nCREATE TABLE b (user_id text);",
            ],
            &[
                "CREATE TABLE a (user_id int); CREATE TABLE b (user_id integer);",
                "CREATE TABLE a (note int); CREATE TABLE b (note text);",
                "mysql: ALTER TABLE b ADD user_id int;",
            ],
        );
    }
}
