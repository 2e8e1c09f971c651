//! A file's name does not follow the team's pattern.
//!
//! Names with a number or a time in front keep changes in their order.

use crate::rules::prelude::*;

/// The rule `file-name`.
pub(super) static RULE: Rule = Rule {
    code: "file-name",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[Parameter {
        name: "format",
        default: Value::Text("^[0-9]+[_-][a-z0-9_-]+\\.sql$"),
        about: "what the name of a file must match",
    }],
    source: include_str!("file_name.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let name = look.around.path.rsplit(['/', '\\']).next().unwrap_or(look.around.path);
    let format = look.parameters.text("format");
    if look.at == 0 && !look.parameters.is_match(format, name) {
        marks.push(look.mark_all(format!("file name `{name}` does not match `{format}`")));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["SELECT 1;", "CREATE TABLE t (a int);", "mysql: SELECT 2; SELECT 3;"],
            &["-- only a comment", "\n", "-- another comment\n\n"],
        );
    }
}
