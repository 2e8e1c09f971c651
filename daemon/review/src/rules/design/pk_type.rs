//! A primary key is of a type that the team does not allow.
//!
//! An `int` runs out after two thousand million rows; a text as key makes every reference and index larger.
//!
//! Instead: `bigint` that counts up, or `uuid`.

use crate::rules::prelude::*;

/// The rule `pk-type`.
pub(super) static RULE: Rule = Rule {
    code: "pk-type",
    engines: SERVERS,
    level: Level::Off,
    priority: 1,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&["bigint", "bigserial", "uuid"]),
        about: "types that a key may have, in any spelling",
    }],
    source: include_str!("pk_type.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let mut keys: Vec<String> = Vec::new();
    for (_, constraint) in look.constraints() {
        if let Demand::Primary(_) = constraint.demand {
            keys.extend(constraint.columns().into_iter().map(|part| part.as_str().to_lowercase()));
        }
    }
    for (_, column) in look.columns() {
        let is_key = column.primary_key.is_some() || keys.contains(&column.name().to_lowercase());
        let written = look.unit.text.get(column.ty.span.clone()).unwrap_or_default();
        if is_key && !look.parameters.has("list", &column.ty.base) && !look.parameters.has("list", written) {
            let mark = look.mark(&column.ty.span, format!("a primary key of type `{written}`"));
            let mark = mark.help("use bigint, or uuid");
            let wider = match column.ty.base.as_str() {
                "serial" | "smallserial" => "bigserial",
                "smallint" | "integer" | "int" | "mediumint" | "tinyint" => "bigint",
                _ => "",
            };
            let sign = if column.ty.is_unsigned { " unsigned" } else { "" };
            marks.push(if look.parameters.has("list", wider) {
                look.replacing(mark, "make it wider", &column.ty.span, format!("{wider}{sign}"))
            } else {
                mark
            });
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
                "CREATE TABLE t (id int PRIMARY KEY);",
                "mysql: CREATE TABLE t (id varchar(36), PRIMARY KEY (id));",
                "CREATE TABLE t (id serial PRIMARY KEY);",
            ],
            &[
                "CREATE TABLE t (id bigint PRIMARY KEY, n int);",
                "mysql: CREATE TABLE t (id bigint unsigned AUTO_INCREMENT PRIMARY KEY);",
                "CREATE TABLE t (id uuid PRIMARY KEY);",
            ],
        );
    }
}
