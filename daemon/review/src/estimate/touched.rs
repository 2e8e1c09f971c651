//! What the statements before one did: which tables they made or changed, so that a database that has not seen them knows less.
//!
//! Not the catalog, which tells what is there now: this tells what a live database cannot know yet. Invariant: a statement whose
//! doings cannot be read may have done anything.

use std::collections::{BTreeMap, BTreeSet};

use schema::Dialect;
use schema::sql::{Ident, TokenKind};

use super::DmlKind;
use crate::read::form::Name;
use crate::read::statement::{Act, Form, Transaction};
use crate::unit::Unit;

/// What happened to a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Happened {
    /// Its rows were changed.
    Rows,
    /// Its definition was changed.
    Changed,
    /// It was made, dropped or given its name.
    Made,
}

/// What all the statements before one did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Touched {
    /// Bare names as the catalog knows them, with the worst that happened.
    tables: BTreeMap<String, Happened>,
    /// Whether other objects, or the names themselves, may mean something else by now.
    is_elsewhere: bool,
    /// Whether anything may have happened.
    is_anything: bool,
}

impl Touched {
    /// The worst that happened to a table; any table of that name counts.
    pub(crate) fn table(&self, dialect: Dialect, name: &Name) -> Option<Happened> {
        self.tables.get(&bare(dialect, &name.name)).copied()
    }

    /// Whether rows of a table, or what it is, may be others than before the change.
    pub(crate) fn has_changed(&self, dialect: Dialect, name: &Name) -> bool {
        self.is_anything || self.is_elsewhere || self.table(dialect, name).is_some()
    }

    /// Whether the database can refuse a statement only because it has not seen the ones before it; with the table, where it is one.
    pub(crate) fn excuses(&self, unit: &Unit) -> bool {
        self.is_anything || self.is_elsewhere || self.named(unit).any(|(_, happened)| happened > Happened::Rows)
    }

    /// The first table that the statement names and that was made before it in the change.
    pub(crate) fn made(&self, unit: &Unit) -> Option<String> {
        self.sources(unit).into_iter().find(|name| self.tables.get(name) == Some(&Happened::Made))
    }

    /// The names of the statement to which something happened.
    fn named<'s>(&'s self, unit: &'s Unit) -> impl Iterator<Item = (String, Happened)> + 's {
        let is_name = |at: &usize| matches!(unit.kind(*at), Some(TokenKind::Word | TokenKind::QuotedIdent));
        let names = (0..unit.tokens.len()).filter(is_name).map(|at| self.key(unit, at));
        names.filter_map(|name| self.tables.get(&name).map(|happened| (name, *happened)))
    }

    /// The bare names that stand where a table stands.
    fn sources(&self, unit: &Unit) -> Vec<String> {
        if self.tables.is_empty() {
            return Vec::new();
        }
        const BEFORE: [&str; 7] = ["FROM", "JOIN", "INTO", "UPDATE", "USING", "ONLY", ","];
        let stands = |at: &usize| {
            matches!(unit.kind(*at), Some(TokenKind::Word | TokenKind::QuotedIdent))
                && at.checked_sub(1).is_some_and(|before| BEFORE.iter().any(|word| unit.is(before, word)))
                // What follows INTO is a table, and in parentheses are its columns.
                && (unit.is(at - 1, "INTO") || !unit.is_call(*at))
        };
        let last = |mut at: usize| {
            while unit.token(at + 1) == "." {
                at += 2;
            }
            self.key(unit, at)
        };
        (0..unit.tokens.len()).filter(stands).map(last).collect()
    }

    fn key(&self, unit: &Unit, at: usize) -> String {
        bare(unit.dialect, &Ident::parse(unit.dialect, unit.token(at)))
    }

