//! Statements in the log: where transactions begin and end, and which watched tables a statement is about.
//!
//! Not a parser: it knows where the statements that matter name their tables. Invariant: in doubt a table is named.

use std::borrow::Cow;

use schema::Dialect;
use schema::sql::{Lexer, TokenKind, unquote};

use super::super::bytes::Bytes;
use super::super::watched::Watched;
use super::inflate::inflated;

/// A statement, and the database that names without one mean.
#[derive(Clone, Debug)]
pub(super) struct Query<'a> {
    database: &'a [u8],
    sql: Cow<'a, [u8]>,
}

/// What a statement does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Touch {
    Begin,
    End,
    /// A part of a transaction that changes nothing.
    Within,
    /// Anything else: the watched tables whose definition or content as a whole it changes, and those whose rows it changes.
    Other {
        altered: Vec<usize>,
        written: Vec<usize>,
    },
}

impl<'a> Query<'a> {
    pub(super) fn parse(body: &'a [u8]) -> Option<Self> {
        let (database, sql) = parts(body, 0)?;
        Some(Self { database, sql: sql.into() })
    }

    pub(super) fn parse_compressed(body: &'a [u8]) -> Option<Self> {
        let (database, sql) = parts(body, 0)?;
        Some(Self { database, sql: inflated(sql)?.into() })
    }

    /// `LOAD DATA` has the places of the file's name behind what every statement has.
    pub(super) fn parse_load(body: &'a [u8]) -> Option<Self> {
        let (database, sql) = parts(body, 13)?;
        Some(Self { database, sql: sql.into() })
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.sql).into_owned()
    }

    /// What it does, and to which of the tables.
    pub(super) fn touch(&self, watched: &[Watched]) -> Touch {
        match &*self.sql {
            b"BEGIN" => return Touch::Begin,
            b"COMMIT" => return Touch::End,
            _ => {}
        }
        if let Some(touch) = self.boundary() {
            return touch;
        }
        let (mut altered, mut written) = (Vec::new(), Vec::new());
        if watched.iter().any(|watched| self.may_name(watched)) {
            for text in self.readings() {
                // Nobody says whether `"…"` is a name or a string.
                for is_ansi in [false, true] {
                    let words = Words::of(&text, is_ansi);
                    let targets = words.targets();
                    altered.extend(self.named(&targets.altered, watched));
                    altered.extend(self.in_dropped(&targets.dropped, watched));
                    written.extend(self.named(&targets.written, watched));
                }
            }
        }
        for list in [&mut altered, &mut written] {
            list.sort_unstable();
            list.dedup();
        }
        Touch::Other { altered, written }
    }

    /// The beginning or the end of a transaction, or a place within.
    fn boundary(&self) -> Option<Touch> {
        let start = String::from_utf8_lossy(self.sql.get(..self.sql.len().min(80)).unwrap_or_default());
        let words = Words::of(&start, false);
        let word = |at: usize| words.pieces.get(at).map(|piece| piece.text.to_ascii_uppercase()).unwrap_or_default();
        match (&*word(0), &*word(1)) {
            ("BEGIN", "") | ("START", "TRANSACTION") | ("XA", "START" | "BEGIN") => Some(Touch::Begin),
            ("SAVEPOINT", _) | ("RELEASE", "SAVEPOINT") | ("ROLLBACK", "TO") | ("XA", "END") => Some(Touch::Within),
            ("COMMIT", _) | ("ROLLBACK", _) | ("XA", "COMMIT" | "ROLLBACK") => Some(Touch::End),
            _ => None,
        }
    }

    /// Whether the text has the name of the table or of its database at all: most have not, and are not looked into.
    fn may_name(&self, watched: &Watched) -> bool {
        let is_plain = |name: &str| name.is_ascii() && !name.contains('`');
        let has = |name: &str| self.sql.windows(name.len()).any(|part| part.eq_ignore_ascii_case(name.as_bytes()));
        [&watched.table, &watched.database].into_iter().any(|name| !is_plain(name) || has(name))
    }

    /// The text in the encodings that it may have.
    fn readings(&self) -> Vec<Cow<'_, str>> {
        match std::str::from_utf8(&self.sql) {
            Ok(text) => vec![text.into()],
            Err(_) => {
                let latin: String = self.sql.iter().map(|byte| char::from(*byte)).collect();
                vec![String::from_utf8_lossy(&self.sql), latin.into()]
            }
        }
    }

    fn named(&self, names: &[Name], watched: &[Watched]) -> Vec<usize> {
        let is_meant = |watched: &Watched| {
            names.iter().any(|name| {
                let database = name.database.as_ref().map_or(self.database, |database| database.as_bytes());
                watched.is_named(database, name.table.as_bytes())
            })
        };
        places(watched, is_meant)
    }

    fn in_dropped(&self, databases: &[String], watched: &[Watched]) -> Vec<usize> {
        places(watched, |watched| {
            databases.iter().any(|database| watched.is_named(database.as_bytes(), watched.table.as_bytes()))
        })
    }
}

