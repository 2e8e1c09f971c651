//! Where a statement may end: bodies that hold semicolons of their own.
//!
//! Watches the tokens of one statement. Not a parser of bodies: it counts what opens and closes.
//!
//! Invariant: a body that never closes keeps the statement open; nothing else does.

use super::lex::{Token, TokenKind};
use crate::Dialect;

/// Follows one statement and knows whether a semicolon ends it.
#[derive(Debug)]
pub(super) struct Compound {
    dialect: Dialect,
    body: Body,
    /// Significant tokens so far.
    count: usize,
    /// Open blocks or parentheses.
    depth: u32,
    last: Last,
    before_last: Last,
}

/// What kind of body the statement has, as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    /// The leading words have not told yet.
    Undecided,
    /// None that holds semicolons.
    Plain,
    /// `BEGIN … END` whose statements each end with a semicolon, as SQLite triggers have.
    Trigger { begun: bool },
    /// `BEGIN ATOMIC … END` of the SQL standard.
    Atomic { begun: bool },
    /// Actions in parentheses, as `CREATE RULE` has.
    Parentheses,
    /// MySQL's blocks.
    Blocks,
    /// MariaDB's packages: open until their own `END`, with routines inside.
    Package(Inside),
}

/// Where in a package, outside of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    /// Between routines.
    Between,
    /// After `FUNCTION` or `PROCEDURE`: a semicolon ends a routine that is only announced.
    Header,
    /// After its `AS` or `IS`: declarations, then the block.
    Declarations,
    /// In the package's own block, which comes last.
    Own,
}

/// The token before, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Other,
    Semicolon,
    Dot,
    As,
    Begin,
    End,
}

