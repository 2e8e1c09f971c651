//! INSERT, UPDATE, DELETE and TRUNCATE.
//!
//! Not queries, whose parts are in `query`.
//!
//! Invariant: a clause is only found outside of parentheses, so that a sub-select never answers for its statement.

use schema::Dialect;

use super::form::{Part, Tokens};
use super::reader::Reader;
use super::statement::{Change, Form, Insert};

/// Words that begin a clause of UPDATE and DELETE.
const CLAUSES: &[&str] = &["SET", "FROM", "USING", "WHERE", "ORDER", "LIMIT", "RETURNING"];

impl Reader<'_> {
    pub(crate) fn insert(&mut self, is_replace: bool) -> Form {
        let mut is_replace = is_replace;
        while !self.is_end() && !self.take("INTO") {
            if self.take("OR") {
                is_replace |= self.is("REPLACE");
                self.at += 1;
            } else if !(self.take("LOW_PRIORITY")
                || self.take("DELAYED")
                || self.take("HIGH_PRIORITY")
                || self.take("IGNORE")
                || self.take("OVERWRITE"))
            {
                break;
            }
        }
        let Some(table) = self.name() else { return Form::Unknown };
        let mut insert = Insert {
            table,
            is_replace,
            columns: None,
            rows: Vec::new(),
            first_row: None,
            query: None,
            on_conflict: false,
        };
        if self.take("AS") {
            self.part();
        }
        if self.is("(") && !["SELECT", "WITH", "(", "VALUES"].iter().any(|word| self.is_ahead(1, word)) {
            insert.columns = Some(self.columns());
        }
        self.insert_source(&mut insert);
        Form::Insert(insert)
    }

    fn insert_source(&mut self, insert: &mut Insert) {
        if self.take("OVERRIDING") {
            self.at += 2;
        }
        if self.take_all("DEFAULT VALUES") {
            insert.columns.get_or_insert_default();
        } else if self.take("VALUES") || self.take("VALUE") {
            while let Some(row) = self.parenthesis() {
                insert.rows.push(self.elements(&row).len());
                insert.first_row.get_or_insert(row);
                if !self.take(",") {
                    break;
                }
            }
        } else if self.is("SET") && self.dialect == Dialect::MySql {
            insert.columns.get_or_insert_default();
        } else if self.is_one_of(&["SELECT", "WITH", "(", "TABLE"]) {
            let from = self.at;
            self.skip_to(&["RETURNING"]);
            insert.query = Some(from..self.at);
            self.at = from;
        }
        while self.skip_to(&["ON"]) {
            self.at += 1;
            if self.is("CONFLICT") || self.is("DUPLICATE") {
                insert.on_conflict = true;
                break;
            }
        }
    }

    pub(crate) fn update(&mut self) -> Form {
        while self.take("LOW_PRIORITY") || self.take("IGNORE") || self.take("ONLY") {}
        if self.take("OR") {
            self.at += 1;
        }
        let Some(table) = self.name() else { return Form::Unknown };
        let mut change = empty(table);
        change.has_join = self.has_join(&["SET"]);
        if !self.take("SET") {
            return Form::Unknown;
        }
        let from = self.at;
        self.skip_to(&CLAUSES[1..]);
        change.assignments = self.assignments(&(from..self.at));
        change.set = Some(from..self.at);
        self.clauses(&mut change);
        Form::Update(change)
    }

    /// Whether tables are joined before one of the words; goes there.
    fn has_join(&mut self, ends: &[&str]) -> bool {
        let mut words = ends.to_vec();
        words.extend(["JOIN", ","]);
        let mut found = false;
        while self.skip_to(&words) && !self.is_one_of(ends) {
            found = true;
            self.at += 1;
        }
        found
    }

    fn assignments(&self, range: &Tokens) -> Vec<(Part, Tokens)> {
        let elements = self.elements(range).into_iter();
        elements
            .filter_map(|element| {
                let mut reader = self.within(&element);
                let name = reader.name()?;
                let part = Part { name: name.name, span: name.span };
                reader.take("=").then_some((part, reader.at..element.end))
            })
            .collect()
    }

    pub(crate) fn delete(&mut self) -> Form {
        while self.take("LOW_PRIORITY") || self.take("QUICK") || self.take("IGNORE") {}
        let is_plain = self.take("FROM");
        self.take("ONLY");
        let Some(table) = self.name() else { return Form::Unknown };
        let mut change = empty(table);
        change.has_join = !is_plain || self.is(",");
        self.clauses(&mut change);
        Form::Delete(change)
    }

    fn clauses(&mut self, change: &mut Change) {
        while self.skip_to(CLAUSES) {
            let span = self.span();
            if self.take("WHERE") {
                let from = self.at;
                self.skip_to(&["ORDER", "LIMIT", "RETURNING"]);
                change.condition = Some(from..self.at);
            } else if self.take("ORDER") {
                change.order = Some(span);
            } else if self.take("LIMIT") {
                change.limit = Some(span);
            } else {
                change.has_join |= self.is_one_of(&["FROM", "USING"]);
                self.at += 1;
            }
        }
    }

    pub(crate) fn truncate(&mut self) -> Form {
        self.take("TABLE");
        self.take("ONLY");
        let mut tables = Vec::new();
        while let Some(name) = self.name() {
            tables.push(name);
            self.take("*");
            if !self.take(",") {
                break;
            }
            self.take("ONLY");
        }
        let cascade = self.skip_to(&["CASCADE"]).then(|| self.span());
        if tables.is_empty() { Form::Unknown } else { Form::Truncate { tables, cascade } }
    }
}

fn empty(table: super::form::Name) -> Change {
    Change { table, assignments: Vec::new(), set: None, condition: None, order: None, limit: None, has_join: false }
}
