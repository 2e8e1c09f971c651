//! A TEXT, BLOB or JSON column has a literal default.
//!
//! MySQL refuses it; from 8.0.13 on an expression in parentheses is taken: `DEFAULT ('')`. MariaDB takes both.

use crate::rules::prelude::*;

/// The rule `blob-default`.
pub(super) static RULE: Rule = Rule {
    code: "blob-default",
    engines: MYSQL,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("blob_default.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in
        look.columns().into_iter().filter(|(_, column)| column.ty.is_large() || column.ty.is(&["geometry"]))
    {
        let Some(default) = &column.default else { continue };
        let text = look.unit.written(default);
        if !text.starts_with('(') && !text.eq_ignore_ascii_case("NULL") {
            let span = look.unit.place(default);
            let mark = look
                .mark(&span, format!("MySQL takes no literal default for `{}`", column.ty.base))
                .help("put it in parentheses");
            marks.push(look.replacing(mark, "make it an expression", &span, format!("({text})")));
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
                "CREATE TABLE t (a text DEFAULT '');",
                "ALTER TABLE t ADD a json NOT NULL DEFAULT '{}';",
                "CREATE TABLE t (a mediumblob DEFAULT 'x');",
            ],
            &[
                "CREATE TABLE t (a text DEFAULT (''));",
                "CREATE TABLE t (a varchar(10) DEFAULT '');",
                "CREATE TABLE t (a text DEFAULT NULL);",
            ],
        );
    }
}
