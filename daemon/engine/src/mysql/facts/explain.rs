//! EXPLAIN of the rows that a statement would change.
//!
//! The servers refuse EXPLAIN of a change in a read-only transaction, and outside of one a function in a sub-select could
//! write: so the SELECT of its rows is explained, in such a transaction.

use std::collections::BTreeMap;

use sqlx::mysql::MySqlRow;

use super::super::session::Session;
use super::{number, share, words};
use crate::facts::{Asked, Bounds, Explained, Scan, unanswered};
use crate::{Error, Result};

impl Session {
    pub(crate) async fn explain(&mut self, asked: &Asked<'_>, bounds: &Bounds) -> Result<Explained> {
        let Some(select) = asked.select else {
            return Ok(Explained::Unknown(
                "its rows could not be written as a SELECT, which is all that is explained".to_owned(),
            ));
        };
        // MySQL 8 has a variable for the form; MariaDB shows the share of rows only when it is asked to.
        let form = if self.is_mariadb() { "EXTENDED" } else { "FORMAT = TRADITIONAL" };
        match self.asked(&format!("EXPLAIN {form} {select}"), bounds).await {
            Ok(rows) => Ok(read(&rows)),
            Err(error) => {
                let is_refused = is_of_statement(&error);
                let reason = unanswered(error)?;
                Ok(if is_refused { Explained::Fails(reason) } else { Explained::Unknown(reason) })
            }
        }
    }
}

/// Whether the server refuses what the statement means. A syntax error may be that of the SELECT that was made of it.
fn is_of_statement(error: &Error) -> bool {
    matches!(error, Error::Statement { code, .. } if code.as_deref() != Some("1064"))
}

/// One line of EXPLAIN.
struct Line {
    select: u64,
    kind: String,
    table: Option<String>,
    access: String,
    rows: Option<u64>,
    share: f64,
    extra: String,
}

fn line(row: &MySqlRow) -> Line {
    let text = |column| words(row, column).unwrap_or_default();
    Line {
        select: number(row, "id").unwrap_or_default(),
        kind: text("select_type"),
        table: words(row, "table"),
        access: text("type"),
        rows: number(row, "rows"),
        share: share(row, "filtered").unwrap_or(100.0) / 100.0,
        extra: text("Extra"),
    }
}

/// The rows of a join are multiplied, those of a UNION added; what only feeds them is left out.
fn read(rows: &[MySqlRow]) -> Explained {
    let lines: Vec<Line> = rows.iter().map(line).collect();
    let mut selects: BTreeMap<u64, f64> = BTreeMap::new();
    let mut scans = Vec::new();
    for line in &lines {
        let is_result = matches!(line.kind.as_str(), "SIMPLE" | "PRIMARY" | "UNION");
        let before = *selects.get(&line.select).unwrap_or(&1.0);
        let read = line.rows.map_or(0.0, |rows| rows as f64) * before;
        if let Some(table) = line.table.as_ref().filter(|table| !table.starts_with('<')) {
            let is_full = line.access == "ALL" || line.access == "index";
            let (access, rows) = (line.access.clone(), Some(read.round() as u64));
            scans.push(Scan { schema: None, table: table.clone(), access, is_full, rows });
        }
        if is_result {
            selects.insert(line.select, before * found(line));
        }
    }
    let rows = selects.values().sum::<f64>().round() as u64;
    Explained::Rows { rows, is_more: false, is_counted: false, scans }
}

/// How many rows one line finds for each row before it.
fn found(line: &Line) -> f64 {
    match (line.rows, &line.table) {
        (Some(rows), _) => rows as f64 * line.share,
        (None, None) if ["Impossible", "no matching row"].iter().any(|word| line.extra.contains(word)) => 0.0,
        _ => 1.0,
    }
}
