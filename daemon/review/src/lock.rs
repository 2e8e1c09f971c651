//! Which table locks a statement takes on PostgreSQL, and what they block.
//!
//! Facts of the manual, chapter «Explicit Locking» and the page of each command, held to [`crate::operation`], whose every line a
//! real server has shown. Not the rewrites and scans, which a rule tells where they matter.
//!
//! Invariant: only tables that others may be using are answered; a table that the same file made can block nobody.

use schema::Dialect;

use crate::catalog::Catalog;
use crate::read::form::{Demand, Name};
use crate::read::statement::{Act, Form};
use crate::unit::Unit;

/// A table lock of PostgreSQL, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockMode {
    /// SELECT.
    AccessShare,
    /// SELECT … FOR UPDATE.
    RowShare,
    /// INSERT, UPDATE, DELETE.
    RowExclusive,
    /// VALIDATE, CREATE INDEX CONCURRENTLY.
    ShareUpdateExclusive,
    /// CREATE INDEX.
    Share,
    /// ADD FOREIGN KEY, CREATE TRIGGER.
    ShareRowExclusive,
    /// REFRESH MATERIALIZED VIEW CONCURRENTLY.
    Exclusive,
    /// Most of ALTER TABLE, DROP, TRUNCATE.
    AccessExclusive,
}

impl LockMode {
    /// All of them, the weakest first.
    const ALL: [Self; 8] = [
        Self::AccessShare,
        Self::RowShare,
        Self::RowExclusive,
        Self::ShareUpdateExclusive,
        Self::Share,
        Self::ShareRowExclusive,
        Self::Exclusive,
        Self::AccessExclusive,
    ];

    /// The mode that `pg_locks` calls so, such as `ShareRowExclusiveLock`.
    pub fn of_server(word: &str) -> Option<Self> {
        let bare = word.strip_suffix("Lock")?;
        Self::ALL.into_iter().find(|mode| mode.name().replace(' ', "").eq_ignore_ascii_case(bare))
    }

    /// Its name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// What waits for it.
    pub const fn blocks(self) -> &'static str {
        match self {
            Self::AccessShare => "only DROP, TRUNCATE and most of ALTER TABLE",
            Self::RowShare => "EXCLUSIVE locks and stronger",
            Self::RowExclusive => "CREATE INDEX and stronger schema changes",
            Self::ShareUpdateExclusive => "VACUUM and other schema changes, no reads or writes",
            Self::Share | Self::ShareRowExclusive => "every write",
            Self::Exclusive => "every write, and SELECT … FOR UPDATE",
            Self::AccessExclusive => "every read and write",
        }
    }
}

/// The locks on tables that others may be using: key, mode, and the name as written.
pub fn locks(unit: &Unit, catalog: &Catalog) -> Vec<(String, LockMode, Name)> {
    if unit.dialect != Dialect::Postgres {
        return Vec::new();
    }
    let mut taken = of_form(&unit.form, catalog);
    taken.retain(|(name, _)| !catalog.is_new(name));
    taken.into_iter().map(|(name, mode)| (catalog.key(&name), mode, name)).collect()
}

