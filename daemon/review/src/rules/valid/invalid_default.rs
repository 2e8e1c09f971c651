//! A default does not fit the type of its column.
//!
//! The statement fails, or every INSERT that uses the default does.

use crate::rules::prelude::*;

/// The rule `invalid-default`.
pub(super) static RULE: Rule = Rule {
    code: "invalid-default",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("invalid_default.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    use schema::sql::TokenKind::String;
    const NUMBERS: &[&str] = &[
        "smallint",
        "integer",
        "int",
        "bigint",
        "tinyint",
        "mediumint",
        "numeric",
        "decimal",
        "real",
        "double",
        "float",
    ];
    for (_, column) in look.columns() {
        let Some(default) = &column.default else { continue };
        let is_one = default.len() == 1;
        let text = crate::read::string_value(look.unit.written(default));
        let is_text = is_one && look.unit.kind(default.start) == Some(String);
        let is_null = is_one && look.unit.is(default.start, "NULL");
        let strict = look.dialect() != schema::Dialect::Sqlite && !column.ty.is_array;
        let wrong = (is_null && (column.not_null.is_some() || column.primary_key.is_some()))
            || (strict && is_text && column.ty.is(NUMBERS) && text.trim().parse::<f64>().is_err())
            || (strict
                && is_text
                && column.ty.base == "boolean"
                && !["t", "f", "true", "false", "yes", "no", "y", "n", "on", "off", "1", "0"]
                    .contains(&text.to_lowercase().as_str()))
            || (strict
                && is_text
                && column.ty.is(&["varchar", "char"])
                && column.ty.size().is_some_and(|size| text.chars().count() as u64 > size));
        if wrong {
            let message = format!("`{}` is no value of `{}`", look.unit.written(default), column.name());
            marks.push(look.mark(&look.unit.place(default), message));
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
                "CREATE TABLE t (a int DEFAULT 'x');",
                "mysql: CREATE TABLE t (a varchar(2) DEFAULT 'abc');",
                "sqlite: CREATE TABLE t (a int NOT NULL DEFAULT NULL);",
            ],
            &[
                "CREATE TABLE t (a int DEFAULT '1', b boolean DEFAULT 'yes');",
                "mysql: CREATE TABLE t (a varchar(3) DEFAULT 'abc');",
                "CREATE TABLE t (a int[] DEFAULT '{}');",
            ],
        );
    }
}
