//! Statements about sessions, transactions and upkeep.
//!
//! Not what creates, changes or drops an object.
//!
//! Invariant: a first word that no engine knows makes the statement unknown.

use schema::Dialect;

use super::reader::Reader;
use super::statement::{Form, Setting, Transaction};

/// First words of statements that no rule asks more about.
const KNOWN: &[&str] = &[
    "ANALYZE",
    "ANALYSE",
    "USE",
    "CALL",
    "CHECKPOINT",
    "CLOSE",
    "DECLARE",
    "DEALLOCATE",
    "DISCARD",
    "FETCH",
    "IMPORT",
    "LISTEN",
    "MOVE",
    "NOTIFY",
    "REASSIGN",
    "RESET",
    "SECURITY",
    "UNLISTEN",
    "UNLOCK",
    "ATTACH",
    "DETACH",
    "OPTIMIZE",
    "REPAIR",
    "CHECK",
    "CHECKSUM",
    "FLUSH",
    "KILL",
    "HANDLER",
    "INSTALL",
    "UNINSTALL",
    "SIGNAL",
    "RESIGNAL",
    "PURGE",
    "CHANGE",
    "STOP",
    "HELP",
    "CACHE",
    "BINLOG",
    "SHUTDOWN",
    "RESTART",
    "CLONE",
    "BACKUP",
    "GET",
];

