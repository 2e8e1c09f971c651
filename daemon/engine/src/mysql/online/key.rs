//! The key by which an online change takes rows: a unique one of the table, by which rows of the other table are found too.
//!
//! Bounds of ranges are literals that the server wrote, so that nothing is known here of how it orders values.

use sqlx::Row as _;
use sqlx::mysql::MySqlRow;

use super::columns::{Column, Index, Table};
use super::mapping::Mapping;
use crate::mysql::session::text;

/// One value for each column of a key, as literals; none is beyond everything.
pub(super) type Bound = Vec<String>;

/// The bound that a row has; none where a value is NULL.
pub(super) fn bound_of(row: &MySqlRow) -> Option<Bound> {
    (0..row.len()).map(|column| text(row, column)).collect()
}

/// A range of a key: after the first bound, up to and with the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) after: Option<Bound>,
    pub(super) upto: Option<Bound>,
}

/// A usable key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowKey {
    /// The index of the source.
    pub(super) index: String,
    pub(super) source: Vec<Column>,
    /// The same columns in the target.
    pub(super) target: Vec<Column>,
}

impl RowKey {
    /// The best key of the source that the target still has; what is wrong with the others where there is none.
    pub(super) fn choose(source: &Table, target: &Table, mapping: &Mapping) -> Result<Self, String> {
        let mut usable = Vec::new();
        let mut reasons = Vec::new();
        for index in source.indexes.iter().filter(|index| index.is_unique) {
            match Self::of(index, source, target, mapping) {
                Ok(key) => usable.push(key),
                Err(reason) => reasons.push(format!("`{}` {reason}", index.name)),
            }
        }
        usable.sort_by_key(|key| {
            let others = key.source.iter().filter(|column| !column.is_integer()).count();
            (key.index != "PRIMARY", key.source.len(), others, key.index.clone())
        });
        let none = "it has no primary key and no unique index".to_owned();
        let why = if reasons.is_empty() { none } else { reasons.join("; ") };
        usable.into_iter().next().ok_or(why)
    }

    fn of(index: &Index, source: &Table, target: &Table, mapping: &Mapping) -> Result<Self, String> {
        let columns = index.columns.iter().map(|name| name.as_deref().and_then(|name| source.column(name)));
        let columns: Option<Vec<&Column>> = columns.collect();
        let columns = columns.ok_or("has a part of a column, or an expression")?;
        let mut key = Self { index: index.name.clone(), source: Vec::new(), target: Vec::new() };
        for column in columns {
            if column.is_nullable {
                return Err(format!("may be NULL in `{}`", column.name));
            }
            if column.is_float() || matches!(column.data_type.as_str(), "json" | "geometry" | "vector") {
                return Err(format!(
                    "has `{}` of type `{}`, whose values are not exact",
                    column.name, column.full_type
                ));
            }
            let other = mapping.target_of(&column.name);
            let other = other.ok_or_else(|| format!("loses its column `{}`", column.name))?;
            key.source.push(column.clone());
            key.target.push(other.clone());
        }
        if !target.indexes.iter().any(|index| key.is_found_by(index)) {
            return Err("is no longer covered by an index".to_owned());
        }
        let is_unique = target.indexes.iter().any(|index| index.is_unique && key.is_covered_by(index));
        match key.source.iter().zip(&key.target).find(|(old, new)| !is_same_order(old, new)) {
            Some((column, _)) if !is_unique => {
                Err(format!("changes the type of its column `{}` and is no longer unique", column.name))
            }
            _ => Ok(key),
        }
    }

    /// Whether the first columns of the index are those of the key.
    pub(super) fn is_found_by(&self, index: &Index) -> bool {
        let leading = index.columns.get(..self.target.len()).unwrap_or_default();
        let is_first = |column: &Column| leading.iter().flatten().any(|name| column.is_named(name));
        index.method == "BTREE" && !leading.is_empty() && self.target.iter().all(is_first)
    }

    /// Whether every column of the index is one of the key.
    pub(super) fn is_covered_by(&self, index: &Index) -> bool {
        let is_ours = |name: &Option<String>| {
            name.as_ref().is_some_and(|name| self.target.iter().any(|column| column.is_named(name)))
        };
        index.columns.iter().all(is_ours)
    }

