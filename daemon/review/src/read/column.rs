//! The definition of one column, as CREATE TABLE, ADD COLUMN, MODIFY and CHANGE have it.
//!
//! Not its name, which the caller has read.
//!
//! Invariant: what is not understood is skipped up to the next known word, so that the rest is still seen.

use schema::sql::TokenKind;

use super::form::{Column, Generated, Part, Reference, Span, Tokens};
use super::reader::Reader;

/// Words that begin the next clause of a column, and so end an expression without parentheses.
const CLAUSES: &[&str] = &[
    "NOT",
    "NULL",
    "DEFAULT",
    "PRIMARY",
    "UNIQUE",
    "REFERENCES",
    "CHECK",
    "CONSTRAINT",
    "GENERATED",
    "COLLATE",
    "AUTO_INCREMENT",
    "AUTOINCREMENT",
    "COMMENT",
    "ON",
    "CHARSET",
    "FIRST",
    "AFTER",
    "STORAGE",
    "COMPRESSION",
    "INVISIBLE",
    "VISIBLE",
    "VIRTUAL",
    "STORED",
    "COLUMN_FORMAT",
    "OPTIONS",
    "DEFERRABLE",
    "INITIALLY",
    "ALGORITHM",
    "LOCK",
];

impl Reader<'_> {
    /// Reads a column from its name to the end of its definition.
    pub(crate) fn column(&mut self) -> Option<Column> {
        let from = self.at;
        let name = self.part()?;
        Some(self.column_named(from, name))
    }

    pub(crate) fn column_named(&mut self, from: usize, name: Part) -> Column {
        let ty = self.type_name();
        let mut column = Column { name: Some(name), ty, ..Column::default() };
        while !self.is_end() && !self.is(",") {
            if !self.column_clause(&mut column) {
                self.at += 1;
            }
        }
        column.span = self.since(from);
        column
    }

    /// Takes one clause; `false` where none begins here.
    fn column_clause(&mut self, column: &mut Column) -> bool {
        let (from, span) = (self.at, self.span());
        if self.take_all("NOT NULL") {
            column.not_null = Some(self.since(from));
        } else if self.take("NULL") {
            column.null = Some(span);
        } else if self.take("DEFAULT") {
            column.default = Some(self.expression(CLAUSES));
        } else if self.take_all("PRIMARY KEY") {
            column.primary_key = Some(self.since(from));
        } else if self.take("UNIQUE") {
            self.take("KEY");
            column.unique = Some(self.since(from));
        } else if self.take("REFERENCES") {
            column.references = self.reference(from);
        } else if self.take("CHECK") {
            column.checks.extend(self.parenthesis());
        } else if self.take("CONSTRAINT") {
            if !self.is_one_of(&["CHECK", "NOT"]) {
                self.part();
            }
        } else if self.is("AUTO_INCREMENT") || self.is("AUTOINCREMENT") {
            self.at += 1;
            column.auto_increment = Some(span);
        } else if self.is("GENERATED") || self.is("AS") {
            self.generated(column);
        } else {
            return self.column_setting(column, from, span);
        }
        true
    }

    fn column_setting(&mut self, column: &mut Column, from: usize, span: Span) -> bool {
        if self.take("COLLATE") {
            column.collation = self.collation();
        } else if self.take_all("CHARACTER SET") || self.take("CHARSET") {
            column.charset = self.setting_part();
        } else if self.take("COMMENT") {
            column.comment = Some(self.value());
        } else if self.take_all("ON UPDATE") {
            self.at += 1;
            self.parenthesis();
            column.on_update = Some(self.since(from));
        } else if self.take("FIRST") {
            column.position = Some(span);
        } else if self.take("AFTER") {
            self.part();
            column.position = Some(self.since(from));
        } else {
            return false;
        }
        true
    }

    fn collation(&mut self) -> Option<Part> {
        let name = self.name()?;
        Some(Part { name: name.name.as_str().to_lowercase().into(), span: name.span })
    }

    /// GENERATED ALWAYS AS (…) STORED, GENERATED … AS IDENTITY, or the short AS (…).
    fn generated(&mut self, column: &mut Column) {
        self.take("GENERATED");
        if !self.take("ALWAYS") {
            self.take_all("BY DEFAULT");
            self.take_all("ON NULL");
        }
        self.take("AS");
        if self.take("IDENTITY") {
            column.is_identity = true;
            self.parenthesis();
            return;
        }
        self.parenthesis();
        let is_stored = self.take("STORED") || self.take("PERSISTENT");
        self.take("VIRTUAL");
        column.generated = Some(if is_stored { Generated::Stored } else { Generated::Virtual });
    }

    /// What follows REFERENCES, whose place is given.
    pub(crate) fn reference(&mut self, from: usize) -> Option<Reference> {
        let table = self.name()?;
        let columns = if self.is("(") { self.columns() } else { Vec::new() };
        let mut reference =
            Reference { table, columns, on_delete: String::new(), on_update: String::new(), span: 0..0 };
        loop {
            if self.take_all("ON DELETE") {
                reference.on_delete = self.referential_action();
            } else if self.take_all("ON UPDATE") {
                reference.on_update = self.referential_action();
            } else if self.take("MATCH") {
                self.at += 1;
            } else {
                break;
            }
        }
        reference.span = self.since(from);
        Some(reference)
    }

    fn referential_action(&mut self) -> String {
        let actions = &["NO ACTION", "SET NULL", "SET DEFAULT", "CASCADE", "RESTRICT"];
        let action = self.take_one_of(actions).unwrap_or_default().to_owned();
        self.parenthesis();
        action
    }

    /// An expression up to one of the words, a comma, or the end.
    pub(crate) fn expression(&mut self, ends: &[&str]) -> Tokens {
        let from = self.at;
        // `NOT`, `NULL` and the like are the value itself where they come first.
        if self.parenthesis().is_none() {
            self.at += 1;
        }
        while !self.is_end() && !self.is(",") && !self.is_one_of(ends) {
            if self.parenthesis().is_none() {
                let is_sign = self.kind() == Some(TokenKind::Operator);
                self.at += 1;
                // What follows a sign belongs to it: `::`, `||`, `-`.
                if is_sign && !self.is("(") && !self.is_end() {
                    self.at += 1;
                }
            }
        }
        from..self.at
    }
}