    /// Lets a statement take effect.
    pub(crate) fn replay(&mut self, unit: &Unit) {
        let dialect = unit.dialect;
        let mut add = |name: &Name, happened: Happened| {
            let known = self.tables.entry(bare(dialect, &name.name)).or_insert(happened);
            *known = happened.max(*known);
        };
        match &unit.form {
            Form::CreateTable(create) if !create.if_not_exists => {
                create.name.iter().for_each(|name| add(name, Happened::Made))
            }
            Form::CreateTable(create) => create.name.iter().for_each(|name| add(name, Happened::Changed)),
            Form::AlterTable(alter) => {
                add(&alter.table, Happened::Changed);
                for action in &alter.actions {
                    match &action.act {
                        Act::RenameTo(name) => {
                            add(name, Happened::Made);
                            add(&alter.table, Happened::Made);
                        }
                        Act::Attach(name, _) | Act::Detach(name, _) => add(name, Happened::Changed),
                        _ => {}
                    }
                }
            }
            Form::RenameTables(pairs) => pairs.iter().for_each(|(from, to)| {
                add(from, Happened::Made);
                add(to, Happened::Made);
            }),
            Form::Drop(drop) if drop.kind.ends_with("TABLE") || drop.kind.ends_with("VIEW") => {
                drop.names.iter().for_each(|name| add(name, Happened::Made));
            }
            Form::Create(create) if create.kind.ends_with("VIEW") => {
                create.name.iter().for_each(|name| add(name, Happened::Made));
            }
            Form::Truncate { tables, cascade } => {
                tables.iter().for_each(|name| add(name, Happened::Rows));
                self.is_anything |= cascade.is_some();
            }
            _ => self.replay_other(unit),
        }
    }

    fn replay_other(&mut self, unit: &Unit) {
        match &unit.form {
            Form::CreateIndex(_)
            | Form::Comment { .. }
            | Form::Grant { .. }
            | Form::Vacuum { .. }
            | Form::Cluster(_)
            | Form::Reindex { .. }
            | Form::Lock(..)
            | Form::Pragma(..)
            | Form::Transaction(Transaction::Begin | Transaction::Commit | Transaction::Other) => {}
            Form::Set(setting) => {
                // A time limit or a mode changes no name.
                let changes = ["search_path", "schema", "role", "session authorization", "session_authorization"];
                self.is_elsewhere |= changes.contains(&setting.name.as_str());
            }
            Form::Query if DmlKind::of(unit).is_none() => {}
            Form::Create(_) | Form::Alter(_) | Form::Drop(_) | Form::Refresh { .. } => self.is_elsewhere = true,
            _ if DmlKind::of(unit).is_some() => {
                // Whatever it names may have been changed; a trigger or a cascade is not seen.
                let names: BTreeSet<String> = (0..unit.tokens.len())
                    .filter(|at| matches!(unit.kind(*at), Some(TokenKind::Word | TokenKind::QuotedIdent)))
                    .take(MOST_NAMES)
                    .map(|at| self.key(unit, at))
                    .collect();
                names.into_iter().for_each(|name| {
                    self.tables.entry(name).or_insert(Happened::Rows);
                });
            }
            Form::Other(word) if ["ANALYZE", "SHOW", "CHECKPOINT", "RESET"].contains(&word.as_str()) => {}
            _ => self.is_anything = true,
        }
    }
}

/// Rows of VALUES have no names; a statement with more is read only so far.
const MOST_NAMES: usize = 10_000;

/// The name as the catalog compares it.
fn bare(dialect: Dialect, name: &Ident) -> String {
    schema::sql::mention_key(dialect, name.as_str()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(dialect: Dialect, before: &[&str]) -> Touched {
        let mut touched = Touched::default();
        before.iter().for_each(|sql| touched.replay(&Unit::new(dialect, sql, 0)));
        touched
    }

    #[test]
    fn what_is_made_before_is_known_wherever_a_table_stands() {
        let touched =
            after(Dialect::Postgres, &["CREATE TABLE made (a int)", "DROP TABLE gone", "ALTER TABLE t ADD b int"]);
        let made = |sql| touched.made(&Unit::new(Dialect::Postgres, sql, 0));
        assert_eq!(made("INSERT INTO made (a) VALUES (1)"), Some("made".to_owned()));
        assert_eq!(made("INSERT INTO t SELECT a FROM s.made"), Some("made".to_owned()));
        assert_eq!(made("DELETE FROM t USING gone WHERE gone.a = t.a"), Some("gone".to_owned()));
        assert_eq!(made("UPDATE t SET made = 1"), None);
    }

    #[test]
    fn only_what_may_have_changed_a_name_excuses_a_refusal() {
        let excuses = |before: &[&str], sql| after(Dialect::MySql, before).excuses(&Unit::new(Dialect::MySql, sql, 0));
        assert!(excuses(&["ALTER TABLE T ADD b int"], "UPDATE t SET b = 1"));
        assert!(excuses(&["CALL p()"], "UPDATE u SET b = 1"));
        assert!(excuses(&["CREATE FUNCTION f() RETURNS int RETURN 1"], "UPDATE u SET b = f()"));
        assert!(!excuses(&["ALTER TABLE t ADD b int", "SET lock_wait_timeout = 3"], "UPDATE u SET c = 1"));
        assert!(!excuses(&["UPDATE t SET a = 1"], "UPDATE t SET b = 1"));
    }
}
