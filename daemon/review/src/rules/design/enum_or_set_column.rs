//! A column is an ENUM or SET, whose members can only be changed by ALTER.
//!
//! Instead, a table of the values and a foreign key, or a CHECK.

use crate::rules::prelude::*;

/// The rule `enum-or-set-column`.
pub(super) static RULE: Rule = Rule {
    code: "enum-or-set-column",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("enum_or_set_column.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.is(&["enum", "set"])) {
        marks.push(
            look.mark(&column.ty.span, format!("the members of `{}` can only be changed by ALTER", column.name()))
                .help("use a table of the values, or a CHECK"),
        );
    }
    if let Form::Create(create) = &look.unit.form
        && create.kind == "TYPE"
        && look.unit.are(create.rest, &["AS", "ENUM"])
    {
        marks.push(
            look.mark_all("values can be added to an enum, and never taken away")
                .help("use a table of the values, or a CHECK"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "mysql: CREATE TABLE t (a enum('x','y'));",
                "mysql: ALTER TABLE t ADD a set('x','y');",
                "CREATE TYPE mood AS ENUM ('ok', 'sad');",
            ],
            &[
                "mysql: CREATE TABLE t (a varchar(10));",
                "CREATE TYPE pair AS (a int, b int);",
                "CREATE TABLE t (a text CHECK (a IN ('x', 'y')));",
            ],
        );
    }
}
