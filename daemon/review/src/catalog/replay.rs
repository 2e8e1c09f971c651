//! The replay: what a statement makes of the catalog.
//!
//! Not a check: a statement that would fail changes what it can.
//!
//! Invariant: linear in the change; a statement touches only the tables that it names.

use super::table::{Born, KnownConstraint, KnownKind, Partition, Table, known};
use super::{Catalog, Object};
use crate::read::form::{CreateTable, Index, Name};
use crate::read::statement::{Act, AlterTable, DropObjects, Form};
use crate::unit::Unit;

impl Catalog {
    /// Lets a statement take effect.
    pub fn replay(&mut self, unit: &Unit) {
        match &unit.form {
            Form::CreateTable(table) => self.create_table(unit, table),
            Form::AlterTable(alter) => self.alter_table(unit, alter),
            Form::CreateIndex(index) => self.create_index(unit, index),
            Form::Create(create) => {
                if let Some(name) = &create.name {
                    let key = name.key(self.dialect);
                    self.dropped.remove(&(create.kind, key.clone()));
                    let object = Object { born: self.born(), text: unit.text.to_owned() };
                    self.objects.insert(create.kind, key, object);
                }
                if let (Some(on), "TRIGGER" | "CONSTRAINT TRIGGER", Some(name)) =
                    (&create.on, create.kind, &create.name)
                {
                    let name = name.name.as_str().to_owned();
                    self.change(on, |table| table.triggers.push(name));
                }
            }
            Form::Alter(alter) if unit.are(alter.rest, &["OWNER", "TO"]) => {
                if let Some(name) = &alter.name {
                    self.owners
                        .insert(name.key(self.dialect), schema::sql::unquote(self.dialect, unit.token(alter.rest + 2)));
                }
            }
            Form::Drop(drop) => self.drop_objects(drop),
            Form::RenameTables(pairs) => pairs.iter().for_each(|(from, to)| self.rename(from, to)),
            Form::Comment { kind, name: Some(name), text, .. } if kind == "TABLE" => {
                self.change(name, |table| table.has_comment = text.is_some());
            }
            _ => {}
        }
    }

    fn change(&mut self, name: &Name, change: impl FnOnce(&mut Table)) {
        let key = self.key(name);
        if let Some(table) = self.tables.get_mut(&key) {
            change(table);
        }
    }

    fn create_table(&mut self, unit: &Unit, create: &CreateTable) {
        let Some(name) = &create.name else { return };
        let key = name.key(self.dialect);
        if create.if_not_exists && self.tables.contains_key(&key) {
            return;
        }
        let born = self.born();
        let mut table = Table::new(name.shown(), born);
        table.is_temporary = create.is_temporary;
        table.is_partitioned = create.partition_by.is_some();
        // The columns of a table of a composite type are those of the type.
        let behind_name = unit.tokens.iter().position(|token| token.span.start >= name.span.end);
        let is_of_type = behind_name.is_some_and(|at| unit.is(at, "OF"));
        table.is_whole = create.as_query.is_none() && create.like.is_none() && !create.inherits && !is_of_type;
        table.has_comment = create.options.iter().any(|option| option.key == "COMMENT");
        table.charset =
            create.options.iter().find(|option| option.key == "CHARSET").map(|option| option.value.to_lowercase());
        create.columns.iter().for_each(|column| table.add_column(unit, column, born));
        create.indexes.iter().for_each(|index| table.add_index(unit, index, born));
        create.constraints.iter().for_each(|constraint| table.add_constraint(unit, constraint, born));
        self.inherit(create, &mut table);
        if let Some(parent) = &create.partition_of {
            let part = Partition::of(unit, name, &unit.all());
            self.change(parent, |table| table.partitions.push(part));
        }
        self.dropped.remove(&("TABLE", key.clone()));
        for constraint in table.constraints.iter().filter_map(|one| one.name.as_deref()) {
            self.constraint_tables.entry(index_key(name, constraint, self)).or_default().insert(key.clone());
        }
        for index in &table.indexes {
            self.index_tables.insert(index_key(name, &index.name, self), key.clone());
        }
        self.insert_table(key, table);
    }

