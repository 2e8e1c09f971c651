//! Which objects a statement defines, told from its leading words.
//!
//! Not a parser: it reads `CREATE kind name … ON table`, `ALTER TABLE t ADD …`, `COMMENT ON …` and MySQL's `GRANT … ON …`, and stops where a definition
//! begins. What it does not understand defines nothing; whoever asks must then assume that it may touch everything.
//!
//! Invariant: a name is given in its catalog form, so that it can be compared with what the database says.

use super::class::upper;
use super::ident::Ident;
use super::lex::{Lexer, Token, TokenKind};
use crate::Dialect;

/// An object that a statement defines or changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Defined {
    /// What the statement does to it.
    pub verb: Verb,
    /// The kind as SQL names it, such as `TABLE`, `MATERIALIZED VIEW`, `COLUMN`.
    pub kind: &'static str,
    /// The schema, where one is written.
    pub schema: Option<Ident>,
    /// The name; `None` where the database chooses one, as for `CREATE INDEX ON t`.
    pub name: Option<Ident>,
    /// The table (or view) it belongs to, for an index, trigger, rule, policy, column or constraint.
    pub on_table: Option<Ident>,
}

/// What a statement does to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Creates or adds it.
    Create,
    /// Changes it.
    Alter,
    /// Comments on it.
    Comment,
}

