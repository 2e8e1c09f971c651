//! Point 4 of the property: rows that the plan did not name as lost are all there.

use tests::{Rows, Table};

use super::database::Engine;
use super::expectation::Expectation;

/// What is missing of the rows of before, in words.
pub(crate) fn missing(before: &Rows, after: &Rows, engine: Engine, expectation: &Expectation) -> Option<String> {
    let names = Names { engine, expectation };
    before.0.iter().filter(|(name, table)| !table.rows.is_empty() && !names.is_lost(name)).find_map(|(name, table)| {
        if name == "sqlite_sequence" {
            return missing_counters(table, after.0.get(name), &names);
        }
        let new_name = names.renamed(name);
        match after.0.get(&new_name) {
            Some(now) => missing_values(name, table, now, &names),
            // A sequence holds no rows: where it is gone, the observer's dump tells whether it should be.
            None if table.columns == ["last_value", "is_called"] || table.columns == ["next_not_cached_value"] => None,
            None => Some(format!("the rows of `{name}` are gone: there is no `{new_name}`")),
        }
    })
}

fn missing_values(name: &str, before: &Table, after: &Table, names: &Names<'_>) -> Option<String> {
    let kept = |column: &&String| {
        !names.is_lost(&format!("{name}.{column}")) && !names.is_converted(&format!("{name}.{column}"))
    };
    let old: Vec<_> = before.columns.iter().filter(kept).map(String::as_str).collect();
    let new: Vec<_> = old.iter().map(|column| names.renamed_column(name, column)).collect();
    let new: Vec<_> = new.iter().map(String::as_str).collect();
    match (before.of(&old), after.of(&new)) {
        (Ok(old), Ok(new)) if old == new => None,
        (Ok(old), Ok(new)) => Some(format!("the rows of `{name}` were {old:?} and are {new:?}")),
        (Err(column), _) | (_, Err(column)) => Some(format!("the values of `{name}.{column}` are gone")),
    }
}

/// An AUTOINCREMENT counter may vanish with its table, and must not go back.
fn missing_counters(before: &Table, after: Option<&Table>, names: &Names<'_>) -> Option<String> {
    let now = after.map(|table| table.rows.clone()).unwrap_or_default();
    before.rows.iter().find_map(|row| {
        let [table, count] = row.as_slice() else { return None };
        let table = format!("'{}'", names.renamed(table.trim_matches('\'')));
        let kept = now.iter().find(|row| row.first() == Some(&table))?;
        (kept.get(1) != Some(count)).then(|| format!("the counter of {table} was {count} and is {:?}", kept.get(1)))
    })
}

struct Names<'a> {
    engine: Engine,
    expectation: &'a Expectation,
}

impl Names<'_> {
    fn is_in(&self, list: &[String], name: &str) -> bool {
        list.iter().any(|entry| entry == name || self.engine == Engine::Postgres && format!("public.{entry}") == name)
    }

    fn is_lost(&self, name: &str) -> bool {
        self.is_in(&self.expectation.lost, name)
    }

    fn is_converted(&self, name: &str) -> bool {
        self.is_in(&self.expectation.converted, name)
    }

    fn renamed(&self, name: &str) -> String {
        let new = self.expectation.renamed.iter().find(|(old, _)| self.engine.full_name(old) == name);
        new.map_or_else(|| name.to_owned(), |(_, new)| self.engine.full_name(new))
    }

    fn renamed_column(&self, table: &str, column: &str) -> String {
        let name = format!("{table}.{column}");
        let new = self.expectation.renamed.iter().find(|(old, _)| self.is_in(std::slice::from_ref(old), &name));
        new.map_or_else(|| column.to_owned(), |(_, new)| new.clone())
    }
}
