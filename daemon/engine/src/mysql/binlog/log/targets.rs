//! Where a statement names the tables that it changes.
//!
//! Not a parser: it knows the few statements that matter, by their first words. A table that is only read is not named.

use schema::Dialect;
use schema::sql::{Lexer, Token, TokenKind, unquote};

/// A table as a statement names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) database: Option<String>,
    pub(super) table: String,
}

/// The tables that a statement is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Targets {
    pub(super) altered: Vec<Name>,
    pub(super) written: Vec<Name>,
    /// Databases.
    pub(super) dropped: Vec<String>,
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
pub(super) struct Words {
    pieces: Vec<Piece>,
    at: usize,
}

impl Words {
    pub(super) fn of(sql: &str, is_ansi: bool) -> Self {
        let tokens = Lexer::new(Dialect::MySql, sql).with_ansi_quotes(is_ansi).filter(|token| !token.is_trivia());
        let piece = |token: Token| {
            let text = token.text(sql);
            let (is_word, is_quoted) = (token.kind == TokenKind::Word, token.kind == TokenKind::QuotedIdent);
            let text = if is_quoted { unquote(Dialect::MySql, text) } else { text.to_owned() };
            Piece { text, is_name: is_word || is_quoted, is_word }
        };
        Self { pieces: tokens.map(piece).collect(), at: 0 }
    }

    /// The keyword at a place, in capitals; empty where there is none.
    pub(super) fn keyword(&self, at: usize) -> String {
        self.pieces.get(at).map(|piece| piece.text.to_ascii_uppercase()).unwrap_or_default()
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

    /// The tables that it is about, by the place where each kind of statement names them.
    pub(super) fn targets(mut self) -> Targets {
        let mut targets = Targets::default();
        if self.is(0, "SET") && self.is(1, "STATEMENT") {
            self.go_behind(&["FOR"]);
        }
        let verb = self.keyword(self.at);
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