fn places(watched: &[Watched], is_meant: impl Fn(&Watched) -> bool) -> Vec<usize> {
    watched.iter().enumerate().filter(|(_, watched)| is_meant(watched)).map(|(place, _)| place).collect()
}

/// The default database and the text of a statement.
fn parts(body: &[u8], behind: usize) -> Option<(&[u8], &[u8])> {
    let mut bytes = Bytes::new(body);
    bytes.take(8)?;
    let database = usize::from(bytes.u8()?);
    bytes.take(2)?;
    let variables = usize::from(bytes.u16()?);
    bytes.take(behind)?;
    bytes.take(variables)?;
    let database = bytes.take(database)?;
    bytes.take(1)?;
    Some((database, bytes.rest()))
}

/// A table as a statement names it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    database: Option<String>,
    table: String,
}

/// The tables that a statement is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Targets {
    altered: Vec<Name>,
    written: Vec<Name>,
    /// Databases.
    dropped: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    /// Whether it can be a name.
    is_name: bool,
    /// Whether it can be a keyword.
    is_word: bool,
}

/// A statement without its blanks and comments.
#[derive(Clone, Debug)]
struct Words {
    pieces: Vec<Piece>,
    at: usize,
}

impl Words {
    fn of(sql: &str, is_ansi: bool) -> Self {
        let tokens = Lexer::new(Dialect::MySql, sql).with_ansi_quotes(is_ansi).filter(|token| !token.is_trivia());
        let piece = |token: schema::sql::Token| {
            let text = token.text(sql);
            let (is_word, is_quoted) = (token.kind == TokenKind::Word, token.kind == TokenKind::QuotedIdent);
            let text = if is_quoted { unquote(Dialect::MySql, text) } else { text.to_owned() };
            Piece { text, is_name: is_word || is_quoted, is_word }
        };
        Self { pieces: tokens.map(piece).collect(), at: 0 }
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.pieces
            .get(at)
            .is_some_and(|piece| (piece.is_word || !piece.is_name) && piece.text.eq_ignore_ascii_case(word))
    }

    fn eat(&mut self, word: &str) -> bool {
        let is_next = self.is(self.at, word);
        self.at += usize::from(is_next);
        is_next
    }

    fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat(word))
    }

    /// Goes on behind the next of these words.
    fn go_behind(&mut self, words: &[&str]) -> bool {
        while self.at < self.pieces.len() {
            if self.eat_any(words) {
                return true;
            }
            self.at += 1;
        }
        false
    }

    fn part(&mut self) -> Option<String> {
        let piece = self.pieces.get(self.at).filter(|piece| piece.is_name)?;
        self.at += 1;
        Some(piece.text.clone())
    }

    fn name(&mut self) -> Option<Name> {
        let first = self.part()?;
        if !self.eat(".") {
            return Some(Name { database: None, table: first });
        }
        Some(Name { database: Some(first), table: self.part()? })
    }

    fn targets(mut self) -> Targets {
        let mut targets = Targets::default();
        if self.is(0, "SET") && self.is(1, "STATEMENT") {
            self.go_behind(&["FOR"]);
        }
        let verb = self.pieces.get(self.at).map(|piece| piece.text.to_ascii_uppercase()).unwrap_or_default();
        self.at += 1;
        match &*verb {
            "ALTER" => self.alter(&mut targets),
            "CREATE" => self.create(&mut targets),
            "DROP" => self.drop(&mut targets),
            "RENAME" => targets.altered = self.every_name(),
            "TRUNCATE" => {
                self.eat("TABLE");
                targets.altered.extend(self.name());
            }
            "INSERT" | "REPLACE" => {
                while self.eat_any(&["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO"]) {}
                targets.written.extend(self.name());
            }
            "UPDATE" | "DELETE" | "LOAD" | "WITH" | "CALL" | "DO" | "SELECT" | "BEGIN" | "IF" | "EXECUTE" | "(" => {
                targets.written = self.every_name();
            }
            _ => {}
        }
        targets
    }

    /// Everything that may be the name of a table from here on.
    fn every_name(mut self) -> Vec<Name> {
        let mut names = Vec::new();
        while self.at < self.pieces.len() {
            let start = self.at;
            match self.name() {
                None => self.at = start + 1,
                Some(name) => {
                    // `t.c` may be a column of the table as well.
                    let as_table = name.database.clone().map(|table| Name { database: None, table });
                    names.extend(as_table);
                    names.push(name);
                }
            }
        }
        names
    }

    fn alter(&mut self, targets: &mut Targets) {
        while self.eat_any(&["ONLINE", "IGNORE"]) {}
        if !self.eat("TABLE") {
            return;
        }
        self.if_exists();
        targets.altered.extend(self.name());
        while self.go_behind(&["RENAME", "REFERENCES", "TABLE"]) {
            self.eat_any(&["TO", "AS", "="]);
            targets.altered.extend(self.name());
        }
    }

    fn create(&mut self, targets: &mut Targets) {
        let kinds = ["TABLE", "INDEX", "TRIGGER", "VIEW", "PROCEDURE", "FUNCTION", "EVENT", "TEMPORARY"];
        let start = self.at;
        if !self.go_behind(&kinds) || self.is(self.at - 1, "TEMPORARY") {
            return;
        }
        if self.is(self.at - 1, "TABLE") {
            // A table that is there stays as it is when it is to be made only if there is none.
            let is_harmless = self.if_exists();
            let name = self.name();
            targets.altered.extend(name.filter(|_| !is_harmless));
            while self.go_behind(&["REFERENCES"]) {
                targets.altered.extend(self.name());
            }
        } else if (self.is(self.at - 1, "INDEX") || self.is(self.at - 1, "TRIGGER")) && self.at > start {
            self.go_behind(&["ON"]);
            targets.altered.extend(self.name());
        }
    }

    fn drop(&mut self, targets: &mut Targets) {
        if self.eat_any(&["TABLE", "TABLES"]) {
            self.if_exists();
            while let Some(name) = self.name() {
                targets.altered.push(name);
                if !self.eat(",") {
                    break;
                }
            }
        } else if self.eat_any(&["DATABASE", "SCHEMA"]) {
            self.if_exists();
            targets.dropped.extend(self.part());
        } else if self.eat("INDEX") {
            self.go_behind(&["ON"]);
            targets.altered.extend(self.name());
        }
    }

    /// `IF EXISTS`, `IF NOT EXISTS`.
    fn if_exists(&mut self) -> bool {
        let is_there = self.eat("IF");
        if is_there {
            self.eat("NOT");
            self.eat("EXISTS");
        }
        is_there
    }
}
