//! Which column of one table becomes which of the other.
//!
//! Values are converted by the server alone, as it converts them in an assignment; columns that it computes are left to it.

use super::columns::{Column, Table};

/// A column of the one table and what it becomes in the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) source: Column,
    pub(super) target: Column,
}

impl Pair {
    /// Whether a value can be another one afterwards.
    pub(super) fn is_converted(&self) -> bool {
        !self.source.is_like(&self.target)
    }
}

/// Which column becomes which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mapping {
    pub(super) pairs: Vec<Pair>,
    /// Columns of the target that must be given a value, and the value that an ALTER would give them.
    pub(super) filled: Vec<(Column, &'static str)>,
    /// Columns of the target that the source lacks and that hold what nothing else has.
    pub(super) lacking: Vec<Column>,
}

impl Mapping {
    /// Maps by name; `renamed` has pairs of a source column's name and its name in the target.
    pub(super) fn new(source: &Table, target: &Table, renamed: &[(String, String)]) -> Self {
        let mut mapping = Self { pairs: Vec::new(), filled: Vec::new(), lacking: Vec::new() };
        for column in target.columns.iter().filter(|column| !column.is_generated) {
            let origin = renamed.iter().find(|(_, new)| column.is_named(new)).map(|(old, _)| old.as_str());
            let is_gone = renamed.iter().any(|(old, _)| column.is_named(old));
            let origin = origin.or_else(|| (!is_gone).then_some(column.name.as_str()));
            match origin.and_then(|origin| source.column(origin)) {
                Some(origin) => mapping.pairs.push(Pair { source: origin.clone(), target: column.clone() }),
                None => {
                    if !column.is_nullable && !column.has_default && !column.is_counted {
                        mapping.filled.push((column.clone(), first_value(column)));
                    }
                    mapping.lacking.push(column.clone());
                }
            }
        }
        mapping
    }

    /// What the column of the source is in the target.
    pub(super) fn target_of(&self, source: &str) -> Option<&Column> {
        self.pairs.iter().find(|pair| pair.source.is_named(source)).map(|pair| &pair.target)
    }

    /// The columns that are written, as a list.
    pub(super) fn written(&self) -> String {
        let filled = self.filled.iter().map(|(column, _)| column.quoted());
        self.pairs.iter().map(|pair| pair.target.quoted()).chain(filled).collect::<Vec<_>>().join(", ")
    }

    /// What is written to them, as a list of expressions over the source.
    pub(super) fn read(&self) -> String {
        let filled = self.filled.iter().map(|(_, value)| (*value).to_owned());
        self.pairs.iter().map(|pair| pair.source.quoted()).chain(filled).collect::<Vec<_>>().join(", ")
    }
}

/// What an ALTER gives to existing rows in a column that has no default and takes no NULL.
fn first_value(column: &Column) -> &'static str {
    match column.data_type.as_str() {
        "date" => "'0000-00-00'",
        "datetime" | "timestamp" => "'0000-00-00 00:00:00'",
        "time" => "'00:00:00'",
        "enum" => "1",
        "year" | "bit" | "decimal" => "0",
        "inet4" => "'0.0.0.0'",
        "inet6" => "'::'",
        "uuid" => "'00000000-0000-0000-0000-000000000000'",
        _ if column.is_integer() || column.is_float() => "0",
        _ => "''",
    }
}
