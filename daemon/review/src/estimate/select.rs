//! The SELECT of the rows that a statement would change: what is explained or counted where a change itself cannot be.
//!
//! Written from the statement's own tokens: no part of it is left out that decides which rows are meant. Invariant: what cannot be
//! written so is none.

use schema::Dialect;

use super::kind::changes_in_with;
use crate::read::form::Tokens;
use crate::read::statement::{Change, Form, Insert};
use crate::unit::Unit;

/// The SELECT of the rows.
pub(super) fn rows(unit: &Unit) -> Option<String> {
    if changes_in_with(unit) {
        return None;
    }
    let verb = outside(unit, 0, &["INSERT", "REPLACE", "UPDATE", "DELETE"])?;
    let with = unit.written(&(0..verb));
    let select = match &unit.form {
        Form::Insert(insert) => of_insert(unit, insert, with)?,
        Form::Update(change) => of_update(unit, change, verb + 1)?,
        Form::Delete(_) => of_delete(unit, verb + 1)?,
        _ => return None,
    };
    Some(if with.is_empty() { select } else { format!("{with} {select}") })
}

fn of_insert(unit: &Unit, insert: &Insert, with: &str) -> Option<String> {
    let query = insert.query.as_ref()?;
    let is_clause = |at: &usize| unit.is(*at + 1, "CONFLICT") || unit.is(*at + 1, "DUPLICATE");
    let mut end = query.end;
    let mut from = query.start;
    while let Some(at) = outside(unit, from, &["ON"]).filter(|at| *at < query.end) {
        if is_clause(&at) {
            end = at;
            break;
        }
        from = at + 1;
    }
    let has_with = unit.is(query.start, "WITH");
    (with.is_empty() || !has_with).then(|| unit.written(&(query.start..end)).to_owned())
}

fn of_update(unit: &Unit, change: &Change, from: usize) -> Option<String> {
    let mut at = skip(unit, from, &["LOW_PRIORITY", "IGNORE"]);
    if unit.is(at, "OR") {
        at += 2;
    }
    let set = outside(unit, at, &["SET"])?;
    let mut tables = unit.written(&(at..set)).to_owned();
    let clause = clause(unit, set + 1);
    if unit.dialect != Dialect::MySql
        && let Some(list) = source(unit, set + 1, clause.start)
    {
        tables = format!("{tables}, {}", unit.written(&(list..clause.start)));
    }
    let what = if unit.dialect == Dialect::MySql { assigned(unit, change) } else { "1".to_owned() };
    Some(format!("SELECT {what} FROM {tables} {}", unit.written(&clause)).trim_end().to_owned())
}

/// The columns that are set and their new values, so that a database notices what it does not know.
fn assigned(unit: &Unit, change: &Change) -> String {
    let is_default = |value: &Tokens| value.len() == 1 && unit.is(value.start, "DEFAULT");
    let mut parts = vec!["1".to_owned()];
    for (column, value) in &change.assignments {
        parts.push(unit.text.get(column.span.clone()).unwrap_or_default().to_owned());
        if !is_default(value) {
            parts.push(format!("({})", unit.written(value)));
        }
    }
    parts.join(", ")
}

/// Where the tables behind FROM begin.
fn source(unit: &Unit, from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = outside(unit, at, &["FROM"]).filter(|found| *found < end) {
        // `a IS DISTINCT FROM b` is no clause.
        if !unit.is(found.wrapping_sub(1), "DISTINCT") {
            return Some(found + 1);
        }
        at = found + 1;
    }
    None
}

fn of_delete(unit: &Unit, from: usize) -> Option<String> {
    let at = skip(unit, from, &["LOW_PRIORITY", "QUICK", "IGNORE"]);
    let first = outside(unit, at, &["FROM"])?;
    let clause = clause(unit, first + 1);
    let using = outside(unit, first + 1, &["USING"]).filter(|using| *using < clause.start);
    // `DELETE t FROM t JOIN u USING (id)` has it in its join.
    let using = using.filter(|_| first == at);
    let tables = match using {
        // MySQL names the tables that lose rows again behind USING; the others do not.
        Some(using) if unit.dialect == Dialect::MySql => unit.written(&(using + 1..clause.start)).to_owned(),
        Some(using) => {
            let (target, list) = (unit.written(&(first + 1..using)), unit.written(&(using + 1..clause.start)));
            format!("{target}, {list}")
        }
        None => unit.written(&(first + 1..clause.start)).to_owned(),
    };
    Some(format!("SELECT 1 FROM {tables} {}", unit.written(&clause)).trim_end().to_owned())
}

