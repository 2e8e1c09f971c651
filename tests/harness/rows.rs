//! The rows of a database, table by table, as an engine's own program shows them.

use std::collections::BTreeMap;

use crate::Fault;

/// The rows of one table, each value as a literal of the engine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows, sorted.
    pub rows: Vec<Vec<String>>,
}

/// Every table by its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows(pub BTreeMap<String, Table>);

impl Rows {
    /// Reads what [`ask`] answers: first `["table","column",…]` a line, then `["table","value",…]` a line for each row.
    ///
    /// `query` makes the query for one table from its name and columns.
    pub(crate) fn read(
        ask: impl Fn(&str) -> Result<String, Fault>,
        columns: &str,
        query: impl Fn(&str, &[String]) -> String,
    ) -> Result<Self, Fault> {
        let mut tables = BTreeMap::new();
        for (name, columns) in parse(&ask(columns)?)? {
            tables.insert(name, Table { columns, rows: Vec::new() });
        }
        let queries: Vec<_> = tables.iter().map(|(name, table)| query(name, &table.columns)).collect();
        for (name, row) in parse(&ask(&queries.join("\n"))?)? {
            if let Some(table) = tables.get_mut(&name) {
                table.rows.push(row);
            }
        }
        tables.values_mut().for_each(|table| table.rows.sort());
        Ok(Self(tables))
    }

    /// The first difference to what was there before, in words; columns may stand in another order.
    pub fn difference(&self, before: &Self) -> Option<String> {
        let names: std::collections::BTreeSet<_> = self.0.keys().chain(before.0.keys()).collect();
        names.into_iter().find_map(|name| match (before.0.get(name), self.0.get(name)) {
            (Some(before), Some(after)) => {
                let columns: Vec<_> = before.columns.iter().map(String::as_str).collect();
                match after.of(&columns) {
                    Ok(rows) if rows == before.rows && after.columns.len() == columns.len() => None,
                    Ok(rows) => Some(format!("rows of `{name}` were {:?} and are {rows:?}", before.rows)),
                    Err(column) => Some(format!("column `{name}.{column}` is gone")),
                }
            }
            (Some(_), None) => Some(format!("table `{name}` is gone")),
            _ => Some(format!("table `{name}` was not there")),
        })
    }
}

impl Table {
    /// The rows of those columns only, sorted.
    ///
    /// # Errors
    /// The name of a column that the table does not have.
    pub fn of(&self, columns: &[&str]) -> Result<Vec<Vec<String>>, String> {
        let place = |column: &&str| {
            let exact = self.columns.iter().position(|own| own == column);
            let alike = || self.columns.iter().position(|own| own.eq_ignore_ascii_case(column));
            exact.or_else(alike).ok_or_else(|| (*column).to_owned())
        };
        let places = columns.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        let pick = |row: &Vec<String>| places.iter().filter_map(|place| row.get(*place).cloned()).collect::<Vec<_>>();
        let mut rows: Vec<_> = self.rows.iter().map(pick).collect();
        rows.sort();
        Ok(rows)
    }
}

fn parse(answer: &str) -> Result<Vec<(String, Vec<String>)>, Fault> {
    let line = |line: &str| {
        let mut values: Vec<String> = serde_json::from_str(line)?;
        let name = if values.is_empty() { String::new() } else { values.remove(0) };
        Ok((name, values))
    };
    answer.lines().filter(|line| !line.is_empty()).map(line).collect()
}
