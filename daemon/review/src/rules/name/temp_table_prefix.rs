//! A temporary table's name does not look like one: it hides a table of the same name as long as the session lasts.
//!
//! Instead, a name that matches the format.

use crate::rules::prelude::*;

/// The rule `temp-table-prefix`.
pub(super) static RULE: Rule = Rule {
    code: "temp-table-prefix",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "prefix",
        default: Value::Text("tmp_"),
        about: "what the name of a temporary table begins with",
    }],
    source: include_str!("temp_table_prefix.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    let Some(name) = create.name.as_ref().filter(|_| create.is_temporary) else { return };
    let prefix = look.parameters.text("prefix");
    if !name.name.as_str().starts_with(prefix) {
        let message = format!("the temporary table `{}` does not begin with `{prefix}`", name.shown());
        marks.push(look.mark(&name.span, message));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TEMPORARY TABLE t (a int);",
                "CREATE TEMPORARY TABLE orders SELECT 1 AS a;",
                "CREATE TEMPORARY TABLE IF NOT EXISTS d.t (a int);",
            ],
            &["CREATE TEMPORARY TABLE tmp_t (a int);", "CREATE TABLE t (a int);", "DROP TEMPORARY TABLE t;"],
        );
    }
}
