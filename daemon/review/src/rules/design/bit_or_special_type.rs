//! A column has a type that most drivers and tools do not treat as they do others: BIT, spatial types, object identifiers.
//!
//! Instead, a boolean or a number; a column that holds a name instead of an object's number.

use crate::rules::prelude::*;

/// The rule `bit-or-special-type`.
pub(super) static RULE: Rule = Rule {
    code: "bit-or-special-type",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("bit_or_special_type.rs"),
    check: Check::Statement(check),
};

const TYPES: &[&str] = &[
    "bit",
    "varbit",
    "geometry",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
    "oid",
    "regclass",
    "regproc",
    "regprocedure",
    "regtype",
    "regrole",
    "regnamespace",
    "regoper",
    "regoperator",
    "regconfig",
    "regdictionary",
    "xid",
    "cid",
    "tid",
];

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.is(TYPES)) {
        let message =
            format!("`{}` is of the type `{}`, which needs care in drivers and tools", column.name(), column.ty.base);
        marks.push(look.mark(&column.ty.span, message));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a bit(3));",
                "mysql: CREATE TABLE t (a GEOMETRY NOT NULL);",
                "ALTER TABLE t ADD COLUMN a regclass;",
            ],
            &["CREATE TABLE t (a boolean);", "mysql: CREATE TABLE t (a int);", "ALTER TABLE t ADD COLUMN a text;"],
        );
    }
}
