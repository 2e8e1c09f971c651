//! Which statement, column or constraint a directive belongs to.
//!
//! Watches the tokens of one statement and the comments around it. Inside `CREATE TABLE ( … )`, and inside
//! `CREATE TYPE … AS ENUM ( … )` where a value is what stands for a definition, a directive belongs to the definition that stands before it on its line, else to the next one; a comment on the line of the opening
//! parenthesis, and one anywhere else, belongs to the statement.
//!
//! Invariant: a directive that has been taken ends in the statement's list or in its error, never nowhere.

use super::directive::{Directive, DirectiveKind, DirectiveProblem, Target, plain_string};
use super::ident::Ident;
use super::lex::{Token, TokenKind};
use super::position::Place;
use crate::Dialect;

/// A directive whose target is not known yet.
pub(super) type Found = (DirectiveKind, Place);

/// What was wrong, and where.
pub(super) type Refused = (DirectiveProblem, Place);

/// Collects the directives of one statement.
#[derive(Debug)]
pub(super) struct Attach<'a> {
    dialect: Dialect,
    /// Directives that stand before the statement.
    leading: Vec<Found>,
    table: Table,
    depth: u32,
    /// Whether the definitions are values of an enum, and those before the first one are left to the type, as sqldef does.
    is_type: bool,
    /// Whether a line break came since the last significant token.
    fresh_line: bool,
    /// What is being created, for directives that need a CREATE.
    creates: bool,
    started: bool,
    /// The definition being read, from its first token to its comma.
    element: Head<'a>,
    /// The one before the last comma; empty after the opening parenthesis.
    previous: Head<'a>,
    /// Directives for the definition being read.
    found: Vec<Found>,
    /// Directives for the next definition.
    pending: Vec<Found>,
    done: Vec<Directive>,
    refused: Option<Refused>,
}

/// How far the statement is known to be a table definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    /// Only words that may stand before TABLE so far.
    Undecided,
    /// TYPE was read; ENUM may follow.
    Type,
    /// TABLE or ENUM was read, the definitions were not.
    Named,
    /// Between the parentheses.
    Inside,
    /// After them, or no such statement.
    No,
}

/// What a definition defines.
enum Subject {
    Column(Ident),
    Constraint(Ident),
    Value(String),
    /// A constraint without a name.
    Nameless,
    /// The statement itself.
    Statement,
}

/// The first words and names of a definition, as much as tells what it is.
type Head<'a> = Vec<(TokenKind, &'a str)>;

const HEAD: usize = 4;

impl<'a> Attach<'a> {
    /// Starts a statement with the directives that stand before it.
    pub(super) fn new(dialect: Dialect, leading: Vec<Found>) -> Self {
        Self {
            dialect,
            leading,
            table: Table::Undecided,
            depth: 0,
            is_type: false,
            fresh_line: false,
            creates: false,
            started: false,
            element: Head::new(),
            previous: Head::new(),
            found: Vec::new(),
            pending: Vec::new(),
            done: Vec::new(),
            refused: None,
        }
    }

    /// Takes a directive. `alone` says that nothing but space follows it on its line.
    pub(super) fn directive(&mut self, found: Found, alone: bool) {
        if self.table != Table::Inside {
            let inner = self.depth > 0 && !matches!(found.0, DirectiveKind::Allow { .. });
            return if inner { self.misplaced(&found) } else { self.attach(Subject::Statement, found) };
        }
        if !self.element.is_empty() {
            self.found.push(found);
        } else if !self.fresh_line && (alone || self.is_type) {
            self.attach(self.subject(&self.previous), found);
        } else {
            self.pending.push(found);
        }
    }

    /// Takes a directive that stands behind the statement.
    pub(super) fn trailing(&mut self, found: Found) {
        self.attach(Subject::Statement, found);
    }

    /// Takes an `allow` at the head of a file.
    pub(super) fn file_directive(&mut self, (kind, place): Found) {
        self.done.push(Directive { kind, target: Target::File, position: place.position });
    }

    /// Takes white space or a comment.
    pub(super) fn trivia(&mut self, text: &str) {
        self.fresh_line |= self.table == Table::Inside && text.contains('\n');
    }

    /// Takes a significant token.
    pub(super) fn token(&mut self, token: &Token, text: &'a str) {
        let is_word = token.kind == TokenKind::Word;
        if !self.started {
            self.started = true;
            self.creates = is_word && text.eq_ignore_ascii_case("CREATE");
            self.table = if self.creates { Table::Undecided } else { Table::No };
            self.attach_leading();
        } else if is_word && self.depth == 0 {
            self.table = self.table.after_word(text);
            self.is_type |= self.table == Table::Type;
        }
        match (token.kind, text) {
            (TokenKind::Punct, "(") => self.open(),
            (TokenKind::Punct, ")") => self.close(),
            (TokenKind::Punct, ",") if self.table == Table::Inside && self.depth == 1 => self.end_element(),
            _ if self.table == Table::Inside && self.depth == 1 => self.element_token(token.kind, text),
            _ => {}
        }
        self.fresh_line = false;
    }

    /// Ends the statement: its directives, or what is wrong with one.
    pub(super) fn finish(mut self) -> Result<Vec<Directive>, Refused> {
        self.attach_leading();
        self.close_table();
        match self.refused {
            Some(refused) => Err(refused),
            None => Ok(self.done),
        }
    }

