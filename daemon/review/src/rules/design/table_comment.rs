//! A table has no comment, or one that is too long.
//!
//! Whoever reads the schema sees what the table holds without asking.

use crate::rules::prelude::*;

/// The rule `table-comment`.
pub(super) static RULE: Rule = Rule {
    code: "table-comment",
    engines: SERVERS,
    level: Level::Off,
    priority: 2,
    aliases: &["table-comment-required"],
    parameters: &[
        Parameter { name: "required", default: Value::Flag(false), about: "whether every table must have one" },
        Parameter { name: "max_length", default: Value::Number(64), about: "how many characters a comment may have" },
    ],
    source: include_str!("table_comment.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = look.parameters.count("max_length");
    let long = |text: &str| text.chars().count() > most;
    match &look.unit.form {
        Form::Comment { kind, name: Some(name), text: Some(text), .. } if kind == "TABLE" && long(text) => {
            marks.push(look.mark(
                &name.span,
                format!("the comment has {} characters, at most {most} are allowed", text.chars().count()),
            ));
        }
        Form::CreateTable(create) if !create.is_temporary && create.partition_of.is_none() => {
            let Some(name) = &create.name else { return };
            let own = create.options.iter().find(|option| option.key == "COMMENT");
            let describes = |unit: &Unit| matches!(&unit.form, Form::Comment { kind, name: Some(found), text: Some(_), .. } if kind == "TABLE" && found.name == name.name);
            let has = own.is_some_and(|option| !option.value.is_empty()) || look.later(name).any(describes);
            if let Some(option) = own.filter(|option| long(&option.value)) {
                marks.push(look.mark(
                    &option.span,
                    format!("the comment has {} characters, at most {most} are allowed", option.value.chars().count()),
                ));
            } else if !has && look.parameters.flag("required") {
                marks.push(look.mark(&name.span, format!("`{}` has no comment", name.shown())).help("describe it"));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.table-comment]\nrequired = true\nmax_length = 10",
            &[
                "mysql: CREATE TABLE t (a int);",
                "mysql: CREATE TABLE t (a int) COMMENT='far too long a text';",
                "CREATE TABLE t (a int);",
            ],
            &[
                "mysql: CREATE TABLE t (a int) COMMENT = 'short';",
                "CREATE TABLE t (a int); COMMENT ON TABLE t IS 'short';",
                "CREATE TEMP TABLE t (a int);",
            ],
        );
    }
}