/// The objects that a statement defines; empty when it defines none or is not understood.
pub fn defines(dialect: Dialect, statement: &str) -> Vec<Defined> {
    let tokens = Lexer::new(dialect, statement).filter(|token| !token.is_trivia());
    let mut reader = Reader { dialect, sql: statement, tokens: tokens.peekable() };
    match reader.word().as_str() {
        "CREATE" => reader.create().into_iter().collect(),
        "ALTER" => reader.alter(),
        "COMMENT" => reader.comment().into_iter().collect(),
        "GRANT" if dialect == Dialect::MySql => reader.grant().into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Kinds by their words, longer ones first.
const KINDS: &[&str] = &[
    "TEXT SEARCH CONFIGURATION",
    "TEXT SEARCH DICTIONARY",
    "TEXT SEARCH TEMPLATE",
    "TEXT SEARCH PARSER",
    "FOREIGN DATA WRAPPER",
    "MATERIALIZED VIEW",
    "VIRTUAL TABLE",
    "FOREIGN TABLE",
    "EVENT TRIGGER",
    "ACCESS METHOD",
    "OPERATOR CLASS",
    "OPERATOR FAMILY",
    "PACKAGE BODY",
    "USER MAPPING",
    "AGGREGATE",
    "COLLATION",
    "COLUMN",
    "CONSTRAINT",
    "CONVERSION",
    "DATABASE",
    "DOMAIN",
    "EVENT",
    "EXTENSION",
    "FUNCTION",
    "INDEX",
    "LANGUAGE",
    "OPERATOR",
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
    "TABLE",
    "TABLESPACE",
    "TRIGGER",
    "TYPE",
    "USER",
    "VIEW",
];

/// Words that may stand between CREATE and the kind.
const MODIFIERS: &[&str] = &[
    "OR",
    "REPLACE",
    "TEMP",
    "TEMPORARY",
    "GLOBAL",
    "LOCAL",
    "UNLOGGED",
    "UNIQUE",
    "FULLTEXT",
    "SPATIAL",
    "RECURSIVE",
    "TRUSTED",
    "PROCEDURAL",
    "DEFAULT",
    "ALGORITHM",
    "UNDEFINED",
    "MERGE",
    "TEMPTABLE",
    "DEFINER",
    "SQL",
    "SECURITY",
    "INVOKER",
    "CURRENT_USER",
    "ONLINE",
    "OFFLINE",
];

/// Kinds that live on a table.
const ON_TABLE: &[&str] = &["INDEX", "TRIGGER", "RULE", "POLICY", "CONSTRAINT"];

type Name = (Option<Ident>, Ident);

struct Reader<'a, I: Iterator<Item = Token>> {
    dialect: Dialect,
    sql: &'a str,
    tokens: std::iter::Peekable<I>,
}

impl<I: Iterator<Item = Token> + Clone> Reader<'_, I> {
    /// Takes a token and gives its word in upper case, empty for anything else.
    fn word(&mut self) -> String {
        self.tokens.next().map(|token| upper(&token, self.sql)).unwrap_or_default()
    }

    fn peek_word(&mut self) -> String {
        let sql = self.sql;
        self.tokens.peek().map(|token| upper(token, sql)).unwrap_or_default()
    }

    fn take(&mut self, text: &str) -> bool {
        let sql = self.sql;
        self.tokens.next_if(|token| token.text(sql).eq_ignore_ascii_case(text)).is_some()
    }

    /// Takes all the words, or nothing.
    fn take_all(&mut self, words: &str) -> bool {
        let mut ahead = self.tokens.clone();
        let found = words.split(' ').all(|word| ahead.next().is_some_and(|token| upper(&token, self.sql) == word));
        if found {
            self.tokens = ahead;
        }
        found
    }

    fn kind(&mut self) -> Option<&'static str> {
        KINDS.iter().copied().find(|kind| self.take_all(kind))
    }

    fn create(&mut self) -> Option<Defined> {
        while MODIFIERS.contains(&self.peek_word().as_str()) {
            let is_definer = self.word() == "DEFINER";
            if self.take("=") && is_definer {
                self.skip_user();
            }
        }
        let constraint_trigger = self.take_all("CONSTRAINT TRIGGER");
        let kind = if constraint_trigger { "TRIGGER" } else { self.kind()? };
        self.take("CONCURRENTLY");
        self.take_all("IF NOT EXISTS");
        let nameless = kind == "INDEX" && self.peek_word() == "ON";
        let (schema, name) = if nameless { (None, None) } else { self.created_name(kind)? };
        let on = if ON_TABLE.contains(&kind) { self.on_table() } else { None };
        let schema = schema.or_else(|| on.as_ref().and_then(|(schema, _)| schema.clone()));
        Some(Defined { verb: Verb::Create, kind, schema, name, on_table: on.map(|(_, table)| table) })
    }

    fn created_name(&mut self, kind: &str) -> Option<(Option<Ident>, Option<Ident>)> {
        if matches!(kind, "SCHEMA" | "USER MAPPING") {
            self.take("AUTHORIZATION");
        }
        if kind == "OPERATOR" {
            return self.operator();
        }
        let (schema, name) = self.name()?;
        Some((schema, Some(name)))
    }

    /// `user@host` in any quotes, or `CURRENT_USER()`.
    fn skip_user(&mut self) {
        self.tokens.next();
        let sql = self.sql;
        if self.take("@") {
            self.tokens.next();
        } else if self.take("(") {
            self.take(")");
        } else {
            self.tokens.next_if(|token| token.kind == TokenKind::Param && token.text(sql).starts_with('@'));
        }
    }

    /// An operator's name is its sign.
    fn operator(&mut self) -> Option<(Option<Ident>, Option<Ident>)> {
        let mut schema = None;
        loop {
            let token = self.tokens.next()?;
            let text = token.text(self.sql);
            match token.kind {
                TokenKind::Operator => return Some((schema, Some(Ident::from(text)))),
                TokenKind::Word | TokenKind::QuotedIdent => schema = Some(Ident::parse(self.dialect, text)),
                _ if text == "." => {}
                _ => return None,
            }
        }
    }

    /// `name`, `schema.name` or `database.schema.name`.
    fn name(&mut self) -> Option<Name> {
        let mut parts = self.dotted()?;
        let name = parts.pop()?;
        Some((parts.pop(), name))
    }

    fn dotted(&mut self) -> Option<Vec<Ident>> {
        let mut parts = vec![self.part()?];
        while self.take(".") {
            parts.push(self.part()?);
        }
        Some(parts)
    }

    fn part(&mut self) -> Option<Ident> {
        let (sql, dialect) = (self.sql, self.dialect);
        let is_name = |token: &Token| match token.kind {
            TokenKind::Word | TokenKind::QuotedIdent => true,
            TokenKind::String => dialect == Dialect::Sqlite,
            _ => false,
        };
        let token = self.tokens.next_if(is_name)?;
        Some(Ident::parse(dialect, token.text(sql)))
    }

    /// The name after the next ON.
    fn on_table(&mut self) -> Option<Name> {
        self.tokens.find(|token| upper(token, self.sql) == "ON")?;
        self.take("ONLY");
        self.name()
    }

    fn alter(&mut self) -> Vec<Defined> {
        while matches!(self.peek_word().as_str(), "ONLINE" | "OFFLINE" | "IGNORE") {
            self.tokens.next();
        }
        let Some(kind) = self.kind() else { return Vec::new() };
        self.take_all("IF EXISTS");
        self.take("ONLY");
        let Some((schema, name)) = (if kind == "OPERATOR" { None } else { self.name() }) else { return Vec::new() };
        let on = if matches!(kind, "TRIGGER" | "RULE" | "POLICY") { self.on_table() } else { None };
        let schema = schema.or_else(|| on.as_ref().and_then(|(schema, _)| schema.clone()));
        let on_table = on.map(|(_, table)| table);
        let altered = Defined { verb: Verb::Alter, kind, schema, name: Some(name), on_table };
        let added = if kind.ends_with("TABLE") { self.added(&altered) } else { Vec::new() };
        std::iter::once(altered).chain(added).collect()
    }

    /// What `ALTER TABLE` adds: every ADD outside parentheses.
    fn added(&mut self, table: &Defined) -> Vec<Defined> {
        let mut added = Vec::new();
        let mut depth = 0usize;
        while let Some(token) = self.tokens.next() {
            match token.text(self.sql) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                word if depth == 0 && token.kind == TokenKind::Word && word.eq_ignore_ascii_case("ADD") => {
                    added.extend(self.addition(table));
                }
                _ => {}
            }
        }
        added
    }

    fn addition(&mut self, table: &Defined) -> Option<Defined> {
        let kind = match self.peek_word().as_str() {
            "CONSTRAINT" => "CONSTRAINT",
            "PRIMARY" | "FOREIGN" | "CHECK" | "EXCLUDE" => return Some(part_of(table, "CONSTRAINT", None)),
            "INDEX" | "KEY" | "UNIQUE" | "FULLTEXT" | "SPATIAL" => return Some(self.added_index(table)),
            "VALUE" | "PARTITION" | "GENERATED" => return None,
            _ => "COLUMN",
        };
        self.take(kind);
        self.take_all("IF NOT EXISTS");
        let name = self.part()?;
        Some(part_of(table, kind, Some(name)))
    }

    /// MySQL adds named indexes; elsewhere UNIQUE adds a constraint without a name.
    fn added_index(&mut self, table: &Defined) -> Defined {
        let unique = self.word() == "UNIQUE";
        let index = self.take("INDEX") || self.take("KEY");
        let kind = if unique && !index { "CONSTRAINT" } else { "INDEX" };
        self.take_all("IF NOT EXISTS");
        let name = if self.dialect == Dialect::MySql { self.part() } else { None };
        part_of(table, kind, name)
    }

    /// `GRANT SELECT (a), INSERT ON t TO …`; on the whole database it is of the kind `DATABASE`.
    fn grant(&mut self) -> Option<Defined> {
        let mut depth = 0_usize;
        let sql = self.sql;
        self.tokens.find(|token| {
            match token.text(sql) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && upper(token, sql) == "ON"
        })?;
        for word in ["TABLE", "FUNCTION", "PROCEDURE", "PACKAGE", "BODY"] {
            let mut ahead = self.tokens.clone().skip(1);
            let is_name = ahead.next().is_none_or(|next| next.text(sql) == "." || upper(&next, sql) == "TO");
            if !is_name {
                self.take(word);
            }
        }
        let granted = |kind, schema, name, on_table| Some(Defined { verb: Verb::Alter, kind, schema, name, on_table });
        if self.take("*") {
            return granted("DATABASE", None, None, None);
        }
        let first = self.part()?;
        if !self.take(".") {
            return granted("GRANT", None, None, Some(first));
        }
        if self.take("*") {
            return granted("DATABASE", None, Some(first), None);
        }
        let name = self.part()?;
        granted("GRANT", Some(first), None, Some(name))
    }

    fn comment(&mut self) -> Option<Defined> {
        if !self.take("ON") {
            return None;
        }
        let kind = self.kind()?;
        let defined = |schema, name, on_table| Defined { verb: Verb::Comment, kind, schema, name, on_table };
        if kind == "COLUMN" {
            let mut parts = self.dotted()?;
            let (column, table) = (parts.pop()?, parts.pop()?);
            return Some(defined(parts.pop(), Some(column), Some(table)));
        }
        let (schema, name) = self.created_name(kind)?;
        if !ON_TABLE.contains(&kind) || kind == "INDEX" {
            return Some(defined(schema, name, None));
        }
        let of_domain = self.take_all("ON DOMAIN");
        let (schema, table) = if of_domain { self.name()? } else { self.on_table()? };
        Some(defined(schema, name, Some(table)))
    }
}

fn part_of(table: &Defined, kind: &'static str, name: Option<Ident>) -> Defined {
    Defined { verb: Verb::Create, kind, schema: table.schema.clone(), name, on_table: table.name.clone() }
}