impl Reader<'_> {
    pub(crate) fn other(&mut self, first: &str) -> Form {
        if let Some(transaction) = self.transaction() {
            return Form::Transaction(transaction);
        }
        match first {
            "VACUUM" => self.vacuum(),
            "CLUSTER" => {
                self.at += 1;
                self.parenthesis();
                self.take("VERBOSE");
                Form::Cluster(self.name())
            }
            "REINDEX" => self.reindex(),
            "REFRESH" => self.refresh(),
            "LOCK" => self.lock(),
            "START" => Form::Other(first.to_owned()),
            // Blocks of MariaDB outside of a routine.
            "BEGIN" | "IF" | "CASE" | "LOOP" | "WHILE" | "REPEAT" | "FOR" if self.dialect == Dialect::MySql => {
                Form::Dynamic
            }
            _ if KNOWN.contains(&first) => Form::Other(first.to_owned()),
            _ => Form::Unknown,
        }
    }

    fn transaction(&mut self) -> Option<Transaction> {
        // `BEGIN NOT ATOMIC` is a block of MariaDB.
        if self.is("BEGIN") && self.is_ahead(1, "NOT") {
            return None;
        }
        if self.take_all("START TRANSACTION") || self.take("BEGIN") {
            return Some(Transaction::Begin);
        }
        if self.is("COMMIT") || self.is("END") {
            return Some(if self.is_ahead(1, "PREPARED") { Transaction::Other } else { Transaction::Commit });
        }
        if self.take("ROLLBACK") || self.take("ABORT") {
            let is_whole = !self.skip_to(&["TO", "PREPARED"]);
            return Some(if is_whole { Transaction::Rollback } else { Transaction::Other });
        }
        let is_other = self.is_one_of(&["SAVEPOINT", "RELEASE", "XA"]) || self.take_all("PREPARE TRANSACTION");
        is_other.then_some(Transaction::Other)
    }

    fn vacuum(&mut self) -> Form {
        self.at += 1;
        let options = self.parenthesis().unwrap_or(0..0);
        let mut is_full = self.elements(&options).into_iter().any(|range| {
            let reader = self.within(&range);
            reader.is("FULL") && !["FALSE", "OFF", "0"].iter().any(|off| reader.is_ahead(1, off))
        });
        while self.is_one_of(&["FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE"]) {
            is_full |= self.is("FULL");
            self.at += 1;
        }
        Form::Vacuum { is_full, tables: self.names() }
    }

    fn reindex(&mut self) -> Form {
        self.at += 1;
        let options = self.parenthesis().unwrap_or(0..0);
        let asked = self.elements(&options).iter().any(|range| self.within(range).is("CONCURRENTLY"));
        let word = self.span();
        let kind = self.take_one_of(&["INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM"]).unwrap_or("");
        let concurrently = self.take("CONCURRENTLY") || asked;
        Form::Reindex { kind, name: self.name(), concurrently, word }
    }

    fn refresh(&mut self) -> Form {
        self.at += 1;
        self.take("MATERIALIZED");
        let word = self.span();
        if !self.take("VIEW") {
            return Form::Unknown;
        }
        let concurrently = self.take("CONCURRENTLY");
        let name = self.name();
        Form::Refresh { name, concurrently, no_data: self.take_all("WITH NO DATA"), word }
    }

    fn lock(&mut self) -> Form {
        self.at += 1;
        let _ = self.take("TABLES") || self.take("TABLE") || self.take("INSTANCE");
        self.take("ONLY");
        let names = self.names();
        let mut mode = String::new();
        if self.take("IN") {
            while !self.is_end() && !self.is("MODE") {
                mode = format!("{mode} {}", self.next().unwrap_or_default().to_ascii_uppercase());
            }
        } else if self.skip_to(&["WRITE", "READ"]) {
            mode = self.next().unwrap_or_default().to_ascii_uppercase();
        }
        let is_default = mode.is_empty() && self.dialect == Dialect::Postgres;
        Form::Lock(names, if is_default { "ACCESS EXCLUSIVE".to_owned() } else { mode.trim().to_owned() })
    }

    /// Reads on behind SET.
    pub(crate) fn set(&mut self) -> Form {
        if self.is("TRANSACTION") || self.is("CONSTRAINTS") {
            return Form::Transaction(Transaction::Other);
        }
        let scopes =
            &["GLOBAL", "SESSION", "LOCAL", "PERSIST_ONLY", "PERSIST", "@@GLOBAL", "@@SESSION", "@@LOCAL", "@@PERSIST"];
        let scope = self.take_one_of(scopes).unwrap_or_default().trim_start_matches('@').to_owned();
        self.take(".");
        let mut name = self.next().unwrap_or_default().trim_start_matches('@').to_lowercase();
        let mut scope = scope;
        if let Some((before, rest)) = name.clone().split_once('.') {
            scope = before.to_uppercase();
            name = rest.to_owned();
        }
        while self.take(".") {
            name = format!("{name}.{}", self.next().unwrap_or_default().to_lowercase());
        }
        let _ = self.take("=") || self.take("TO") || self.take(":=");
        let value = self.value();
        Form::Set(Setting { scope, name, value })
    }

    pub(crate) fn pragma(&mut self) -> Form {
        let Some(name) = self.name() else { return Form::Unknown };
        let _ = self.take("=") || self.take("(");
        let sign = if self.take("-") { "-" } else { "" };
        Form::Pragma(name.name.as_str().to_lowercase(), format!("{sign}{}", self.value()))
    }

    pub(crate) fn comment(&mut self) -> Form {
        if !self.take("ON") {
            return Form::Unknown;
        }
        let mut kind = self.next().unwrap_or_default().to_ascii_uppercase();
        if kind == "MATERIALIZED" || kind == "FOREIGN" {
            kind = format!("{kind} {}", self.next().unwrap_or_default().to_ascii_uppercase());
        }
        let mut name = self.name();
        let mut column = None;
        if kind == "COLUMN" {
            column = name.take().map(|whole| super::form::Part { name: whole.name.clone(), span: whole.span.clone() });
            name = self.described_table();
        }
        let text = if self.skip_to(&["IS"]) {
            self.at += 1;
            (!self.is("NULL")).then(|| self.value())
        } else {
            None
        };
        Form::Comment { kind, name, column, text }
    }

    /// The table of `schema.table.column`, which stands before this place.
    fn described_table(&self) -> Option<super::form::Name> {
        let mut reader = self.clone();
        reader.at = 3;
        let mut parts = vec![reader.part()?];
        while reader.take(".") {
            parts.push(reader.part()?);
        }
        parts.pop();
        let table = parts.pop()?;
        let schema = parts.pop().map(|part| part.name);
        Some(super::form::Name { schema, name: table.name, span: table.span })
    }
}
