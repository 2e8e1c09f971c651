//! A check as a guard: a query that brings a row when what was expected is not so.

use plan::Guard;
use schema::Dialect;
use schema::sql::literal;

use super::resolve::expected;
use crate::desired::{Check, Expect, Literal};

/// The guard of a check, asked when so many statements of its step have run.
pub(super) fn guard(dialect: Dialect, check: &Check, after: usize) -> Guard {
    let query = format!("SELECT 'failed' AS checked{} WHERE {}", from(dialect), failing(dialect, check));
    Guard { query, message: message(dialect, check), after }
}

/// The query that brings a row when a check does not hold, and what that means.
pub(crate) fn expectation(dialect: Dialect, check: &Check) -> (String, String) {
    let query: String = check.query.split_whitespace().collect::<Vec<_>>().join(" ");
    let expect = match &check.expect {
        Expect::NoRows | Expect::Rows | Expect::Within { .. } => expected(dialect, &check.expect),
        Expect::Value(_) => format!("the value {}", expected(dialect, &check.expect)),
    };
    (guard(dialect, check, 0).query, format!("`{query}` does not bring {expect} ({})", check.origin))
}

/// MySQL takes a condition only of a table.
fn from(dialect: Dialect) -> &'static str {
    if dialect == Dialect::MySql { " FROM DUAL" } else { "" }
}

fn failing(dialect: Dialect, check: &Check) -> String {
    // The query may end in a comment.
    let asked = format!("({}\n)", check.query);
    match &check.expect {
        Expect::NoRows => format!("EXISTS {asked}"),
        Expect::Rows => format!("NOT EXISTS {asked}"),
        Expect::Value(value) => format!("NOT COALESCE({}, FALSE)", equal(dialect, &asked, value)),
        Expect::Within { least, most } => {
            let number = as_number(dialect, &asked);
            let least = least.map(|least| format!("{number} >= {least}"));
            let most = most.map(|most| format!("{number} <= {most}"));
            let both: Vec<_> = least.into_iter().chain(most).collect();
            format!("NOT COALESCE({}, FALSE)", both.join(" AND "))
        }
    }
}

fn equal(dialect: Dialect, asked: &str, value: &Literal) -> String {
    match value {
        Literal::Number(number) => format!("{} = {number}", as_number(dialect, asked)),
        Literal::Truth(truth) if dialect == Dialect::Postgres => format!("{asked}::boolean = {truth}"),
        Literal::Truth(truth) => format!("{asked} = {}", u8::from(*truth)),
        Literal::Text(text) => format!("{} = {}", as_text(dialect, asked), literal(dialect, text)),
    }
}

fn as_number(dialect: Dialect, asked: &str) -> String {
    match dialect {
        Dialect::Postgres => format!("{asked}::numeric"),
        Dialect::MySql => format!("CAST({asked} AS DECIMAL(65, 10))"),
        // A text is greater than every number there.
        Dialect::Sqlite => format!("CASE WHEN typeof({asked}) IN ('integer', 'real') THEN {asked} END"),
    }
}

fn as_text(dialect: Dialect, asked: &str) -> String {
    match dialect {
        Dialect::MySql => format!("CAST({asked} AS CHAR)"),
        Dialect::Postgres | Dialect::Sqlite => format!("CAST({asked} AS TEXT)"),
    }
}

fn message(dialect: Dialect, check: &Check) -> String {
    let when = if check.is_after { "after the changelist" } else { "before the changelist" };
    let said = check.message.as_ref().map(|message| format!(": {message}")).unwrap_or_default();
    let query: String = check.query.split_whitespace().collect::<Vec<_>>().join(" ");
    let expect = match &check.expect {
        Expect::NoRows | Expect::Rows | Expect::Within { .. } => expected(dialect, &check.expect),
        Expect::Value(_) => format!("the value {}", expected(dialect, &check.expect)),
    };
    format!("a check failed {when}{said} (`{query}` must bring {expect}; {})", check.origin)
}