impl Compound {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, body: Body::Undecided, count: 0, depth: 0, last: Last::Other, before_last: Last::Other }
    }

    /// Whether a semicolon that comes now ends the statement.
    pub(super) fn may_end(&self) -> bool {
        match self.body {
            Body::Undecided | Body::Plain | Body::Trigger { begun: false } => true,
            Body::Trigger { begun: true } => {
                self.last == Last::End && matches!(self.before_last, Last::Semicolon | Last::Begin)
            }
            Body::Atomic { .. } | Body::Parentheses => self.depth == 0,
            Body::Blocks | Body::Package(_) => self.depth == u32::from(self.last == Last::End) || self.depth == 0,
        }
    }

    /// Takes the next significant token.
    pub(super) fn feed(&mut self, token: &Token, text: &str) {
        self.count += 1;
        if self.body == Body::Plain {
            return;
        }
        if self.body == Body::Undecided {
            self.decide(token.kind, text);
        } else {
            self.follow(token.kind, text);
        }
        self.before_last = self.last;
        // What follows a point is a name, whatever it says.
        self.last = if self.last == Last::Dot { Last::Other } else { last(token.kind, text) };
    }

    /// Reads the leading words.
    fn decide(&mut self, kind: TokenKind, text: &str) {
        let is = |words: &[&str]| kind == TokenKind::Word && words.iter().any(|word| text.eq_ignore_ascii_case(word));
        if self.count == 1 {
            if self.dialect == Dialect::MySql && is(&["BEGIN"]) {
                self.depth = 1;
            } else if !is(&["CREATE"]) {
                self.body = Body::Plain;
            }
            return;
        }
        self.body = match self.dialect {
            // `BEGIN NOT ATOMIC` opens a block, every other BEGIN a transaction.
            Dialect::MySql if self.depth == 1 && is(&["NOT"]) => Body::Blocks,
            Dialect::MySql if self.depth == 1 => Body::Plain,
            Dialect::MySql if is(&["PROCEDURE", "FUNCTION", "TRIGGER", "EVENT"]) => Body::Blocks,
            Dialect::MySql if is(&["PACKAGE"]) => Body::Package(Inside::Between),
            Dialect::MySql if text == "(" || is(MYSQL_PLAIN) => Body::Plain,
            Dialect::MySql => Body::Undecided,
            Dialect::Sqlite if is(&["TEMP", "TEMPORARY"]) => Body::Undecided,
            Dialect::Sqlite if is(&["TRIGGER"]) => Body::Trigger { begun: false },
            Dialect::Postgres if is(&["OR", "REPLACE"]) => Body::Undecided,
            Dialect::Postgres if is(&["FUNCTION", "PROCEDURE"]) => Body::Atomic { begun: false },
            Dialect::Postgres if is(&["RULE"]) => Body::Parentheses,
            Dialect::Sqlite | Dialect::Postgres => Body::Plain,
        };
        match self.body {
            Body::Plain => self.depth = 0,
            Body::Package(_) => self.depth = 1,
            _ => {}
        }
    }

    /// Reads on once the kind of body is known.
    fn follow(&mut self, kind: TokenKind, text: &str) {
        let is = |word: &str| kind == TokenKind::Word && text.eq_ignore_ascii_case(word);
        let is_name = matches!(self.last, Last::Dot | Last::As);
        match self.body {
            Body::Undecided | Body::Plain => {}
            Body::Parentheses => match text {
                "(" => self.depth = self.depth.saturating_add(1),
                ")" => self.depth = self.depth.saturating_sub(1),
                _ => {}
            },
            Body::Trigger { begun } => self.body = Body::Trigger { begun: begun || is("BEGIN") },
            Body::Atomic { begun: false } if self.last == Last::Begin && is("ATOMIC") => {
                self.body = Body::Atomic { begun: true };
                self.depth = 1;
            }
            Body::Atomic { begun: false } => {}
            Body::Atomic { begun: true } if is_name => {}
            Body::Atomic { begun: true } if is("CASE") => self.depth = self.depth.saturating_add(1),
            Body::Atomic { begun: true } if is("END") => self.depth = self.depth.saturating_sub(1),
            Body::Atomic { begun: true } => {}
            Body::Blocks => self.follow_blocks(kind, text),
            Body::Package(inside) => self.follow_package(inside, kind, text),
        }
    }

    /// MariaDB: a package may have one block of its own, which its last END closes together with it.
    fn follow_package(&mut self, inside: Inside, kind: TokenKind, text: &str) {
        let is = |words: &[&str]| kind == TokenKind::Word && words.iter().any(|word| text.eq_ignore_ascii_case(word));
        let is_outside = self.depth == 1 && self.last != Last::End;
        if is_outside && inside == Inside::Between && is(&["BEGIN"]) {
            self.body = Body::Package(Inside::Own);
            return;
        }
        self.follow_blocks(kind, text);
        if inside == Inside::Own {
            return;
        }
        if self.depth > 1 {
            self.body = Body::Package(Inside::Between);
            return;
        }
        let next = match inside {
            _ if is(&["FUNCTION", "PROCEDURE"]) => Inside::Header,
            Inside::Header if is(&["AS", "IS"]) => Inside::Declarations,
            Inside::Header if text == ";" => Inside::Between,
            inside => inside,
        };
        self.body = Body::Package(next);
    }

    /// MySQL: an END is counted with the token after it, which tells what it ends.
    fn follow_blocks(&mut self, kind: TokenKind, text: &str) {
        let is = |words: &[&str]| kind == TokenKind::Word && words.iter().any(|word| text.eq_ignore_ascii_case(word));
        if self.last == Last::End {
            if is(&["IF", "LOOP", "WHILE", "REPEAT", "FOR"]) {
                return;
            }
            self.depth = self.depth.saturating_sub(1);
            if is(&["CASE"]) {
                return;
            }
        }
        if is(&["BEGIN", "CASE"]) && self.last != Last::Dot {
            self.depth = self.depth.saturating_add(1);
        }
    }
}

const MYSQL_PLAIN: &[&str] =
    &["TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "USER", "ROLE", "SERVER", "TABLESPACE", "SEQUENCE"];

fn last(kind: TokenKind, text: &str) -> Last {
    match (kind, text) {
        (TokenKind::Punct, ";") => Last::Semicolon,
        (TokenKind::Punct, ".") => Last::Dot,
        (TokenKind::Word, word) if word.eq_ignore_ascii_case("AS") => Last::As,
        (TokenKind::Word, word) if word.eq_ignore_ascii_case("BEGIN") => Last::Begin,
        (TokenKind::Word, word) if word.eq_ignore_ascii_case("END") => Last::End,
        _ => Last::Other,
    }
}
