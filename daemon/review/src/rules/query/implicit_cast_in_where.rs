//! A column is compared with a literal of another type.
//!
//! MySQL and MariaDB turn a text column into numbers row by row: no index is used, and `'1a'` equals 1. PostgreSQL refuses a text
//! column and a number, and turns an integer column into numeric for a number with a point.
//!
//! Instead, write the literal in the column's type: `WHERE code = '42'`.

use crate::rules::prelude::*;
use crate::rules::query::filter::{column_at, filters};
use schema::sql::TokenKind;

/// The rule `implicit-cast-in-where`.
pub(super) static RULE: Rule = Rule {
    code: "implicit-cast-in-where",
    engines: SERVERS,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("implicit_cast_in_where.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (sources, condition) in filters(look) {
        // A number stands behind a name and a sign, or behind a name, a point, another name and a sign.
        let is_near = |at: &usize| [at + 2, at + 4].iter().any(|at| look.unit.kind(*at) == Some(TokenKind::Number));
        for at in condition.clone().filter(is_near) {
            let Some(used) = column_at(look, &sources, at) else { continue };
            let (sign, literal) = (used.tokens.end, used.tokens.end + 1);
            let is_alone = begins(look.unit, &condition, at) && ends(look.unit, &condition, literal + 1);
            if !is_alone || !["=", "<>", "!=", "<", ">", "<=", ">="].contains(&look.unit.token(sign)) {
                continue;
            }
            let (written, place) = (look.unit.token(literal), look.unit.place(&(literal..literal + 1)));
            if look.unit.kind(literal) != Some(TokenKind::Number) {
                continue;
            }
            if used.column.ty.is(TEXTS) {
                let message =
                    format!("`{}` is `{}`, and is compared with a number", used.column.name, used.column.ty.base);
                let mark = look.mark(&place, message).help("write the literal as text");
                marks.push(look.replacing(mark, "quote the literal", &place, format!("'{written}'")));
            } else if look.is_postgres() && used.column.ty.is(INTEGERS) && written.contains('.') {
                let message = format!("`{}` becomes numeric in every row, and no index is used", used.column.name);
                let mark = look.mark(&place, message).help("write a whole number");
                let whole = written.trim_end_matches('0').strip_suffix('.');
                marks.push(match whole {
                    Some(whole) => look.replacing(mark, "write a whole number", &place, whole),
                    None => mark,
                });
            }
        }
    }
}

const TEXTS: &[&str] = &["varchar", "char", "text", "tinytext", "mediumtext", "longtext"];
const INTEGERS: &[&str] = &["smallint", "integer", "bigint", "serial", "bigserial", "smallserial"];

/// Whether nothing that would make another expression of it stands before.
fn begins(unit: &Unit, condition: &Tokens, at: usize) -> bool {
    at == condition.start || unit.token(at - 1) == "(" || ["AND", "OR", "NOT"].iter().any(|word| unit.is(at - 1, word))
}

fn ends(unit: &Unit, condition: &Tokens, at: usize) -> bool {
    at >= condition.end || unit.token(at) == ")" || ["AND", "OR"].iter().any(|word| unit.is(at, word))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "mysql: CREATE TABLE t (a varchar(9));\n---\nSELECT a FROM t WHERE a = 42;",
                "mysql: CREATE TABLE t (a varchar(9), b int);\n---\nUPDATE t SET b = 1 WHERE b = 1 AND a <> 7;",
                "CREATE TABLE t (a text);\n---\nDELETE FROM t WHERE (a = 1);",
                "CREATE TABLE t (a int);\n---\nSELECT x.a FROM t x WHERE x.a = 1.0;",
            ],
            &[
                "mysql: CREATE TABLE t (a varchar(9), b int);\n---\nSELECT a FROM t WHERE a = '42' AND b = '1';",
                "mysql: SELECT a FROM t WHERE a = 42;",
                "CREATE TABLE t (a int, b numeric);\n---\nSELECT a FROM t WHERE a = 1 AND b = 1.5;",
                "mysql: CREATE TABLE t (a varchar(9));\n---\nSELECT 1 FROM t WHERE length(a) = 3;",
            ],
        );
    }
}
