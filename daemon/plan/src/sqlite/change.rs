//! A changed table: whether SQLite can alter it in place, what is lost and saved, and what was kept and comes back.

use schema::object::Column;
use schema::{Ident, Object, ObjectId};

use super::copy::{Named, Source, fills_nulls, of, sources};
use super::keep::{self, Saved, Saving};
use super::shape::{self, Affinity, affinity, column_states};
use super::tokens::folded;
use crate::hazard::{Hazard, HazardCode};
use crate::snapshot::{Keep, KeepKind, Kept};

/// A table before and after.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'a> {
    pub(super) old_id: &'a ObjectId,
    pub(super) new_id: &'a ObjectId,
    pub(super) old: Named<'a>,
    pub(super) new: Named<'a>,
    pub(super) kept: &'a [Kept],
}

/// What becomes of the values of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    /// What is written.
    pub(super) sources: Vec<Source>,
    /// What is saved before.
    pub(super) savings: Vec<Saving>,
    /// What comes back from earlier snapshots.
    pub(super) restores: Vec<Keep>,
    pub(super) hazards: Vec<Hazard>,
    /// A column whose values cannot be saved, because no key stays.
    pub(super) unsaved: Option<Ident>,
}

impl<'a> Change<'a> {
    pub(super) fn of(old: &'a Object, new: &'a Object, kept: &'a [Kept]) -> Option<Self> {
        Some(Self {
            old_id: &old.id,
            new_id: &new.id,
            old: Named { name: &old.id.name, table: old.table()? },
            new: Named { name: &new.id.name, table: new.table()? },
            kept,
        })
    }

    pub(super) fn before(&self, column: &Column) -> Option<&'a Column> {
        shape::column(self.old.table, &column.name)
    }

    pub(super) fn added(&self) -> Vec<&'a Column> {
        self.new.table.columns.iter().filter(|column| self.before(column).is_none()).collect()
    }

    pub(super) fn dropped(&self) -> Vec<&'a Column> {
        self.old.table.columns.iter().filter(|column| shape::column(self.new.table, &column.name).is_none()).collect()
    }

    /// Columns on both sides that differ.
    fn altered(&self) -> impl Iterator<Item = (&'a Column, &'a Column)> {
        let both = self.new.table.columns.iter().filter_map(|column| Some((self.before(column)?, column)));
        both.filter(|(before, after)| before != after)
    }

    /// Whether only the rebuild can do it.
    pub(super) fn needs_rebuild(&self) -> bool {
        let stays = self.new.table.columns.iter().any(|column| self.before(column).is_some());
        self.old.name != self.new.name
            || self.old.table.settings != self.new.table.settings
            || self.old.table.clauses != self.new.table.clauses
            || !stays
            || self.altered().next().is_some()
            || self.added().into_iter().any(|column| !can_add(column) || self.kept_column(column).is_some())
            || self.dropped().into_iter().any(|column| !can_drop(column))
    }

    fn kept_column(&self, column: &Column) -> Option<&'a Keep> {
        self.kept_as(KeepKind::Column, column)
    }

    fn kept_as(&self, kind: KeepKind, column: &Column) -> Option<&'a Keep> {
        let digest = keep::column_digest(column);
        let keep = keep::find(self.kept, kind, self.old_id, Some(&column.name), digest)?;
        let readable = |key: &Ident| {
            shape::column(self.old.table, key).is_some()
                || (is_rowid(key) && shape::rowid_name(self.old.table).is_some())
        };
        keep.key.iter().all(readable).then_some(keep)
    }

    /// What becomes of every value.
    pub(super) fn values(&self) -> Values {
        let mut values = Values { sources: sources(self.old, self.new), ..Values::default() };
        for column in &self.new.table.columns {
            self.bring_back(column, &mut values);
        }
        let key = keep::key(self.old.table, self.new.table);
        for column in self.dropped() {
            self.save_dropped(column, key.as_deref(), &mut values);
        }
        for (before, after) in self.altered() {
            self.alter(before, after, key.as_deref(), &mut values);
        }
        values
    }

    fn hazard(&self, code: HazardCode, column: &Column, what: &str) -> Hazard {
        Hazard::new(code, format!("column `{}` of `{}` {what}", column.name.as_str(), self.old.name.as_str()))
    }

    fn bring_back(&self, column: &Column, values: &mut Values) {
        let Some(source) = values.sources.iter_mut().find(|source| source.column == column.name) else { return };
        let was_value = self.before(column).filter(|before| before.generated.is_none());
        let (kind, current) = match was_value {
            None => (KeepKind::Column, None),
            Some(before) if before != column => (KeepKind::Values, Some(of(self.old.name, &before.name))),
            Some(_) => return,
        };
        if let Some(keep) = self.kept_as(kind, column) {
            source.value = keep::brought_back(keep, self.old, current.as_deref(), &source.value);
            source.is_default = false;
            values.restores.push(keep.clone());
        }
    }

    fn name_for(&self, column: &Column) -> Ident {
        let digest = |named: Named<'_>| {
            let json = serde_json::to_vec(named.table).expect("a table has string keys and no failing serializer");
            schema::Digest::of_parts([json.as_slice()])
        };
        keep::kept_name(digest(self.old), digest(self.new), &[self.old.name.as_str(), column.name.as_str()])
    }

    fn save_dropped(&self, column: &Column, key: Option<&[Ident]>, values: &mut Values) {
        if column.generated.is_some() {
            values.hazards.push(self.hazard(HazardCode::BackwardIncompatible, column, "disappears"));
            return;
        }
        values.hazards.push(self.hazard(
            HazardCode::DataLoss,
            column,
            "disappears with its values, which are saved first",
        ));
        let saved = Saved { kind: KeepKind::Column, id: self.old_id, column, written: None, only_nulls: false };
        self.save(key, column, saved, values);
    }

    fn save(&self, key: Option<&[Ident]>, column: &Column, saved: Saved<'_>, values: &mut Values) {
        match key {
            Some(key) => values.savings.push(keep::save(self.old, key, self.name_for(column), saved)),
            None => values.unsaved = Some(column.name.clone()),
        }
    }

    fn alter(&self, before: &Column, after: &Column, key: Option<&[Ident]>, values: &mut Values) {
        if before.collation != after.collation {
            values.hazards.push(self.hazard(HazardCode::Correctness, before, "sorts and compares otherwise"));
        }
        match (&before.generated, &after.generated) {
            (None, Some(_)) => return self.save_dropped(before, key, values),
            (Some(_), _) => {
                values.hazards.push(self.hazard(HazardCode::Correctness, before, "gets its values otherwise"));
                return;
            }
            (None, None) => {}
        }
        let (from, to) = (affinity(self.old.table, before), affinity(self.new.table, after));
        if from != to {
            values.hazards.push(self.hazard(
                HazardCode::BackwardIncompatible,
                before,
                &format!("changes from {} to {}", named_type(before), named_type(after)),
            ));
        }
        if is_lossy(from, to) {
            let what = format!("changes to {}: values lose their form, and are saved first", named_type(after));
            values.hazards.push(self.hazard(HazardCode::DataLoss, before, &what));
        }
        let converts = from != to && to != Affinity::Blob;
        let fills = fills_nulls(self.old.table, before, self.new.table, after);
        if converts || fills {
            if fills {
                values.hazards.push(self.hazard(HazardCode::Correctness, before, "gets its default where it has NULL"));
            }
            let source = values.sources.iter().find(|source| source.column == after.name);
            let value = source.map(|source| source.value.clone()).unwrap_or_default();
            let saved = Saved {
                kind: KeepKind::Values,
                id: self.old_id,
                column: before,
                written: Some((&value, to)),
                only_nulls: fills && !converts,
            };
            self.save(key, before, saved, values);
        }
    }

    /// What the undo writes: the old columns, with what was saved.
    pub(super) fn values_back(&self, savings: &[Saving]) -> Vec<Source> {
        let mut back = sources(self.new, self.old);
        for saving in savings {
            let keep = &saving.keep;
            let column = keep.column.as_ref();
            let Some(source) = back.iter_mut().find(|source| column == Some(&source.column)) else { continue };
            source.value = match keep.kind {
                KeepKind::Values => {
                    let now = shape::column(self.new.table, &source.column);
                    let current = now.map(|now| of(self.new.name, &now.name));
                    keep::brought_back(keep, self.new, current.as_deref(), &source.value)
                }
                KeepKind::Column | KeepKind::Table | KeepKind::Sequence | KeepKind::Fed | KeepKind::Rows => {
                    let default = shape::column(self.old.table, &source.column).map_or("NULL", super::copy::default_of);
                    keep::brought_back(keep, self.new, None, default)
                }
            };
            source.is_default = false;
        }
        back
    }
}