fn of_form(form: &Form, catalog: &Catalog) -> Vec<(Name, LockMode)> {
    use LockMode::{AccessExclusive, Exclusive, RowExclusive, ShareRowExclusive, ShareUpdateExclusive};
    let one = |name: &Option<Name>, mode| name.iter().map(|name| (name.clone(), mode)).collect();
    let all = |names: &[Name], mode| names.iter().map(|name| (name.clone(), mode)).collect();
    match form {
        Form::AlterTable(alter) => {
            let mut taken: Vec<_> = alter.actions.iter().flat_map(|action| of_reference(&action.act)).collect();
            if let Some(mode) = alter.actions.iter().map(|action| of_act(&action.act)).max() {
                taken.push((alter.table.clone(), mode));
            }
            taken
        }
        Form::CreateTable(create) => {
            let of_columns = create.columns.iter().filter_map(|column| column.references.as_ref());
            let of_constraints = create.constraints.iter().filter_map(|constraint| match &constraint.demand {
                Demand::Foreign(_, reference) => Some(reference),
                _ => None,
            });
            of_columns.chain(of_constraints).map(|reference| (reference.table.clone(), ShareRowExclusive)).collect()
        }
        Form::CreateIndex(index) => one(&index.table, of_build(index.concurrently)),
        Form::Create(create) if create.kind.ends_with("TRIGGER") => one(&create.on, ShareRowExclusive),
        Form::Create(create) if matches!(create.kind, "POLICY" | "RULE") => one(&create.on, AccessExclusive),
        Form::Drop(drop) if drop.kind == "TABLE" => all(&drop.names, AccessExclusive),
        Form::Drop(drop) if drop.kind == "INDEX" => {
            let mode = if drop.concurrently { ShareUpdateExclusive } else { AccessExclusive };
            let tables = drop.names.iter().filter_map(|index| catalog.index_tables.get(&index.key(catalog.dialect)));
            tables.map(|key| (named(key), mode)).collect()
        }
        Form::Drop(drop) if matches!(drop.kind, "TRIGGER" | "POLICY" | "RULE") => one(&drop.on, AccessExclusive),
        Form::Truncate { tables, .. } => all(tables, AccessExclusive),
        Form::Insert(insert) => vec![(insert.table.clone(), RowExclusive)],
        Form::Update(change) | Form::Delete(change) => vec![(change.table.clone(), RowExclusive)],
        Form::Vacuum { is_full: true, tables } => all(tables, AccessExclusive),
        Form::Cluster(table) => one(table, AccessExclusive),
        Form::Refresh { name, concurrently, .. } => one(name, if *concurrently { Exclusive } else { AccessExclusive }),
        Form::Reindex { kind: "TABLE", name, concurrently, .. } => one(name, of_build(*concurrently)),
        Form::Reindex { kind: "INDEX", name: Some(index), concurrently, .. } => {
            let table = catalog.index_tables.get(&index.key(catalog.dialect));
            table.map(|key| (named(key), of_build(*concurrently))).into_iter().collect()
        }
        Form::Lock(tables, mode) => all(tables, lock_named(mode)),
        _ => Vec::new(),
    }
}

/// The lock of building an index.
fn of_build(concurrently: bool) -> LockMode {
    if concurrently { LockMode::ShareUpdateExclusive } else { LockMode::Share }
}

/// A table that the statement does not name.
fn named(key: &str) -> Name {
    Name { schema: None, name: key.into(), span: 0..0 }
}

fn lock_named(mode: &str) -> LockMode {
    LockMode::ALL.into_iter().find(|known| known.name() == mode).unwrap_or(LockMode::AccessExclusive)
}

/// The lock of one action on its own table.
pub fn of_act(act: &Act) -> LockMode {
    match act {
        Act::AddConstraint(constraint) if matches!(constraint.demand, Demand::Foreign(..)) => {
            LockMode::ShareRowExclusive
        }
        Act::Trigger(_) => LockMode::ShareRowExclusive,
        Act::Validate(_) | Act::Attach(..) | Act::Detach(_, true) | Act::Tune => LockMode::ShareUpdateExclusive,
        _ => LockMode::AccessExclusive,
    }
}

fn of_reference(act: &Act) -> Vec<(Name, LockMode)> {
    match act {
        Act::AddConstraint(constraint) => match &constraint.demand {
            Demand::Foreign(_, reference) => vec![(reference.table.clone(), LockMode::ShareRowExclusive)],
            _ => Vec::new(),
        },
        Act::AddColumn { column, .. } => {
            column.references.iter().map(|reference| (reference.table.clone(), LockMode::ShareRowExclusive)).collect()
        }
        Act::Attach(child, _) | Act::Detach(child, _) => vec![(child.clone(), LockMode::AccessExclusive)],
        _ => Vec::new(),
    }
}
