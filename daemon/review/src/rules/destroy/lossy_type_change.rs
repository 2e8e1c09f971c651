//! A column gets a type that holds less than the old one.
//!
//! Values that do not fit fail the change, or are cut or rounded in silence: a shorter varchar (MySQL without strict mode), a smaller
//! integer, fewer digits, a timestamp without its time zone.
//!
//! Instead, look at what is there first:
//!
//! ```sql
//! SELECT max(length(name)) FROM users;
//! ```

use crate::rules::prelude::*;

/// The rule `lossy-type-change`.
pub(super) static RULE: Rule = Rule {
    code: "lossy-type-change",
    engines: SERVERS,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("lossy_type_change.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (alter, action) in look.shared_actions() {
        let (name, new) = match &action.act {
            Act::SetType { name, ty, .. } => (name.as_str(), ty),
            Act::Redefine { old, column } => (old.as_ref().map_or(column.name(), Part::as_str), &column.ty),
            _ => continue,
        };
        let Some(old) = look.table(&alter.table).and_then(|table| table.column(name)).map(|known| &known.ty) else {
            continue;
        };
        if let Some(loss) = loss(old, new) {
            let message = format!("`{}.{name}` {loss}", alter.table.shown());
            // What is rounded or cut is lost whatever it holds.
            let is_about_range = loss.ends_with("shorter texts") || loss.ends_with("range of numbers");
            let probe = if is_about_range { look.too_big(&alter.table, name, new) } else { None };
            marks.push(
                look.mark(&action.span, message).help("look at the longest or greatest value first").probe(probe),
            );
        }
    }
}

const INTEGERS: &[&str] = &["tinyint", "smallint", "mediumint", "int", "integer", "bigint"];
const TEXTS: &[&str] = &["tinytext", "text", "mediumtext", "longtext"];

/// What the new type cannot hold.
fn loss(old: &TypeName, new: &TypeName) -> Option<&'static str> {
    let rank = |list: &[&str], ty: &TypeName| list.iter().position(|base| *base == ty.base);
    if let (Some(before), Some(after)) = (rank(INTEGERS, old), rank(INTEGERS, new)) {
        let same = INTEGERS[before].starts_with("int") && INTEGERS[after].starts_with("int");
        let is_smaller = after < before && !same;
        return (is_smaller || (!old.is_unsigned && new.is_unsigned)).then_some("holds a smaller range of numbers");
    }
    if let (Some(before), Some(after)) = (rank(TEXTS, old), rank(TEXTS, new)) {
        return (after < before).then_some("holds shorter texts");
    }
    let is_text = |ty: &TypeName| ty.is(&["varchar", "char", "varbinary", "binary"]);
    let shorter = match (old.size(), new.size()) {
        (Some(before), Some(after)) => after < before,
        (None, Some(_)) => true,
        _ => false,
    };
    if is_text(new) && (is_text(old) || TEXTS.contains(&old.base.as_str())) {
        return shorter.then_some("holds shorter texts");
    }
    match (old.base.as_str(), new.base.as_str()) {
        ("numeric", "numeric") | ("decimal", "decimal") => {
            let scale = |ty: &TypeName| ty.arguments.get(1).and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
            let whole =
                |ty: &TypeName| ty.size().map_or(i64::MAX, |size| i64::try_from(size).unwrap_or(i64::MAX) - scale(ty));
            let loses = (old.arguments.is_empty() && !new.arguments.is_empty())
                || scale(new) < scale(old)
                || whole(new) < whole(old);
            loses.then_some("holds fewer digits")
        }
        ("double", "real" | "float")
        | ("numeric" | "decimal", "double" | "real" | "float" | "integer" | "int" | "bigint") => {
            Some("rounds its values")
        }
        ("double" | "real" | "float", "integer" | "int" | "bigint" | "smallint") => Some("rounds its values"),
        ("timestamptz", "timestamp" | "date") | ("timestamp" | "datetime", "date" | "time") => {
            Some("loses a part of its time")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a varchar(50));\n---\nALTER TABLE t ALTER a TYPE varchar(20);",
                "mysql: CREATE TABLE t (a bigint);\n---\nALTER TABLE t MODIFY a int;",
                "CREATE TABLE t (a timestamptz);\n---\nALTER TABLE t ALTER a TYPE timestamp;",
                "mysql: CREATE TABLE t (a decimal(10, 4));\n---\nALTER TABLE t CHANGE a b decimal(10, 2);",
            ],
            &[
                "CREATE TABLE t (a varchar(50));\n---\nALTER TABLE t ALTER a TYPE varchar(60);",
                "mysql: CREATE TABLE t (a int);\n---\nALTER TABLE t MODIFY a bigint NOT NULL;",
                "ALTER TABLE t ALTER a TYPE varchar(20);",
            ],
        );
        crate::cases::check_probe(
            &super::RULE,
            "CREATE TABLE t (a varchar(50));\n---\nALTER TABLE t ALTER a TYPE varchar(20);",
            "SELECT 1 AS found FROM t WHERE char_length(a) > 20",
        );
        crate::cases::check_probe(
            &super::RULE,
            "mysql: CREATE TABLE t (a bigint);\n---\nALTER TABLE t MODIFY a int unsigned;",
            "SELECT 1 AS found FROM t WHERE a < 0 OR a > 4294967295",
        );
    }
}
