//! A table as it is known at a point of a change.
//!
//! Not its rows.
//!
//! Invariant: `columns` holds every column only where `is_whole` says so.

use schema::Dialect;

use crate::read::form::{Column, Constraint, Demand, Index, Name, Tokens, TypeName};
use crate::unit::Unit;

/// When an object was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Born {
    /// It was there before.
    Before,
    /// In the file with this number.
    In(usize),
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name as people write it.
    pub shown: String,
    /// When it was made.
    pub born: Born,
    /// Whether all its columns are known.
    pub is_whole: bool,
    /// Whether it is temporary.
    pub is_temporary: bool,
    /// Whether it is partitioned.
    pub is_partitioned: bool,
    /// Its columns in their order.
    pub columns: Vec<KnownColumn>,
    /// Its constraints.
    pub constraints: Vec<KnownConstraint>,
    /// Its indexes, those of constraints included.
    pub indexes: Vec<KnownIndex>,
    /// Its partitions, where they are tables of their own.
    pub partitions: Vec<Partition>,
    /// Its triggers.
    pub triggers: Vec<String>,
    /// Whether row level security was switched on.
    pub row_security: bool,
    /// Whether it has a comment.
    pub has_comment: bool,
    /// Default charset of MySQL, where one is written.
    pub charset: Option<String>,
    /// About how many rows it has, where that is known.
    pub rows: Option<u64>,
    /// About how many bytes it has, where that is known.
    pub bytes: Option<u64>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: TypeName,
    /// Whether it refuses NULL.
    pub not_null: bool,
    /// Its default as written.
    pub default: Option<String>,
    /// The expression of a generated column, or that it is one.
    pub is_generated: bool,
    /// Whether the database counts it up.
    pub is_counter: bool,
    /// When it was made.
    pub born: Born,
}

/// What a constraint demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KnownKind {
    /// PRIMARY KEY.
    Primary,
    /// UNIQUE.
    Unique,
    /// FOREIGN KEY to a table's key, with its columns.
    Foreign(String, Vec<String>),
    /// CHECK with its expression.
    Check(String),
    /// EXCLUDE.
    Exclude,
}

/// A constraint of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownConstraint {
    /// Its name; what the database would choose where none is written and that is known.
    pub name: Option<String>,
    /// What it demands.
    pub kind: KnownKind,
    /// Its columns.
    pub columns: Vec<String>,
    /// Whether it is known to hold for all rows.
    pub is_valid: bool,
    /// When it was made.
    pub born: Born,
}

/// An index of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownIndex {
    /// Its name, empty where the database chooses one.
    pub name: String,
    /// Whether it is unique.
    pub is_unique: bool,
    /// Its columns; an expression as its text in parentheses.
    pub columns: Vec<String>,
    /// The condition of a partial index.
    pub condition: Option<String>,
    /// Its method, empty for the usual one.
    pub method: String,
    /// Whether it serves a constraint.
    pub of_constraint: bool,
    /// Whether queries may use it.
    pub is_visible: bool,
    /// When it was made.
    pub born: Born,
}

/// A partition that is a table of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// Its name as people write it.
    pub name: String,
    /// Its bounds as written, from FROM, IN or WITH on; empty for the default one.
    pub bounds: String,
}

impl Partition {
    /// Reads the bounds from behind FOR VALUES within a range.
    pub(crate) fn of(unit: &Unit, name: &Name, range: &Tokens) -> Self {
        let mut places = unit.places(range, "FOR").filter(|at| unit.is(at + 1, "VALUES"));
        let bounds = places.next().map_or("", |at| {
            let end = unit.places(&(at + 2..range.end), "PARTITION").next().unwrap_or(range.end);
            unit.written(&(at + 2..end))
        });
        Self { name: name.shown(), bounds: bounds.to_owned() }
    }
}

impl Table {
    /// A table without anything.
    pub fn new(shown: String, born: Born) -> Self {
        Self {
            shown,
            born,
            is_whole: true,
            is_temporary: false,
            is_partitioned: false,
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            partitions: Vec::new(),
            triggers: Vec::new(),
            row_security: false,
            has_comment: false,
            charset: None,
            rows: None,
            bytes: None,
        }
    }