    /// A partition, and a table LIKE another, has the columns of the other.
    fn inherit(&self, create: &CreateTable, table: &mut Table) {
        let Some(model) = create.partition_of.as_ref().or(create.like.as_ref()) else { return };
        let Some(known) = self.table(model) else {
            table.is_whole = false;
            return;
        };
        let columns = known.columns.iter().cloned().map(|column| super::KnownColumn { born: table.born, ..column });
        table.columns.extend(columns);
        table.is_whole = known.is_whole;
        if create.partition_of.is_some() || self.dialect == schema::Dialect::MySql {
            table.constraints.extend(known.constraints.iter().cloned());
            table.indexes.extend(known.indexes.iter().cloned());
        }
    }

    fn create_index(&mut self, unit: &Unit, index: &Index) {
        let (Some(on), born) = (&index.table, self.born()) else { return };
        let key = self.key(on);
        self.change(on, |table| table.add_index(unit, index, born));
        if let Some(name) = &index.name {
            let of_schema = Name { schema: name.schema.clone().or(on.schema.clone()), ..name.clone() };
            self.index_tables.insert(of_schema.key(self.dialect), key);
        }
    }

    fn drop_objects(&mut self, drop: &DropObjects) {
        for name in &drop.names {
            let key = name.key(self.dialect);
            match drop.kind {
                "TABLE" | "FOREIGN TABLE" => {
                    let key = self.key(name);
                    let table = self.remove_table(&key);
                    self.gone.extend(table.map(|table| (key, table)));
                }
                "INDEX" => {
                    let table = drop.on.as_ref().map(|on| self.key(on)).or_else(|| self.index_tables.remove(&key));
                    if let Some(table) = table.and_then(|table| self.tables.get_mut(&table)) {
                        table.indexes.retain(|index| !index.name.eq_ignore_ascii_case(name.name.as_str()));
                    }
                }
                kind => {
                    if let Some(object) = self.objects.remove(kind, &key) {
                        self.gone_objects.insert(kind, key.clone(), object);
                    }
                }
            }
            self.dropped.insert((drop.kind, key));
        }
    }

    fn rename(&mut self, from: &Name, to: &Name) {
        let key = self.key(from);
        self.dropped.insert(("RENAMED", from.key(self.dialect)));
        let schema = to.schema.clone().or_else(|| from.schema.clone());
        let to = Name { schema, ..to.clone() };
        if let Some(mut table) = self.remove_table(&key) {
            table.shown = to.shown();
            self.insert_table(to.key(self.dialect), table);
        }
    }

    fn alter_table(&mut self, unit: &Unit, alter: &AlterTable) {
        let born = self.born();
        let key = self.key(&alter.table);
        for action in &alter.actions {
            if let Some(table) = self.tables.get_mut(&key) {
                act(unit, &action.act, table, born);
            }
            match &action.act {
                Act::RenameTo(to) => self.rename(&alter.table, to),
                Act::OwnerTo(owner) => {
                    self.owners.insert(key.clone(), owner.as_str().to_owned());
                }
                Act::AddConstraint(constraint) => {
                    if let Some(name) = &constraint.name {
                        let index = index_key(&alter.table, name.as_str(), self);
                        self.constraint_tables.entry(index.clone()).or_default().insert(key.clone());
                        self.index_tables.insert(index, key.clone());
                    }
                }
                _ => {}
            }
        }
    }
}

fn index_key(table: &Name, index: &str, catalog: &Catalog) -> String {
    Name { schema: table.schema.clone(), name: index.into(), span: 0..0 }.key(catalog.dialect)
}

