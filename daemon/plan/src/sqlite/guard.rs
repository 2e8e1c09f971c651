//! Guards of a changed table: queries over the very rows that will be copied, which find those that the new form refuses.

use std::collections::BTreeSet;

use schema::object::{Column, Index, TableClause};
use schema::{Database, Ident, Kind, ObjectId};

use super::copy::{Named, Source, default_of};
use super::render::quoted;
use super::shape::{self, Affinity, BINARY, KeyPart, affinity, is_strict, refuses_null};
use super::tokens::{folded, mentions};
use crate::step::Guard;

/// The rows of a table as a change will write them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a> {
    pub(super) old: Named<'a>,
    pub(super) new: Named<'a>,
    pub(super) sources: &'a [Source],
    pub(super) desired: &'a Database,
}

/// Every guard that the change needs.
pub(super) fn guards(written: Written<'_>, indexes: &[&Index]) -> Vec<Guard> {
    let mut guards = written.nulls();
    guards.extend(written.strict_values());
    guards.extend(written.checks());
    guards.extend(written.keys());
    for index in indexes.iter().filter(|index| index.unique && written.is_about_changed(&index.definition)) {
        guards.extend(written.unique(&index.definition, &format!("the unique index `{}`", index_name(index))));
    }
    guards.extend(written.foreign_keys());
    guards
}

/// The guards of a column that is added in place: rows that its checks refuse.
pub(super) fn guards_of_added(written: Written<'_>, column: &Column) -> Vec<Guard> {
    column.clauses.iter().filter_map(|clause| written.check(clause)).collect()
}

fn index_name(index: &Index) -> String {
    let after = index.definition.split_once("INDEX ").map_or("", |(_, rest)| rest);
    super::tokens::first_name(after).map(|name| name.as_str().to_owned()).unwrap_or_default()
}

/// A guard that counts.
pub(super) fn counting(rows: &str, message: String) -> Guard {
    Guard { query: format!("SELECT count(*) FROM {rows} HAVING count(*) > 0"), message, after: 0 }
}

