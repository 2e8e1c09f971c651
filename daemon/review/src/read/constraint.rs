//! Constraints and the indexes of MySQL that stand among the columns.
//!
//! Not the constraints inside a column.
//!
//! Invariant: what begins like a constraint and is none that is known is given back unread.

use schema::Dialect;

use super::form::{Constraint, Demand, Index, KeyPart, Name, Span};
use super::reader::Reader;

/// What can stand in a list of definitions besides a column.
pub(crate) enum Definition {
    Constraint(Box<Constraint>),
    Index(Box<Index>),
}

impl Reader<'_> {
    /// Reads a constraint or an index; `None`, and nothing taken, where a column stands.
    pub(crate) fn definition(&mut self) -> Option<Definition> {
        let from = self.at;
        let found = self.definition_from(from);
        if found.is_none() {
            self.at = from;
        }
        found
    }

    fn definition_from(&mut self, from: usize) -> Option<Definition> {
        let mut name = None;
        let is_constraint = self.take("CONSTRAINT");
        if is_constraint {
            self.take_all("IF NOT EXISTS");
            if !self.is_one_of(&["PRIMARY", "UNIQUE", "FOREIGN", "CHECK"]) || self.is_ahead(1, "UNIQUE") {
                name = self.part();
            }
        }
        let mysql = self.dialect == Dialect::MySql;
        let (unnamed, deferred) = (name.is_none(), name);
        let constraint = |demand| Constraint {
            name: deferred.clone(),
            demand,
            using_index: None,
            not_valid: false,
            not_enforced: false,
            deferrable: false,
            span: 0..0,
        };
        let mut made = if self.take_all("PRIMARY KEY") {
            self.index_type();
            constraint(Demand::Primary(self.key_parts()))
        } else if self.is("UNIQUE") && self.starts_key(1) {
            self.at += 1;
            let _ = self.take("INDEX") || self.take("KEY");
            self.take_all("NULLS NOT DISTINCT");
            self.take_all("NULLS DISTINCT");
            self.take_all("IF NOT EXISTS");
            let own = if mysql && unnamed && !self.is_one_of(&["(", "USING"]) { self.part() } else { None };
            self.skip_index_name();
            self.index_type();
            let mut made = constraint(Demand::Unique(self.key_parts()));
            made.name = made.name.or(own);
            made
        } else if self.take_all("FOREIGN KEY") {
            self.take_all("IF NOT EXISTS");
            let own = if mysql && !self.is("(") { self.part() } else { None };
            let columns = self.columns();
            let at = self.at;
            self.take("REFERENCES");
            let mut made = constraint(Demand::Foreign(columns, self.reference(at)?));
            made.name = made.name.or(own);
            made
        } else if self.is("CHECK") && self.is_ahead(1, "(") {
            self.at += 1;
            constraint(Demand::Check(self.parenthesis()?))
        } else if self.is("EXCLUDE") && (self.is_ahead(1, "USING") || self.is_ahead(1, "(")) {
            self.at += 1;
            constraint(Demand::Exclude)
        } else if is_constraint && self.take_all("NOT NULL") {
            constraint(Demand::NotNull(self.part()?))
        } else {
            return if mysql && !is_constraint { self.mysql_index(from, None).map(Definition::Index) } else { None };
        };
        self.constraint_tail(&mut made);
        made.span = self.since(from);
        Some(Definition::Constraint(Box::new(made)))
    }

    /// Whether what comes this far ahead goes on as a key, and not as the type of a column called `unique`.
    fn starts_key(&self, by: usize) -> bool {
        let mysql = self.dialect == Dialect::MySql;
        ["(", "USING", "NULLS"].iter().any(|word| self.is_ahead(by, word)) || mysql
    }

    fn skip_index_name(&mut self) {
        if self.dialect == Dialect::MySql && !self.is_one_of(&["(", "USING"]) {
            self.part();
        }
    }

    /// USING BTREE, but not USING INDEX.
    fn index_type(&mut self) -> Option<String> {
        if self.is("USING") && !self.is_ahead(1, "INDEX") {
            self.at += 1;
            return self.next().map(str::to_lowercase);
        }
        None
    }

    fn constraint_tail(&mut self, made: &mut Constraint) {
        while !self.is_end() && !self.is(",") {
            if self.take_all("USING INDEX TABLESPACE") {
                self.at += 1;
            } else if self.take_all("USING INDEX") {
                made.using_index = self.part();
            } else if self.take_all("NOT VALID") {
                made.not_valid = true;
            } else if self.take_all("NOT ENFORCED") {
                made.not_enforced = true;
            } else if self.take_all("NOT DEFERRABLE") {
                made.deferrable = false;
            } else if self.take("DEFERRABLE") {
                made.deferrable = true;
            } else if self.parenthesis().is_none() {
                self.at += 1;
            }
        }
    }

    /// `[UNIQUE|FULLTEXT|SPATIAL] INDEX name (…)` inside a table of MySQL.
    pub(crate) fn mysql_index(&mut self, from: usize, table: Option<&Name>) -> Option<Box<Index>> {
        let is_unique = self.take("UNIQUE");
        let special = self.take_one_of(&["FULLTEXT", "SPATIAL"]);
        let word = self.span();
        let is_key = self.take("INDEX") || self.take("KEY");
        if !is_key && special.is_none() && !is_unique {
            return None;
        }
        self.take_all("IF NOT EXISTS");
        let named = !self.is_one_of(&["(", "USING"]);
        let name =
            if named { self.part().map(|part| Name { schema: None, name: part.name, span: part.span }) } else { None };
        let before = self.index_type();
        if !self.is("(") {
            return None;
        }
        let parts = self.key_parts();
        let method = before.or(self.index_type());
        self.skip_to(&[","]);
        let table = table.cloned();
        Some(Box::new(index(name, table, is_unique, special, method, parts, word, self.since(from))))
    }
}

#[expect(clippy::too_many_arguments, reason = "they are the fields of an index, each of its own type")]
fn index(
    name: Option<Name>,
    table: Option<Name>,
    is_unique: bool,
    special: Option<&'static str>,
    method: Option<String>,
    parts: Vec<KeyPart>,
    word: Span,
    span: Span,
) -> Index {
    Index {
        name,
        table,
        is_unique,
        special,
        concurrently: false,
        if_not_exists: false,
        only: false,
        method,
        parts,
        condition: None,
        word,
        span,
    }
}
