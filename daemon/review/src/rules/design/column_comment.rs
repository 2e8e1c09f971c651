//! A column has no comment, or one that is too long.
//!
//! Whoever reads the schema sees what the column holds without asking.

use crate::rules::prelude::*;

/// The rule `column-comment`.
pub(super) static RULE: Rule = Rule {
    code: "column-comment",
    engines: SERVERS,
    level: Level::Off,
    priority: 2,
    aliases: &["column-comment-required"],
    parameters: &[
        Parameter { name: "required", default: Value::Flag(false), about: "whether every column must have one" },
        Parameter { name: "max_length", default: Value::Number(64), about: "how many characters a comment may have" },
    ],
    source: include_str!("column_comment.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = look.parameters.count("max_length");
    if look.is_mysql() {
        for (_, column) in look.columns() {
            let length = column.comment.as_ref().map_or(0, |text| text.chars().count());
            if length == 0 && look.parameters.flag("required") {
                marks.push(look.mark(&column.name_span(), format!("`{}` has no comment", column.name())));
            } else if length > most {
                marks.push(look.mark(
                    &column.name_span(),
                    format!("the comment of `{}` has {length} characters, at most {most} are allowed", column.name()),
                ));
            }
        }
        return;
    }
    if let Form::Comment { kind, column: Some(column), text: Some(text), .. } = &look.unit.form
        && kind == "COLUMN"
        && text.chars().count() > most
    {
        marks.push(look.mark(
            &column.span,
            format!("the comment has {} characters, at most {most} are allowed", text.chars().count()),
        ));
    }
    if let Form::CreateTable(create) = &look.unit.form {
        for column in create.columns.iter().filter(|_| look.parameters.flag("required") && !create.is_temporary) {
            let Some(name) = &create.name else { return };
            let describes = |unit: &Unit| matches!(&unit.form, Form::Comment { column: Some(found), text: Some(_), .. } if unit.text.get(found.span.clone()).is_some_and(|text| text.trim_matches('"').ends_with(column.name())));
            if !look.later(name).any(describes) {
                marks.push(
                    look.mark(&column.name_span(), format!("`{}` has no comment", column.name()))
                        .help("describe it with COMMENT ON COLUMN"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.column-comment]\nrequired = true\nmax_length = 10",
            &[
                "mysql: CREATE TABLE t (a int);",
                "mysql: ALTER TABLE t ADD a int COMMENT 'far too long a text';",
                "CREATE TABLE t (a int);",
            ],
            &[
                "mysql: CREATE TABLE t (a int COMMENT 'short');",
                "CREATE TABLE t (a int); COMMENT ON COLUMN t.a IS 'short';",
                "CREATE TEMP TABLE t (a int);",
            ],
        );
    }
}