    /// The column of a name, in whatever case.
    pub fn column(&self, name: &str) -> Option<&KnownColumn> {
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))
    }

    pub(crate) fn column_mut(&mut self, name: &str) -> Option<&mut KnownColumn> {
        self.columns.iter_mut().find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The primary key.
    pub fn primary_key(&self) -> Option<&KnownConstraint> {
        self.constraints.iter().find(|constraint| constraint.kind == KnownKind::Primary)
    }

    /// Whether rows can be told apart by columns that are never NULL.
    pub fn has_row_key(&self) -> bool {
        let is_not_null = |name: &String| self.column(name).is_some_and(|column| column.not_null);
        let is_key = |index: &KnownIndex| {
            index.is_unique
                && index.condition.is_none()
                && !index.columns.is_empty()
                && index.columns.iter().all(is_not_null)
        };
        self.primary_key().is_some() || self.indexes.iter().any(is_key)
    }

    /// Whether an index, or a key, begins with these columns in whatever order.
    pub fn has_index_on(&self, columns: &[String]) -> bool {
        self.indexes.iter().any(|index| {
            let head = index.columns.get(..columns.len()).unwrap_or_default();
            index.condition.is_none()
                && !head.is_empty()
                && columns.iter().all(|column| head.iter().any(|name| name.eq_ignore_ascii_case(column)))
        })
    }

    /// Whether a unique index or key is over exactly these columns.
    pub fn has_unique_on(&self, columns: &[String]) -> bool {
        let same = |index: &KnownIndex| {
            index.columns.len() == columns.len()
                && columns.iter().all(|column| index.columns.iter().any(|name| name.eq_ignore_ascii_case(column)))
        };
        self.indexes.iter().any(|index| index.is_unique && index.condition.is_none() && same(index))
    }

    pub(crate) fn add_column(&mut self, unit: &Unit, column: &Column, born: Born) {
        let name = column.name().to_owned();
        let names = vec![name.clone()];
        self.columns.push(known(unit, column, born));
        if column.primary_key.is_some() {
            self.add_key(None, KnownKind::Primary, names.clone(), born);
        }
        if column.unique.is_some() {
            self.add_key(None, KnownKind::Unique, names.clone(), born);
        }
        let ignored = unit.dialect == Dialect::MySql;
        if let Some(reference) = column.references.as_ref().filter(|_| !ignored) {
            let columns = reference.columns.iter().map(|part| part.as_str().to_owned()).collect();
            let kind = KnownKind::Foreign(reference.table.key(unit.dialect), columns);
            self.constraints.push(KnownConstraint { name: None, kind, columns: names.clone(), is_valid: true, born });
        }
        for check in &column.checks {
            let kind = KnownKind::Check(unit.written(check).to_owned());
            self.constraints.push(KnownConstraint { name: None, kind, columns: names.clone(), is_valid: true, born });
        }
    }

    fn add_key(&mut self, name: Option<String>, kind: KnownKind, columns: Vec<String>, born: Born) {
        if kind == KnownKind::Primary {
            for column in &columns {
                if let Some(column) = self.column_mut(column) {
                    column.not_null = true;
                }
            }
        }
        let index_name = name.clone().unwrap_or_default();
        self.constraints.push(KnownConstraint { name, kind, columns: columns.clone(), is_valid: true, born });
        self.indexes.push(KnownIndex {
            name: index_name,
            is_unique: true,
            columns,
            condition: None,
            method: String::new(),
            of_constraint: true,
            is_visible: true,
            born,
        });
    }

    pub(crate) fn add_constraint(&mut self, unit: &Unit, constraint: &Constraint, born: Born) {
        let name = constraint.name.as_ref().map(|part| part.as_str().to_owned());
        let columns: Vec<_> = constraint.columns().iter().map(|part| part.as_str().to_owned()).collect();
        let kind = match &constraint.demand {
            Demand::Primary(_) | Demand::Unique(_) => {
                let is_primary = matches!(constraint.demand, Demand::Primary(_));
                let kind = if is_primary { KnownKind::Primary } else { KnownKind::Unique };
                let of_index = constraint.using_index.as_ref().and_then(|index| {
                    self.indexes.iter().find(|known| known.name.eq_ignore_ascii_case(index.as_str()))
                });
                let columns = of_index.map_or(columns, |index| index.columns.clone());
                return self.add_key(name, kind, columns, born);
            }
            Demand::Foreign(_, reference) => {
                let columns = reference.columns.iter().map(|part| part.as_str().to_owned()).collect();
                KnownKind::Foreign(reference.table.key(unit.dialect), columns)
            }
            Demand::Check(expression) => KnownKind::Check(unit.written(expression).to_owned()),
            Demand::Exclude => KnownKind::Exclude,
            Demand::NotNull(column) => {
                if let Some(column) = self.column_mut(column.as_str()) {
                    column.not_null = !constraint.not_valid;
                }
                return;
            }
        };
        let is_valid = !constraint.not_valid && !constraint.not_enforced;
        // MySQL gives a foreign key an index of its own where there is none.
        if unit.dialect == Dialect::MySql && matches!(kind, KnownKind::Foreign(..)) && !self.has_index_on(&columns) {
            self.indexes.push(KnownIndex {
                name: name.clone().unwrap_or_default(),
                is_unique: false,
                columns: columns.clone(),
                condition: None,
                method: String::new(),
                of_constraint: true,
                is_visible: true,
                born,
            });
        }
        self.constraints.push(KnownConstraint { name, kind, columns, is_valid, born });
    }

    pub(crate) fn add_index(&mut self, unit: &Unit, index: &Index, born: Born) {
        self.indexes.push(known_index(unit, index, born));
    }

    pub(crate) fn drop_column(&mut self, name: &str) {
        let has = |columns: &[String]| columns.iter().any(|column| column.eq_ignore_ascii_case(name));
        self.columns.retain(|column| !column.name.eq_ignore_ascii_case(name));
        self.constraints.retain(|constraint| !has(&constraint.columns));
        self.indexes.retain(|index| !has(&index.columns));
    }

    pub(crate) fn rename_column(&mut self, from: &str, to: &str) {
        let lists = self.constraints.iter_mut().map(|constraint| &mut constraint.columns);
        let lists = lists.chain(self.indexes.iter_mut().map(|index| &mut index.columns));
        let in_lists = lists.flatten();
        let names = self.columns.iter_mut().map(|column| &mut column.name).chain(in_lists);
        for name in names.filter(|name| name.eq_ignore_ascii_case(from)) {
            to.clone_into(name);
        }
    }
}

