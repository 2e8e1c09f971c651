//! One statement of a changelist: how it has to be run, what it is about, and what is dangerous in it.
//!
//! Not the steps, which put statements together. Invariant: what is not known to change rows alone is taken for a change that cannot be
//! undone.

use plan::{Hazard, HazardCode};
use review::Unit;
use review::read::form::Name;
use review::read::statement::{Act, Form};
use schema::sql::{StatementClass, classify};
use schema::{Database, Dialect, Ident, Kind, ObjectId};

use super::resolve::words;

/// How a statement has to be run, and undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// It changes rows.
    Rows,
    /// It changes nothing: a query, a setting.
    Nothing,
    /// It changes the schema, or nobody can tell what.
    Schema,
    /// PostgreSQL runs it only outside of transactions.
    Alone,
}

/// A statement as steps are made of it.
pub(super) struct Part<'s> {
    pub(super) unit: Unit<'s>,
    pub(super) nature: Nature,
    /// The object that it is about.
    pub(super) object: Option<ObjectId>,
    /// What it does, in words.
    pub(super) summary: String,
}

impl<'s> Part<'s> {
    pub(super) fn of(dialect: Dialect, text: &'s str, observed: &Database) -> Self {
        let unit = Unit::new(dialect, text, 0);
        let nature = nature(dialect, text, &unit);
        let name = subject(&unit).cloned();
        let object = name.as_ref().map(|name| object(&unit, name, observed));
        let summary = summary(&unit, name.as_ref());
        Self { unit, nature, object, summary }
    }

    /// What is dangerous in it, whatever is saved.
    pub(super) fn hazards(&self) -> Vec<Hazard> {
        let name = self.object.as_ref().map(ObjectId::dotted).unwrap_or_default();
        let lost = |message: String| vec![Hazard::new(HazardCode::DataLoss, message)];
        let breaks = |message: String| vec![Hazard::new(HazardCode::BackwardIncompatible, message)];
        match &self.unit.form {
            Form::Delete(change) if change.condition.is_none() && change.limit.is_none() => {
                lost(format!("every row of `{name}` is deleted: the statement has no WHERE"))
            }
            Form::Update(change) if change.condition.is_none() && change.limit.is_none() && !change.has_join => {
                lost(format!("every row of `{name}` is changed: the statement has no WHERE"))
            }
            Form::Truncate { .. } => lost(format!("every row of `{name}` is deleted, and none is saved")),
            Form::Drop(drop) if ["TABLE", "SCHEMA", "SEQUENCE", "MATERIALIZED VIEW"].contains(&drop.kind) => {
                lost(format!("`{name}` is dropped with all that is in it"))
            }
            Form::Drop(drop) if drop.kind != "INDEX" => breaks(format!("`{name}` is dropped")),
            Form::AlterTable(alter) if alter.actions.iter().any(|action| loses(&action.act)) => {
                lost(format!("a part of `{name}` is dropped with all that is in it"))
            }
            Form::AlterTable(alter) if alter.actions.iter().any(|action| renames(&action.act)) => {
                breaks(format!("`{name}`, or a column of it, gets another name"))
            }
            Form::RenameTables(_) => breaks(format!("`{name}` gets another name")),
            _ => Vec::new(),
        }
    }
}

fn loses(act: &Act) -> bool {
    matches!(act, Act::DropColumn { .. } | Act::LosePartition(_))
}

fn renames(act: &Act) -> bool {
    matches!(act, Act::RenameTo(_) | Act::RenameColumn(..) | Act::SetSchema(_))
}

fn nature(dialect: Dialect, text: &str, unit: &Unit<'_>) -> Nature {
    if dialect == Dialect::Postgres && runs_alone(text, unit) {
        return Nature::Alone;
    }
    match classify(dialect, text) {
        StatementClass::Query | StatementClass::Session => Nature::Nothing,
        StatementClass::DataChange if matches!(unit.form, Form::Truncate { .. } | Form::Copy) => Nature::Schema,
        StatementClass::DataChange => Nature::Rows,
        _ => Nature::Schema,
    }
}

/// What PostgreSQL refuses in a transaction, but a concurrent refresh, which it takes there.
fn runs_alone(text: &str, unit: &Unit<'_>) -> bool {
    let is_concurrent = (0..unit.tokens.len()).any(|at| unit.is(at, "CONCURRENTLY"));
    is_concurrent && !matches!(unit.form, Form::Refresh { .. })
        || words(Dialect::Postgres, text).first().is_some_and(|word| word == "VACUUM")
}

/// The name of what a statement is about.
fn subject<'u>(unit: &'u Unit<'_>) -> Option<&'u Name> {
    let form = &unit.form;
    let index = match form {
        Form::CreateIndex(index) => index.table.as_ref(),
        Form::Refresh { name, .. } | Form::Cluster(name) | Form::Reindex { name, .. } => name.as_ref(),
        Form::Vacuum { tables, .. } => tables.first(),
        Form::Lock(tables, _) => tables.first(),
        _ => None,
    };
    let named = form.filled().into_iter().chain(form.altered()).chain(form.created()).next();
    index.or(named)
}

/// The object of that name: the one that is there, else a table that is to be.
pub(super) fn object(unit: &Unit<'_>, name: &Name, observed: &Database) -> ObjectId {
    let folded = |ident: &Ident| ident.as_str().to_lowercase();
    let is_same = |a: &Ident, b: &Ident| match unit.dialect {
        Dialect::Postgres => a == b,
        Dialect::Sqlite | Dialect::MySql => folded(a) == folded(b),
    };
    let is_meant = |id: &&ObjectId| {
        let in_schema = match (&name.schema, &id.schema) {
            (Some(wanted), Some(found)) => is_same(wanted, found),
            _ => true,
        };
        id.of.is_none()
            && id.kind != Kind::Schema
            && id.kind != Kind::Grant
            && in_schema
            && is_same(&id.name, &name.name)
    };
    let mut found: Vec<&ObjectId> = observed.objects.keys().filter(is_meant).collect();
    // Of several in PostgreSQL, `public` is where an unqualified name is looked up by default.
    found.sort_by_key(|id| {
        (id.kind != Kind::Table, id.schema.as_ref().is_some_and(|schema| schema.as_str() != "public"))
    });
    let made = || {
        let schema = match unit.dialect {
            Dialect::Postgres => Some(name.schema.clone().unwrap_or_else(|| "public".into())),
            Dialect::Sqlite | Dialect::MySql => None,
        };
        ObjectId::new(Kind::Table, schema, name.name.clone())
    };
    found.first().map_or_else(made, |id| (*id).clone())
}

fn summary(unit: &Unit<'_>, name: Option<&Name>) -> String {
    let name = name.map(Name::shown).unwrap_or_default();
    match &unit.form {
        Form::Insert(_) => format!("insert rows into {name}"),
        Form::Update(_) => format!("change rows of {name}"),
        Form::Delete(_) => format!("delete rows of {name}"),
        Form::Truncate { .. } => format!("delete all rows of {name}"),
        Form::CreateTable(_) => format!("create table {name}"),
        Form::AlterTable(_) => format!("alter table {name}"),
        Form::CreateIndex(_) => format!("create an index on {name}"),
        Form::Drop(drop) => format!("drop {} {name}", drop.kind.to_lowercase()),
        Form::Refresh { .. } => format!("refresh materialized view {name}"),
        _ => {
            let text = unit.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let short: String = text.chars().take(60).collect();
            if short.len() < text.len() { format!("{short}…") } else { short }
        }
    }
}