    /// Whether rows of both tables come in the same order, and are equal where they were.
    pub(super) fn keeps_order(&self) -> bool {
        self.source.iter().zip(&self.target).all(|(old, new)| is_same_order(old, new))
    }

    /// `FORCE INDEX (…)`.
    pub(super) fn forced(&self) -> String {
        format!("FORCE INDEX ({})", super::columns::name(&self.index))
    }

    /// The columns of the source, as a list.
    pub(super) fn columns(&self) -> String {
        list(&self.source, "")
    }

    /// Expressions for the literals of the columns of the source.
    pub(super) fn literals(&self, prefix: &str) -> String {
        literals_of(&self.source, prefix).join(", ")
    }
}

/// Expressions for the literals of columns.
pub(super) fn literals_of(columns: &[Column], prefix: &str) -> Vec<String> {
    columns.iter().map(|column| literal_of(column, prefix)).collect()
}

/// The columns as a list, each with the prefix.
pub(super) fn list(columns: &[Column], prefix: &str) -> String {
    columns.iter().map(|column| format!("{prefix}{}", column.quoted())).collect::<Vec<_>>().join(", ")
}

/// Whether the key is one of these; `tuples` are literals with commas between.
pub(super) fn is_among(columns: &[Column], prefix: &str, tuples: &str) -> String {
    format!("({}) IN ({tuples})", list(columns, prefix))
}

impl Range {
    /// The condition that a row is in the range.
    pub(super) fn holds(&self, columns: &[Column], prefix: &str) -> String {
        let names: Vec<String> = columns.iter().map(|column| format!("{prefix}{}", column.quoted())).collect();
        let after = self.after.as_ref().map(|bound| beyond(&names, bound, '>', ">"));
        let upto = self.upto.as_ref().map(|bound| beyond(&names, bound, '<', "<="));
        let both: Vec<String> = after.into_iter().chain(upto).collect();
        if both.is_empty() { "TRUE".to_owned() } else { both.join(" AND ") }
    }
}

/// `(a > x OR (a = x AND b > y))`: in the form by which the server reads a range of the index.
fn beyond(names: &[String], bound: &[String], sign: char, last: &str) -> String {
    match (names, bound) {
        ([name, names @ ..], [value, bound @ ..]) if !names.is_empty() => {
            format!("({name} {sign} {value} OR ({name} = {value} AND {}))", beyond(names, bound, sign, last))
        }
        ([name], [value]) => format!("{name} {last} {value}"),
        _ => "TRUE".to_owned(),
    }
}

fn is_same_order(old: &Column, new: &Column) -> bool {
    let is_same = old.data_type == new.data_type && old.collation == new.collation && old.scale == new.scale;
    let are_words = |column: &Column| matches!(column.data_type.as_str(), "char" | "varchar");
    let are_bytes = |column: &Column| matches!(column.data_type.as_str(), "varbinary");
    (is_same && !matches!(old.data_type.as_str(), "enum" | "set" | "bit" | "binary"))
        || old.is_like(new) && old.collation == new.collation
        || old.is_integer() && new.is_integer()
        || are_words(old) && are_words(new) && old.collation == new.collation
        || are_bytes(old) && are_bytes(new)
}

/// An expression that writes the column's value as a literal.
fn literal_of(column: &Column, prefix: &str) -> String {
    let name = format!("{prefix}{}", column.quoted());
    match column.data_type.as_str() {
        "decimal" | "year" => format!("CAST({name} AS CHAR)"),
        _ if column.is_integer() => format!("CAST({name} AS CHAR)"),
        "enum" | "set" | "bit" => format!("CAST({name} + 0 AS CHAR)"),
        _ if column.is_text() => format!("CONCAT('_utf8mb4 x''', HEX(CONVERT({name} USING utf8mb4)), '''')"),
        "date" | "datetime" | "timestamp" | "time" | "uuid" | "inet4" | "inet6" => {
            format!("QUOTE(CAST({name} AS CHAR))")
        }
        _ => format!("CONCAT('x''', HEX({name}), '''')"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compound_range_can_be_read_from_an_index() {
        let names = ["a".to_owned(), "b".to_owned()];
        assert_eq!(beyond(&names, &["1".to_owned(), "2".to_owned()], '<', "<="), "(a < 1 OR (a = 1 AND b <= 2))");
    }
}
