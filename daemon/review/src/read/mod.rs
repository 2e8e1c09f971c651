//! Recognises what a statement does, from its tokens.
//!
//! Not a check: a statement is read as what it sets out to be, and what rules do not ask about is skipped. Why this is done from
//! tokens alone is told in `daemon/docs/decisions/review-reading.md`.
//!
//! Invariant: every statement gets exactly one form, in time linear in its length, whatever it holds.

mod alter;
mod change;
mod column;
mod constraint;
mod create;
pub mod form;
mod other;
mod query;
mod reader;
mod source;
pub mod statement;
mod table;
mod targets;
mod types;

use schema::Dialect;
use schema::sql::Token;

pub(crate) use query::{Select, selects};
pub(crate) use reader::{Reader, string_value};
pub(crate) use source::{Source, conjuncts, outputs, sources};
use statement::{AlterTable, Form, Transaction};

/// What a statement, given as its significant tokens, does.
pub(crate) fn recognise(dialect: Dialect, sql: &str, tokens: &[Token]) -> Form {
    let mut reader = Reader::new(dialect, sql, tokens);
    reader.statement()
}

impl Reader<'_> {
    fn statement(&mut self) -> Form {
        let first = self.ahead(0).to_ascii_uppercase();
        let from = self.at;
        self.at += 1;
        match first.as_str() {
            "CREATE" => self.create(),
            "ALTER" => self.alter(),
            "DROP" => self.drop_objects(),
            "INSERT" | "REPLACE" => self.insert(first == "REPLACE"),
            "UPDATE" => self.update(),
            "DELETE" => self.delete(),
            "WITH" => self.with(),
            "SELECT" | "VALUES" | "TABLE" | "(" | "SHOW" | "EXPLAIN" | "DESCRIBE" | "DESC" => Form::Query,
            "TRUNCATE" => self.truncate(),
            "RENAME" => self.rename_tables(),
            "MERGE" => Form::Merge,
            "DO" | "EXECUTE" | "PREPARE" if !self.is("TRANSACTION") => Form::Dynamic,
            "COPY" | "LOAD" => Form::Copy,
            "SET" => self.set(),
            "PRAGMA" => self.pragma(),
            "COMMENT" => self.comment(),
            "GRANT" | "REVOKE" => Form::Grant { is_revoke: first == "REVOKE" },
            _ => {
                self.at = from;
                self.other(&first)
            }
        }
    }

    fn alter(&mut self) -> Form {
        while self.is_one_of(&["ONLINE", "OFFLINE", "IGNORE", "FOREIGN"])
            && (self.is_ahead(1, "TABLE") || self.is_ahead(1, "IGNORE"))
        {
            self.at += 1;
        }
        if self.take("TABLE") {
            if self.take_all("ALL IN TABLESPACE") {
                return Form::Other("ALTER".to_owned());
            }
            return self.alter_table();
        }
        self.alter_object()
    }

    /// Common table expressions, and what they are for.
    fn with(&mut self) -> Form {
        if !self.skip_to(&["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "VALUES"]) {
            return Form::Query;
        }
        self.statement()
    }

    fn rename_tables(&mut self) -> Form {
        if !(self.take("TABLE") || self.take("TABLES")) {
            return Form::Other("RENAME".to_owned());
        }
        self.take_all("IF EXISTS");
        let mut pairs = Vec::new();
        while let Some(from) = self.name() {
            self.take("TO");
            let Some(to) = self.name() else { break };
            pairs.push((from, to));
            if !self.take(",") {
                break;
            }
        }
        if pairs.is_empty() { Form::Unknown } else { Form::RenameTables(pairs) }
    }
}

impl Form {
    /// ALTER TABLE, where it is one.
    pub fn as_alter(&self) -> Option<&AlterTable> {
        match self {
            Self::AlterTable(alter) => Some(alter),
            _ => None,
        }
    }

    /// Whether it changes what exists, not rows.
    pub fn is_ddl(&self) -> bool {
        matches!(
            self,
            Self::CreateTable(_)
                | Self::AlterTable(_)
                | Self::CreateIndex(_)
                | Self::Create(_)
                | Self::Alter(_)
                | Self::Drop(_)
                | Self::RenameTables(_)
                | Self::Truncate { .. }
        )
    }

    /// Whether it changes rows.
    pub fn is_dml(&self) -> bool {
        matches!(self, Self::Insert(_) | Self::Update(_) | Self::Delete(_) | Self::Merge)
    }

    /// Whether it begins a transaction.
    pub fn begins(&self) -> bool {
        matches!(self, Self::Transaction(Transaction::Begin))
    }
}