impl Written<'_> {
    /// The rows as a subquery, with the new names and the generated columns that depend on plain ones only.
    fn rows(&self) -> String {
        let values: Vec<String> =
            self.sources.iter().map(|source| format!("{} AS {}", source.value, quoted(&source.column))).collect();
        let rows = format!("(SELECT {} FROM {})", values.join(", "), quoted(self.old.name));
        let generated: Vec<String> = self
            .computed()
            .filter_map(|column| Some((column, column.generated.as_ref()?)))
            .map(|(column, generated)| format!("({}) AS {}", generated.expression, quoted(&column.name)))
            .collect();
        if generated.is_empty() { rows } else { format!("(SELECT *, {} FROM {rows})", generated.join(", ")) }
    }

    /// Generated columns whose expression names no generated column.
    fn computed(&self) -> impl Iterator<Item = &Column> {
        let generated = |column: &&Column| column.generated.is_some();
        let all: Vec<&Ident> = self.new.table.columns.iter().filter(generated).map(|column| &column.name).collect();
        self.new.table.columns.iter().filter(move |column| {
            column.generated.as_ref().is_some_and(|is| !all.iter().any(|name| mentions(&is.expression, name)))
        })
    }

    /// Whether every column that the text names can be looked at in the subquery.
    fn can_see(&self, text: &str) -> bool {
        let computed: BTreeSet<&Ident> = self.computed().map(|column| &column.name).collect();
        let hidden = self
            .new
            .table
            .columns
            .iter()
            .filter(|column| column.generated.is_some() && !computed.contains(&column.name));
        !hidden.into_iter().any(|column| mentions(text, &column.name))
    }

    fn before(&self, column: &Column) -> Option<&Column> {
        shape::column(self.old.table, &column.name)
    }

    /// Whether the text names a column that is new or has another form now.
    fn is_about_changed(&self, text: &str) -> bool {
        let changed = self.new.table.columns.iter().filter(|column| self.before(column) != Some(column));
        changed.into_iter().any(|column| mentions(text, &column.name))
    }

    fn name(&self) -> &str {
        self.old.name.as_str()
    }

    fn nulls(&self) -> Vec<Guard> {
        let alias = shape::rowid_alias(self.new.table).map(|alias| &alias.name);
        let mut guards = Vec::new();
        for column in self.new.table.columns.iter().filter(|column| refuses_null(self.new.table, column)) {
            let (table, name) = (self.name(), column.name.as_str());
            let source = self.sources.iter().find(|source| source.column == column.name);
            let Some(source) = source.filter(|_| Some(&column.name) != alias) else {
                if column.generated.is_some() && self.before(column) != Some(column) && self.can_see(name) {
                    let rows = format!("{} WHERE {} IS NULL", self.rows(), quoted(&column.name));
                    guards.push(counting(&rows, format!("rows of `{table}` give NULL for the generated column `{name}`, which is to be NOT NULL; mend them with a changelist")));
                }
                continue;
            };
            let rows = format!("{} WHERE {} IS NULL", quoted(self.old.name), source.value);
            match self.before(column) {
                Some(before) if refuses_null(self.old.table, before) && before.generated.is_none() => {}
                Some(_) if shape::rowid_alias(self.old.table).is_some_and(|alias| folded(&alias.name) == folded(&column.name)) => {}
                Some(_) if default_of(column) != "NULL" && column.generated.is_none() => {}
                Some(_) => guards.push(counting(&rows, format!(
                    "rows of `{table}` have NULL in `{name}`, which is to be NOT NULL; give the column a default, or fill them with a changelist"
                ))),
                None if default_of(column) == "NULL" => guards.push(counting(&rows, format!(
                    "rows of `{table}` would have no value in the new column `{name}`, which is NOT NULL without a default; give it a default, or add it without NOT NULL and fill it first"
                ))),
                None => {}
            }
        }
        guards
    }

    /// Values that a STRICT table will not take.
    fn strict_values(&self) -> Vec<Guard> {
        if !is_strict(self.new.table) {
            return Vec::new();
        }
        let mut guards = Vec::new();
        for source in self.sources {
            let Some(column) = shape::column(self.new.table, &source.column) else { continue };
            let Some(before) = self.before(column) else { continue };
            if is_strict(self.old.table) && before.data_type == column.data_type {
                continue;
            }
            let value = &source.value;
            let number = format!("typeof({value}) = 'blob' OR CAST({value} AS NUMERIC) <> {value}");
            let bad = match (&*column.data_type, affinity(self.new.table, column)) {
                ("ANY", _) => continue,
                (_, Affinity::Text) => format!("typeof({value}) = 'blob'"),
                (_, Affinity::Integer) => format!("{number} OR typeof(CAST({value} AS NUMERIC)) <> 'integer'"),
                (_, Affinity::Real | Affinity::Numeric) => number,
                (_, Affinity::Blob) => format!("typeof({value}) <> 'blob'"),
            };
            let rows = format!("{} WHERE {value} IS NOT NULL AND ({bad})", quoted(self.old.name));
            guards.push(counting(&rows, format!(
                "rows of `{}` have a value in `{}` that the type {} of a STRICT table does not take; mend them with a changelist",
                self.name(), column.name.as_str(), column.data_type
            )));
        }
        guards
    }

    fn clauses(&self) -> Vec<(&TableClause, Option<&Column>)> {
        let inline =
            self.new.table.columns.iter().flat_map(|column| column.clauses.iter().map(move |c| (c, Some(column))));
        inline.chain(self.new.table.clauses.iter().map(|clause| (clause, None))).collect()
    }

    fn was_there(&self, clause: &TableClause, column: Option<&Column>) -> bool {
        let same = |other: &TableClause| other.definition == clause.definition;
        match column {
            Some(column) => self.before(column).is_some_and(|before| before.clauses.iter().any(same)),
            None => self.old.table.clauses.iter().any(same),
        }
    }

    fn checks(&self) -> Vec<Guard> {
        let mut guards = Vec::new();
        for (clause, column) in self.clauses() {
            if !self.was_there(clause, column) || self.is_about_changed(&clause.definition) {
                guards.extend(self.check(clause));
            }
        }
        guards
    }

    /// Rows that a check refuses.
    fn check(&self, clause: &TableClause) -> Option<Guard> {
        let expression = clause.definition.strip_prefix("CHECK ")?;
        let rows = || format!("{} WHERE NOT {expression}", self.rows());
        let message =
            || format!("rows of `{}` do not obey {}; mend them with a changelist", self.name(), clause.definition);
        self.can_see(expression).then(|| counting(&rows(), message()))
    }

    fn keys(&self) -> Vec<Guard> {
        let mut guards = Vec::new();
        for (clause, column) in self.clauses() {
            let definition = &*clause.definition;
            let is_key = definition.starts_with("UNIQUE") || definition.starts_with("PRIMARY KEY");
            let text = column.map_or_else(|| definition.to_owned(), |column| format!("({})", quoted(&column.name)));
            let stays = self.was_there(clause, column) && !self.is_about_changed(&text);
            if is_key && !stays {
                guards.extend(self.unique(&text, &format!("{definition} on `{}`", self.name())));
            }
        }
        guards
    }

    /// Rows that share a key which is to be unique. NULLs differ from each other.
    fn unique(&self, definition: &str, what: &str) -> Option<Guard> {
        let parts = shape::key_parts(definition);
        if !self.can_see(definition) || parts.is_empty() {
            return None;
        }
        let condition = definition.split_once(") WHERE ").map(|(_, condition)| format!(" AND ({condition})"));
        let present: Vec<String> = parts.iter().map(|part| format!("({}) IS NOT NULL", part.text)).collect();
        let grouped: Vec<String> =
            parts.iter().map(|part| format!("({}) COLLATE {}", part.text, self.collation(part))).collect();
        let rows = format!(
            "(SELECT 1 FROM {} WHERE {}{} GROUP BY {} HAVING count(*) > 1)",
            self.rows(),
            present.join(" AND "),
            condition.unwrap_or_default(),
            grouped.join(", ")
        );
        Some(counting(
            &rows,
            format!(
                "keys occur more than once in `{}` and would break {what}; remove the duplicates with a changelist",
                self.name()
            ),
        ))
    }

    fn collation(&self, part: &KeyPart) -> String {
        let column = super::tokens::first_name(&part.text).and_then(|name| shape::column(self.new.table, &name));
        let own = column.and_then(|column| column.collation.as_deref());
        part.collation.clone().or_else(|| own.map(str::to_owned)).unwrap_or_else(|| BINARY.to_owned())
    }

    fn foreign_keys(&self) -> Vec<Guard> {
        let before = shape::foreign_keys(self.old.table);
        let mut guards = Vec::new();
        for (clause, key) in shape::foreign_keys(self.new.table) {
            let same = |old: &shape::ForeignKey| {
                old.parent == key.parent && old.columns == key.columns && old.parent_columns == key.parent_columns
            };
            if before.iter().any(|(_, old)| same(old)) {
                continue;
            }
            let itself = folded(&key.parent) == folded(self.new.name);
            let parent = ObjectId::new(Kind::Table, None, key.parent.clone());
            let Some(parent_table) = self.desired.get(&parent).and_then(|object| object.table()) else { continue };
            let columns = match key.parent_columns.is_empty() {
                true => shape::primary_key(parent_table),
                false => key.parent_columns.clone(),
            };
            let matches: Vec<String> = key
                .columns
                .iter()
                .zip(&columns)
                .map(|(child, parent)| format!("p.{} = c.{}", quoted(parent), quoted(child)))
                .collect();
            let present: Vec<String> =
                key.columns.iter().map(|child| format!("c.{} IS NOT NULL", quoted(child))).collect();
            let parents = if itself { self.rows() } else { quoted(&key.parent) };
            let rows = format!(
                "{} AS c WHERE {} AND NOT EXISTS (SELECT 1 FROM {parents} AS p WHERE {})",
                self.rows(),
                present.join(" AND "),
                matches.join(" AND ")
            );
            guards.push(counting(
                &rows,
                format!(
                    "rows of `{}` point to no row of `{}` and would break {}; mend them with a changelist",
                    self.name(),
                    key.parent.as_str(),
                    clause.definition
                ),
            ));
        }
        guards
    }
}