/// WHERE and what follows, without what is only about the answer.
fn clause(unit: &Unit, from: usize) -> Tokens {
    let end = outside(unit, from, &["RETURNING"]).unwrap_or(unit.tokens.len());
    let start = outside(unit, from, &["WHERE", "ORDER", "LIMIT"]).filter(|at| *at < end).unwrap_or(end);
    start..end
}

fn skip(unit: &Unit, mut at: usize, words: &[&str]) -> usize {
    while words.iter().any(|word| unit.is(at, word)) {
        at += 1;
    }
    at
}

/// Where one of the words stands outside of parentheses.
fn outside(unit: &Unit, from: usize, words: &[&str]) -> Option<usize> {
    let mut depth = 0_usize;
    for at in from..unit.tokens.len() {
        match unit.token(at) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ if depth == 0 && words.iter().any(|word| unit.is(at, word)) => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(dialect: Dialect, sql: &str) -> String {
        rows(&Unit::new(dialect, sql, 0)).unwrap_or_else(|| "none".to_owned())
    }

    #[test]
    fn rows_that_would_change_are_selected() {
        let cases = [
            (
                Dialect::MySql,
                "UPDATE IGNORE t SET a = DEFAULT, b = f(c) WHERE id < 5 ORDER BY id LIMIT 3",
                "SELECT 1, a, b, (f(c)) FROM t WHERE id < 5 ORDER BY id LIMIT 3",
            ),
            (
                Dialect::MySql,
                "UPDATE t x JOIN u ON u.id = x.id SET x.a = u.a",
                "SELECT 1, x.a, (u.a) FROM t x JOIN u ON u.id = x.id",
            ),
            (
                Dialect::MySql,
                "DELETE QUICK FROM t WHERE a = (SELECT max(a) FROM u WHERE b)",
                "SELECT 1 FROM t WHERE a = (SELECT max(a) FROM u WHERE b)",
            ),
            (
                Dialect::MySql,
                "DELETE t, u FROM t JOIN u USING (id) WHERE t.a",
                "SELECT 1 FROM t JOIN u USING (id) WHERE t.a",
            ),
            (
                Dialect::MySql,
                "DELETE FROM t USING t JOIN u ON t.id = u.id WHERE u.a",
                "SELECT 1 FROM t JOIN u ON t.id = u.id WHERE u.a",
            ),
            (Dialect::MySql, "INSERT INTO t (a) SELECT b FROM u ON DUPLICATE KEY UPDATE a = 1", "SELECT b FROM u"),
            (Dialect::MySql, "REPLACE INTO t (SELECT * FROM u)", "(SELECT * FROM u)"),
            (
                Dialect::Sqlite,
                "UPDATE OR IGNORE t SET a = 1 FROM u WHERE u.id = t.id RETURNING a",
                "SELECT 1 FROM t, u WHERE u.id = t.id",
            ),
            (
                Dialect::Sqlite,
                "WITH x AS (SELECT 1 AS id) DELETE FROM t WHERE id IN (SELECT id FROM x)",
                "WITH x AS (SELECT 1 AS id) SELECT 1 FROM t WHERE id IN (SELECT id FROM x)",
            ),
            (
                Dialect::Sqlite,
                "INSERT OR REPLACE INTO t SELECT a FROM u JOIN v ON u.a = v.a WHERE true ON CONFLICT DO NOTHING",
                "SELECT a FROM u JOIN v ON u.a = v.a WHERE true",
            ),
            (Dialect::Sqlite, "DELETE FROM t", "SELECT 1 FROM t"),
            (
                Dialect::Postgres,
                "DELETE FROM ONLY t AS x USING u WHERE u.id = x.id",
                "SELECT 1 FROM ONLY t AS x, u WHERE u.id = x.id",
            ),
            (Dialect::Postgres, "UPDATE t SET a = b IS DISTINCT FROM c WHERE d", "SELECT 1 FROM t WHERE d"),
            (Dialect::Postgres, "WITH gone AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM gone", "none"),
            (Dialect::Postgres, "INSERT INTO t VALUES (1)", "none"),
        ];
        for (dialect, sql, select) in cases {
            assert_eq!(of(dialect, sql), select, "{sql}");
        }
    }
}