    fn attach_leading(&mut self) {
        for found in std::mem::take(&mut self.leading) {
            self.attach(Subject::Statement, found);
        }
    }

    fn open(&mut self) {
        self.depth = self.depth.saturating_add(1);
        if self.table == Table::Named && self.depth == 1 {
            self.table = Table::Inside;
        }
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.close_table();
        }
    }

    fn close_table(&mut self) {
        if self.table == Table::Inside {
            self.end_element();
            self.table = Table::No;
        }
        for (_, place) in std::mem::take(&mut self.pending) {
            self.refuse(DirectiveProblem::Orphan, place);
        }
    }

    fn element_token(&mut self, kind: TokenKind, text: &'a str) {
        if self.element.is_empty() {
            self.found.append(&mut self.pending);
        }
        if self.element.len() < HEAD {
            self.element.push((kind, text));
        }
    }

    fn end_element(&mut self) {
        if self.element.is_empty() {
            return;
        }
        std::mem::swap(&mut self.previous, &mut self.element);
        self.element.clear();
        for found in std::mem::take(&mut self.found) {
            self.attach(self.subject(&self.previous), found);
        }
    }

    /// What a definition that starts with these tokens defines.
    fn subject(&self, head: &[(TokenKind, &str)]) -> Subject {
        let word = |at: usize| match head.get(at) {
            Some((TokenKind::Word, text)) => text.to_ascii_uppercase(),
            _ => String::new(),
        };
        if let (true, Some((TokenKind::String, text))) = (self.is_type, head.first()) {
            return plain_string(text).map_or(Subject::Nameless, Subject::Value);
        }
        let name = |at: usize| head.get(at).map(|(_, text)| Ident::parse(self.dialect, text));
        let named = |at: usize| match (head.get(at), word(at).as_str()) {
            (None, _) | (_, "PRIMARY" | "UNIQUE" | "CHECK" | "FOREIGN" | "USING") => Subject::Nameless,
            (Some((TokenKind::Word | TokenKind::QuotedIdent, _)), _) => {
                name(at).map_or(Subject::Nameless, Subject::Constraint)
            }
            _ => Subject::Nameless,
        };
        let mysql = self.dialect == Dialect::MySql;
        match (word(0).as_str(), word(1).as_str()) {
            ("CONSTRAINT", _) => named(1),
            ("INDEX" | "KEY", _) if mysql => named(1),
            ("UNIQUE" | "FULLTEXT" | "SPATIAL", "INDEX" | "KEY") if mysql => named(2),
            ("UNIQUE" | "FULLTEXT" | "SPATIAL", _) if mysql => named(1),
            ("PRIMARY" | "UNIQUE" | "CHECK" | "FOREIGN", _) => Subject::Nameless,
            ("LIKE", _) if self.dialect != Dialect::Sqlite => Subject::Nameless,
            // A column may be called so: the constraint goes on with USING or a parenthesis.
            ("EXCLUDE", "USING" | "") if self.dialect == Dialect::Postgres => Subject::Nameless,
            _ => name(0).map_or(Subject::Statement, Subject::Column),
        }
    }

    fn attach(&mut self, subject: Subject, found: Found) {
        let allows = matches!(found.0, DirectiveKind::Allow { .. });
        let target = match subject {
            Subject::Column(name) => Target::Column(name),
            Subject::Constraint(name) => Target::Constraint(name),
            Subject::Value(value) => Target::Value(value),
            Subject::Statement if allows || self.creates => Target::WholeStatement,
            Subject::Nameless if allows => Target::WholeStatement,
            Subject::Nameless | Subject::Statement => return self.misplaced(&found),
        };
        match &found.0 {
            DirectiveKind::RenamedFrom(old) if old.schema.is_some() && target != Target::WholeStatement => {
                self.refuse(DirectiveProblem::Qualified, found.1);
            }
            _ => self.done.push(Directive { kind: found.0, target, position: found.1.position }),
        }
    }

    fn misplaced(&mut self, found: &Found) {
        self.refuse(DirectiveProblem::Misplaced(found.0.word()), found.1);
    }

    /// Keeps the first problem.
    pub(super) fn refuse(&mut self, problem: DirectiveProblem, place: Place) {
        self.refused.get_or_insert((problem, place));
    }
}

impl Table {
    fn after_word(self, word: &str) -> Self {
        let is = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        match self {
            Self::Undecided if is(&["TABLE"]) => Self::Named,
            Self::Undecided if is(BEFORE_TABLE) => Self::Undecided,
            Self::Undecided if is(&["TYPE"]) => Self::Type,
            Self::Type if is(&["ENUM"]) => Self::Named,
            Self::Undecided => Self::No,
            Self::Named if is(NOT_DEFINITIONS) => Self::No,
            other => other,
        }
    }
}

const BEFORE_TABLE: &[&str] = &["OR", "REPLACE", "TEMP", "TEMPORARY", "GLOBAL", "LOCAL", "UNLOGGED", "FOREIGN"];

/// Words before a parenthesis that does not hold definitions.
const NOT_DEFINITIONS: &[&str] = &["AS", "LIKE", "FOR", "INHERITS", "WITH", "SELECT", "VALUES", "USING"];
