//! CREATE, ALTER and DROP of objects by their kind.
//!
//! Not tables, which are in `table` and `alter`.
//!
//! Invariant: the kind is one of `KINDS`; any other makes the statement unknown.

use schema::Dialect;

use super::form::{CreateTable, Index, Name};
use super::reader::Reader;
use super::statement::{Alter, Create, DropObjects, Form};

/// Kinds by their words, longer ones first.
const KINDS: &[&str] = &[
    "TEXT SEARCH CONFIGURATION",
    "TEXT SEARCH DICTIONARY",
    "TEXT SEARCH TEMPLATE",
    "TEXT SEARCH PARSER",
    "FOREIGN DATA WRAPPER",
    "SPATIAL REFERENCE SYSTEM",
    "DEFAULT PRIVILEGES",
    "MATERIALIZED VIEW",
    "VIRTUAL TABLE",
    "FOREIGN TABLE",
    "EVENT TRIGGER",
    "ACCESS METHOD",
    "CONSTRAINT TRIGGER",
    "OPERATOR CLASS",
    "OPERATOR FAMILY",
    "PACKAGE BODY",
    "USER MAPPING",
    "LARGE OBJECT",
    "RESOURCE GROUP",
    "LOGFILE GROUP",
    "PROPERTY GRAPH",
    "AGGREGATE",
    "CAST",
    "COLLATION",
    "CONVERSION",
    "DATABASE",
    "DOMAIN",
    "EVENT",
    "EXTENSION",
    "FUNCTION",
    "GROUP",
    "INDEX",
    "INSTANCE",
    "LANGUAGE",
    "OPERATOR",
    "OWNED",
    "PACKAGE",
    "POLICY",
    "PROCEDURE",
    "PUBLICATION",
    "ROLE",
    "ROUTINE",
    "RULE",
    "SCHEMA",
    "SEQUENCE",
    "SERVER",
    "STATISTICS",
    "SUBSCRIPTION",
    "SYSTEM",
    "TABLESPACE",
    "TABLE",
    "TRANSFORM",
    "TRIGGER",
    "TYPE",
    "UNDO TABLESPACE",
    "USER",
    "VIEW",
];

/// Kinds that live on a table.
const ON_TABLE: &[&str] = &["TRIGGER", "CONSTRAINT TRIGGER", "RULE", "POLICY", "INDEX"];

#[derive(Default)]
struct Modifiers {
    or_replace: bool,
    is_temporary: bool,
    is_unlogged: bool,
    is_unique: bool,
    special: Option<&'static str>,
    definer: Option<super::form::Span>,
}

