//! A function or a calculation over an indexed column in a condition.
//!
//! The index is over the column, not over what is made of it: every row is read.
//!
//! Instead, leave the column alone on its side: `created_at >= '2024-01-01'` and not `year(created_at) = 2024`; or make an index
//! over the expression.

use crate::rules::prelude::*;
use crate::rules::query::filter::{column_at, filters};

/// The rule `statement-where-disallow-functions-and-calculations`.
pub(super) static RULE: Rule = Rule {
    code: "statement-where-disallow-functions-and-calculations",
    engines: ALL,
    level: Level::Off,
    priority: 3,
    aliases: &["function-on-column"],
    parameters: &[Parameter {
        name: "indexed_only",
        default: Value::Flag(true),
        about: "whether only columns with an index count",
    }],
    source: include_str!("statement_where_disallow_functions_and_calculations.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    for (sources, condition) in filters(look) {
        for at in condition.clone() {
            let Some(used) = column_at(look, &sources, at) else { continue };
            let is_indexed = used
                .table
                .indexes
                .iter()
                .any(|index| index.columns.iter().any(|column| column.eq_ignore_ascii_case(&used.column.name)));
            if look.parameters.flag("indexed_only") && !is_indexed {
                continue;
            }
            let call = around(unit, &condition, at);
            let is_calculated = is_sign(unit, used.tokens.end) || (at > condition.start && is_sign(unit, at - 1));
            let is_same = |text: &str| used.table.indexes.iter().any(|index| has_expression(index, text));
            let span = match call {
                Some(call) if is_same(unit.written(&call)) => continue,
                Some(call) => unit.place(&call),
                None if is_calculated => unit.place(&used.tokens),
                None => continue,
            };
            let message = format!("no index over `{}` is used for what is made of it", used.column.name);
            marks.push(look.mark(&span, message).help("leave the column alone on its side of the comparison"));
        }
    }
}

/// The innermost call whose arguments a place is in.
fn around(unit: &Unit, condition: &Tokens, at: usize) -> Option<Tokens> {
    const WORDS: &[&str] =
        &["IN", "AND", "OR", "NOT", "EXISTS", "ANY", "ALL", "SOME", "ON", "BETWEEN", "LIKE", "USING", "VALUES", "ROW"];
    let mut depth = 0usize;
    for open in (condition.start..at).rev() {
        match unit.token(open) {
            ")" => depth += 1,
            "(" if depth > 0 => depth -= 1,
            "(" => {
                let name = open.checked_sub(1).filter(|name| *name >= condition.start && unit.is_call(*name))?;
                let is_word = WORDS.iter().any(|word| unit.is(name, word));
                let end = close(unit, open, condition.end);
                let has_query = (open..end).any(|at| unit.is(at, "SELECT"));
                return (!is_word && !has_query).then_some(name..end);
            }
            _ => {}
        }
    }
    None
}

fn close(unit: &Unit, open: usize, end: usize) -> usize {
    let mut depth = 0usize;
    for at in open..end {
        match unit.token(at) {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    end
}

fn is_sign(unit: &Unit, at: usize) -> bool {
    ["+", "-", "*", "/", "%", "||"].contains(&unit.token(at))
}

/// Whether an index is over this expression, spaces and letter case aside.
fn has_expression(index: &KnownIndex, text: &str) -> bool {
    let bare = |text: &str| {
        text.chars().filter(|c| !c.is_whitespace() && !"()".contains(*c)).collect::<String>().to_lowercase()
    };
    index.columns.iter().any(|column| column.starts_with('(') && bare(column) == bare(text))
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a text UNIQUE);\n---\nSELECT 1 FROM t WHERE lower(a) = 'x';",
                "mysql: CREATE TABLE t (a date, KEY (a));\n---\nSELECT 1 FROM t WHERE year(a) = 2024 AND 1 = 1;",
                "sqlite: CREATE TABLE t (a int UNIQUE);\n---\nDELETE FROM t WHERE a + 1 = 7;",
            ],
            &[
                "CREATE TABLE t (a text);\nCREATE INDEX i ON t (lower(a));\n---\nSELECT 1 FROM t WHERE lower(a) = 'x';",
                "mysql: CREATE TABLE t (a date, KEY (a));\n---\nSELECT 1 FROM t WHERE a = date('2024-01-01') AND a IN (1, 2);",
                "sqlite: CREATE TABLE t (a int, b int UNIQUE);\n---\nSELECT 1 FROM t WHERE abs(a) = 7;",
                "SELECT 1 FROM t WHERE lower(a) = 'x';",
            ],
        );
    }
}
