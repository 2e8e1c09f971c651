//! A column has a name that object mappers give a meaning of their own, such as `type`: a mapper reads it as the class of the row.
//!
//! Instead, another name, such as `kind`.

use crate::rules::prelude::*;

/// The rule `inheritance-column`.
pub(super) static RULE: Rule = Rule {
    code: "inheritance-column",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["type", "lock_version"]),
        about: "names of columns that mappers reserve",
    }],
    source: include_str!("inheritance_column.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let names = look.parameters.list("list");
    for (_, column) in look.columns() {
        if names.iter().any(|name| name.eq_ignore_ascii_case(column.name())) {
            let message = format!("object mappers give a column `{}` a meaning of their own", column.name());
            marks.push(look.mark(&column.name_span(), message).help("give it another name"));
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
                "CREATE TABLE t (type text);",
                "mysql: ALTER TABLE t ADD COLUMN `type` varchar(9);",
                "CREATE TABLE t (id int, \"lock_version\" int);",
            ],
            &[
                "CREATE TABLE t (kind text);",
                "mysql: CREATE TABLE t (types varchar(9));",
                "ALTER TABLE t DROP COLUMN type;",
            ],
        );
    }
}