impl Reader<'_> {
    fn object_kind(&mut self) -> Option<&'static str> {
        self.take_one_of(KINDS)
    }

    fn modifiers(&mut self) -> Modifiers {
        let mut found = Modifiers::default();
        loop {
            let from = self.at;
            if self.take_all("OR REPLACE") {
                found.or_replace = true;
            } else if self.take("TEMP") || self.take("TEMPORARY") {
                found.is_temporary = true;
            } else if self.take("UNLOGGED") {
                found.is_unlogged = true;
            } else if self.take("UNIQUE") {
                found.is_unique = true;
            } else if let Some(special) = self.take_one_of(&["FULLTEXT", "SPATIAL"]) {
                // `SPATIAL REFERENCE SYSTEM` is a kind of its own.
                if self.is("REFERENCE") {
                    self.at = from;
                    return found;
                }
                found.special = Some(special);
            } else if self.take("DEFINER") {
                self.take("=");
                self.definer();
                found.definer = Some(self.since(from));
            } else if self.take("ALGORITHM") || self.take_all("SQL SECURITY") {
                self.take("=");
                self.at += 1;
            } else if !(self.take("GLOBAL")
                || self.take("LOCAL")
                || self.take("RECURSIVE")
                || self.take("TRUSTED")
                || self.take("PROCEDURAL")
                || self.take("OR"))
            {
                return found;
            }
        }
    }

    /// `user@host` in any quotes, or `CURRENT_USER()`.
    fn definer(&mut self) {
        self.at += 1;
        if self.parenthesis().is_none() && self.ahead(0).starts_with('@') {
            let is_alone = self.ahead(0) == "@";
            self.at += 1 + usize::from(is_alone);
        }
    }

    /// Reads on behind CREATE.
    pub(crate) fn create(&mut self) -> Form {
        let found = self.modifiers();
        let word = self.span();
        let Some(kind) = self.object_kind() else { return Form::Unknown };
        match kind {
            "TABLE" | "FOREIGN TABLE" => self.create_table(CreateTable {
                is_temporary: found.is_temporary,
                is_unlogged: found.is_unlogged,
                or_replace: found.or_replace,
                ..CreateTable::default()
            }),
            "INDEX" => self.create_index(&found, word),
            _ => self.create_other(kind, found),
        }
    }

    fn create_other(&mut self, kind: &'static str, found: Modifiers) -> Form {
        let if_not_exists = self.take_all("IF NOT EXISTS");
        self.take("AUTHORIZATION");
        let has_name = !matches!(kind, "CAST" | "TRANSFORM" | "OPERATOR" | "USER MAPPING");
        let name = if has_name && !self.is("ON") { self.name() } else { None };
        let rest = self.at;
        let on = if ON_TABLE.contains(&kind) { self.table_of(kind) } else { None };
        Form::Create(Create {
            kind,
            name,
            on,
            or_replace: found.or_replace,
            if_not_exists,
            is_temporary: found.is_temporary,
            definer: found.definer,
            rest,
        })
    }

    /// The table after the next ON; a rule has its event there, and its table after TO.
    fn table_of(&mut self, kind: &str) -> Option<Name> {
        if !self.skip_to(&[if kind == "RULE" { "TO" } else { "ON" }]) {
            return None;
        }
        self.at += 1;
        self.take("ONLY");
        self.name()
    }

    fn create_index(&mut self, found: &Modifiers, word: super::form::Span) -> Form {
        let from = 0;
        let concurrently = self.take("CONCURRENTLY");
        let if_not_exists = self.take_all("IF NOT EXISTS");
        let name = if self.is("ON") { None } else { self.name() };
        let mut method = self.take("USING").then(|| self.next().unwrap_or_default().to_lowercase());
        if !self.take("ON") {
            return Form::Unknown;
        }
        let only = self.take("ONLY");
        let table = self.name();
        if self.take("USING") {
            method = self.next().map(str::to_lowercase);
        }
        let parts = self.key_parts();
        // MySQL says the method behind the columns.
        if self.take("USING") {
            method = self.next().map(str::to_lowercase);
        }
        let condition = self.skip_to(&["WHERE"]).then(|| self.at + 1..self.tokens.len());
        self.at = self.tokens.len();
        Form::CreateIndex(Box::new(Index {
            name,
            table,
            is_unique: found.is_unique,
            special: found.special,
            concurrently,
            if_not_exists,
            only,
            method,
            parts,
            condition,
            word,
            span: self.since(from),
        }))
    }

    /// Reads on behind ALTER.
    pub(crate) fn alter_object(&mut self) -> Form {
        self.modifiers();
        let Some(kind) = self.object_kind() else { return Form::Unknown };
        self.take_all("IF EXISTS");
        let has_name = !matches!(kind, "DEFAULT PRIVILEGES" | "SYSTEM" | "INSTANCE" | "OPERATOR" | "USER MAPPING");
        let name = if has_name { self.name() } else { None };
        Form::Alter(Alter { kind, name, rest: self.at })
    }

    /// Reads on behind DROP.
    pub(crate) fn drop_objects(&mut self) -> Form {
        let is_temporary = self.take("TEMPORARY");
        let _ = self.take("PREPARE") && self.dialect == Dialect::MySql;
        let word = self.span();
        let Some(kind) = self.object_kind() else { return Form::Other("DROP".to_owned()) };
        let concurrently = self.take("CONCURRENTLY");
        let if_exists = self.take_all("IF EXISTS");
        let mut names = self.dropped_names();
        let on = if self.take("ON") { self.name() } else { None };
        let cascade = self.skip_to(&["CASCADE"]).then(|| self.span());
        if names.is_empty() && kind == "TABLE" {
            return Form::Unknown;
        }
        names.dedup();
        Form::Drop(DropObjects { kind, names, on, if_exists, concurrently, is_temporary, cascade, word })
    }

    /// Names, each with the arguments that a function may have.
    fn dropped_names(&mut self) -> Vec<Name> {
        let mut names = Vec::new();
        while let Some(name) = self.name() {
            names.push(name);
            self.parenthesis();
            if !self.take(",") {
                break;
            }
        }
        names
    }
}
