//! The session that runs a file: its transaction, its timeouts, the locks it holds.
//!
//! Not a real session: what the statements of the file say about it.
//!
//! Invariant: outside of a transaction no lock is held.

use std::collections::BTreeMap;

use schema::Dialect;

use crate::catalog::Catalog;
use crate::lock::{LockMode, locks};
use crate::read::statement::{Form, Setting, Transaction};
use crate::unit::Unit;

/// A session at one point of a file.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// Whether the runner puts each file into a transaction.
    pub is_wrapped: bool,
    /// The statement that began the transaction, where one is open.
    pub begun_at: Option<usize>,
    /// Variables that were set, in lower case, with their values.
    pub settings: BTreeMap<String, String>,
    /// The strongest lock on each shared table that the transaction holds, with the statement that took it.
    pub held: BTreeMap<String, (LockMode, usize)>,
}

impl Session {
    /// A new session.
    pub fn new(is_wrapped: bool) -> Self {
        Self { is_wrapped, ..Self::default() }
    }

    /// Whether a transaction is open.
    pub fn in_transaction(&self) -> bool {
        self.is_wrapped || self.begun_at.is_some()
    }

    /// Whether a variable was set to something that is not the empty value.
    pub fn has(&self, variable: &str) -> bool {
        self.settings.get(variable).is_some_and(|value| !matches!(value.as_str(), "0" | "" | "DEFAULT" | "default"))
    }

    /// Lets a statement take effect.
    pub fn replay(&mut self, unit: &Unit, catalog: &Catalog, at: usize) {
        match &unit.form {
            Form::Transaction(Transaction::Begin) => {
                self.begun_at = Some(at);
                self.held.clear();
            }
            Form::Transaction(Transaction::Commit | Transaction::Rollback) => {
                self.begun_at = None;
                self.held.clear();
            }
            Form::Set(Setting { name, value, .. }) => {
                self.settings.insert(name.clone(), value.clone());
            }
            Form::Query => self.set_config(unit),
            form if form.is_ddl() && unit.dialect == Dialect::MySql => self.begun_at = None,
            _ if self.in_transaction() => {
                for (table, mode, _) in locks(unit, catalog) {
                    let held = self.held.entry(table).or_insert((mode, at));
                    *held = (held.0.max(mode), held.1);
                }
            }
            _ => {}
        }
    }

    /// `SELECT set_config('lock_timeout', '3s', true)`.
    fn set_config(&mut self, unit: &Unit) {
        let Some(at) = (0..unit.tokens.len().min(6)).find(|at| unit.is(*at, "set_config")) else { return };
        let text = |at| crate::read::string_value(unit.token(at));
        self.settings.insert(text(at + 2).to_lowercase(), text(at + 4));
    }
}
