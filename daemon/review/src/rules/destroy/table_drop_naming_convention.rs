//! A table is dropped whose name does not say that it may go.
//!
//! Renaming it first shows what still uses it, while the way back is short.

use crate::rules::prelude::*;

/// The rule `table-drop-naming-convention`.
pub(super) static RULE: Rule = Rule {
    code: "table-drop-naming-convention",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "format",
        default: Value::Text("_del$"),
        about: "what the name of a dropped table must match",
    }],
    source: include_str!("table_drop_naming_convention.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Drop(drop) = &look.unit.form else { return };
    if drop.kind != "TABLE" || drop.is_temporary {
        return;
    }
    let format = look.parameters.text("format");
    for name in &drop.names {
        if !look.parameters.is_match(format, name.name.as_str()) {
            marks.push(
                look.mark(&name.span, format!("`{}` does not match `{format}`", name.shown())).help("rename it first"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["DROP TABLE t;", "mysql: DROP TABLE a_del, b;", "sqlite: DROP TABLE IF EXISTS del_t;"],
            &["DROP TABLE t_del;", "mysql: DROP TEMPORARY TABLE t;", "sqlite: DROP VIEW v;"],
        );
    }
}