fn act(unit: &Unit, act: &Act, table: &mut Table, born: Born) {
    match act {
        Act::AddColumn { column, if_not_exists } => {
            if !(*if_not_exists && table.column(column.name()).is_some()) {
                table.add_column(unit, column, born);
            }
        }
        Act::DropColumn { name, .. } => table.drop_column(name.as_str()),
        Act::SetType { name, ty, .. } => {
            if let Some(column) = table.column_mut(name.as_str()) {
                column.ty = ty.clone();
            }
        }
        Act::SetDefault(name, value) => {
            if let Some(column) = table.column_mut(name.as_str()) {
                column.default = Some(unit.written(value).to_owned());
            }
        }
        Act::DropDefault(name) => {
            if let Some(column) = table.column_mut(name.as_str()) {
                column.default = None;
            }
        }
        Act::SetNotNull(name) | Act::DropNotNull(name) => {
            if let Some(column) = table.column_mut(name.as_str()) {
                column.not_null = matches!(act, Act::SetNotNull(_));
            }
        }
        Act::Redefine { old, column } => {
            let from = old.as_ref().map_or(column.name(), |old| old.as_str());
            if let Some(before) = table.column_mut(from) {
                let (born, was_key) = (before.born, before.not_null && column.null.is_none());
                let _ = was_key;
                *before = known(unit, column, born);
            }
            table.rename_column(from, column.name());
        }
        Act::RenameColumn(from, to) => table.rename_column(from.as_str(), to.as_str()),
        _ => part(unit, act, table, born),
    }
}

/// What happens to the constraints and indexes.
fn part(unit: &Unit, act: &Act, table: &mut Table, born: Born) {
    let is = |name: &Option<String>, of: &str| name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(of));
    match act {
        Act::AddConstraint(constraint) => table.add_constraint(unit, constraint, born),
        Act::Validate(name) => {
            for known in table.constraints.iter_mut().filter(|known| is(&known.name, name.as_str())) {
                known.is_valid = true;
            }
        }
        Act::DropConstraint { name, .. } => {
            table.constraints.retain(|known| !is(&known.name, name.as_str()));
            table.indexes.retain(|index| !(index.of_constraint && index.name.eq_ignore_ascii_case(name.as_str())));
        }
        Act::DropPrimaryKey => drop_primary_key(table),
        Act::AddIndex(index) => table.add_index(unit, index, born),
        Act::DropIndex(name) => {
            table.indexes.retain(|index| !index.name.eq_ignore_ascii_case(name.as_str()));
            let is_unique = |known: &KnownConstraint| known.kind == KnownKind::Unique;
            table.constraints.retain(|known| !(is_unique(known) && is(&known.name, name.as_str())));
        }
        Act::RenamePart(from, to) => {
            let of_constraints = table.constraints.iter_mut().filter_map(|known| known.name.as_mut());
            let of_indexes = table.indexes.iter_mut().map(|index| &mut index.name);
            for name in of_constraints.chain(of_indexes).filter(|name| name.eq_ignore_ascii_case(from.as_str())) {
                to.as_str().clone_into(name);
            }
        }
        Act::RowSecurity(is_on) => table.row_security = *is_on,
        Act::Attach(child, _) => table.partitions.push(Partition::of(unit, child, &unit.all())),
        Act::Detach(child, _) => table.partitions.retain(|part| part.name != child.shown()),
        Act::IndexVisible(name, is_visible) => {
            let index = table.indexes.iter_mut().find(|index| index.name.eq_ignore_ascii_case(name.as_str()));
            index.into_iter().for_each(|index| index.is_visible = *is_visible);
        }
        _ => {}
    }
}

fn drop_primary_key(table: &mut Table) {
    let columns = table.primary_key().map(|key| key.columns.clone()).unwrap_or_default();
    table.constraints.retain(|known| known.kind != KnownKind::Primary);
    table.indexes.retain(|index| !(index.of_constraint && index.columns == columns));
}