/// A column as it is defined.
pub(crate) fn known(unit: &Unit, column: &Column, born: Born) -> KnownColumn {
    KnownColumn {
        name: column.name().to_owned(),
        ty: column.ty.clone(),
        not_null: column.not_null.is_some() || column.primary_key.is_some() || column.is_identity || column.is_serial(),
        default: column.default.as_ref().map(|value| unit.written(value).to_owned()),
        is_generated: column.generated.is_some(),
        is_counter: column.is_identity || column.is_serial() || column.auto_increment.is_some(),
        born,
    }
}

/// An index as it is defined.
pub(crate) fn known_index(unit: &Unit, index: &Index, born: Born) -> KnownIndex {
    let column = |part: &crate::read::form::KeyPart| match &part.column {
        Some(column) => column.as_str().to_owned(),
        None => format!("({})", unit.written(&part.tokens)),
    };
    let method = index.method.clone().filter(|method| method != "btree").unwrap_or_default();
    KnownIndex {
        name: index.name.as_ref().map_or_else(String::new, |name| name.name.as_str().to_owned()),
        is_unique: index.is_unique,
        columns: index.parts.iter().map(column).collect(),
        condition: index.condition.as_ref().map(|condition| unit.written(condition).to_owned()),
        method: index.special.map_or(method, str::to_lowercase),
        of_constraint: false,
        is_visible: true,
        born,
    }
}