fn is_rowid(name: &Ident) -> bool {
    matches!(folded(name).as_str(), "rowid" | "_rowid_" | "oid")
}

fn named_type(column: &Column) -> &str {
    if column.data_type.is_empty() { "no type" } else { &column.data_type }
}

/// Whether values that look like numbers, or are big ones, change for good.
const fn is_lossy(from: Affinity, to: Affinity) -> bool {
    match to {
        Affinity::Real => !matches!(from, Affinity::Real),
        Affinity::Integer | Affinity::Numeric => !from.is_number(),
        Affinity::Text | Affinity::Blob => false,
    }
}

/// Whether `ALTER TABLE … ADD COLUMN` can do it, on a table with rows. It tests a CHECK on the rows that are there, since
/// 3.37 (the page of `ALTER TABLE`).
fn can_add(column: &Column) -> bool {
    let default = column.default.as_deref().unwrap_or("NULL");
    let is_constant = !default.starts_with('(') && !default.starts_with("CURRENT_");
    let has_value = !column.not_null || default != "NULL";
    let generated = column.generated.as_ref();
    is_constant
        && !column_states(column, "PRIMARY KEY")
        && !column_states(column, "UNIQUE")
        && (!column_states(column, "REFERENCES") || default == "NULL")
        && generated.is_none_or(|generated| !generated.stored && !column.not_null)
        && (generated.is_some() || has_value)
}

/// Whether `ALTER TABLE … DROP COLUMN` can do it.
fn can_drop(column: &Column) -> bool {
    !["PRIMARY KEY", "UNIQUE", "REFERENCES"].into_iter().any(|start| column_states(column, start))
}
