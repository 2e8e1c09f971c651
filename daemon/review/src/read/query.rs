//! The SELECTs of a statement: where their clauses are.
//!
//! Not an analysis of what they mean.
//!
//! Invariant: one pass over the tokens; a clause belongs to the innermost SELECT whose parentheses it stands in.

use schema::sql::Token;
use schema::sql::TokenKind;

use super::form::{Span, Tokens};

/// One SELECT.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Select {
    /// The word SELECT.
    pub(crate) word: Span,
    /// How deep in parentheses it is.
    pub(crate) depth: usize,
    /// Between SELECT and FROM.
    pub(crate) columns: Tokens,
    /// Behind FROM.
    pub(crate) from: Option<Tokens>,
    /// Behind WHERE.
    pub(crate) condition: Option<Tokens>,
    /// Behind GROUP BY.
    pub(crate) group: Option<Tokens>,
    /// Behind HAVING.
    pub(crate) having: Option<Tokens>,
    /// Behind ORDER BY.
    pub(crate) order: Option<Tokens>,
    /// Behind LIMIT or FETCH.
    pub(crate) limit: Option<Tokens>,
    /// Behind OFFSET.
    pub(crate) offset: Option<Tokens>,
    /// FOR UPDATE and its like.
    pub(crate) lock: Option<Span>,
    /// Whether it is a part of UNION, EXCEPT or INTERSECT.
    pub(crate) is_part: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Clause {
    Columns,
    From,
    Where,
    Group,
    Having,
    Order,
    Limit,
    Offset,
    Lock,
    Other,
}

struct Open {
    select: Select,
    clause: Clause,
    start: usize,
}

/// How deep in parentheses a SELECT is looked at: each holds all that are inside of it, so that without a bound the cost would be the
/// square of the depth. No engine takes so many levels of queries.
const DEEPEST: usize = 128;

/// The SELECTs of a statement, in the order in which they begin; those that are nested beyond any use are left out.
pub(crate) fn selects(sql: &str, tokens: &[Token]) -> Vec<Select> {
    let mut walk = Walk { sql, tokens, depth: 0, open: Vec::new(), done: Vec::new() };
    for at in 0..tokens.len() {
        walk.token(at);
    }
    while walk.open.pop().map(|open| walk.close(open, tokens.len())).is_some() {}
    walk.done.retain(|select| select.depth <= DEEPEST);
    walk.done.sort_by_key(|select| select.word.start);
    walk.done
}

struct Walk<'a> {
    sql: &'a str,
    tokens: &'a [Token],
    depth: usize,
    open: Vec<Open>,
    done: Vec<Select>,
}

impl Walk<'_> {
    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text(self.sql))
    }

    fn token(&mut self, at: usize) {
        let token = &self.tokens[at];
        match (token.kind, token.text(self.sql)) {
            (TokenKind::Punct, "(") => self.depth += 1,
            (TokenKind::Punct, ")") => {
                self.end_deeper(at);
                self.depth = self.depth.saturating_sub(1);
            }
            (TokenKind::Word, word) => self.word(at, word),
            _ => {}
        }
    }

    fn end_deeper(&mut self, at: usize) {
        while self.open.last().is_some_and(|open| open.select.depth >= self.depth) {
            if let Some(open) = self.open.pop() {
                self.close(open, at);
            }
        }
    }

    fn word(&mut self, at: usize, word: &str) {
        if word.len() > 9 || self.text(at.wrapping_sub(1)) == "." {
            return;
        }
        if word.eq_ignore_ascii_case("SELECT") {
            let word = self.tokens[at].span.clone();
            let select = Select { word, depth: self.depth, ..Select::default() };
            self.open.push(Open { select, clause: Clause::Columns, start: at + 1 });
            return;
        }
        if self.open.last().is_none_or(|open| open.select.depth != self.depth) {
            return;
        }
        if let Some((clause, skip)) = self.clause(at, word) {
            self.change(at, clause, skip);
        }
    }

    fn clause(&self, at: usize, word: &str) -> Option<(Clause, usize)> {
        let is = |known: &str| word.eq_ignore_ascii_case(known);
        let next_is = |known: &str| self.text(at + 1).eq_ignore_ascii_case(known);
        let after = |known: &str| self.text(at.wrapping_sub(1)).eq_ignore_ascii_case(known);
        Some(match () {
            // `a IS DISTINCT FROM b` is no clause.
            () if is("FROM") && !after("DISTINCT") => (Clause::From, 1),
            () if is("WHERE") => (Clause::Where, 1),
            () if is("GROUP") && next_is("BY") => (Clause::Group, 2),
            () if is("HAVING") => (Clause::Having, 1),
            () if is("ORDER") && next_is("BY") => (Clause::Order, 2),
            () if is("LIMIT") || (is("FETCH") && (next_is("FIRST") || next_is("NEXT"))) => (Clause::Limit, 1),
            () if is("OFFSET") => (Clause::Offset, 1),
            () if is("FOR") && ["UPDATE", "SHARE", "NO", "KEY"].iter().any(|word| next_is(word)) => (Clause::Lock, 1),
            () if is("WINDOW") || is("RETURNING") || is("INTO") => (Clause::Other, 1),
            () if is("ON") && (next_is("CONFLICT") || next_is("DUPLICATE")) => (Clause::Other, 1),
            () if is("UNION") || is("EXCEPT") || is("INTERSECT") => (Clause::Other, 0),
            () => return None,
        })
    }

    fn change(&mut self, at: usize, clause: Clause, skip: usize) {
        let Some(mut open) = self.open.pop() else { return };
        if skip == 0 {
            open.select.is_part = true;
            self.close(open, at);
            return;
        }
        end_clause(&mut open, at);
        if clause == Clause::Lock {
            open.select.lock = Some(self.tokens[at].span.clone());
        }
        open.clause = clause;
        open.start = at + skip;
        self.open.push(open);
    }

    fn close(&mut self, mut open: Open, at: usize) {
        end_clause(&mut open, at);
        let was_part = self.done.last().is_some_and(|before| before.is_part && before.depth == open.select.depth);
        open.select.is_part |= was_part;
        self.done.push(open.select);
    }
}

fn end_clause(open: &mut Open, at: usize) {
    let range = open.start.min(at)..at;
    let select = &mut open.select;
    match open.clause {
        Clause::Columns => select.columns = range,
        Clause::From => select.from = Some(range),
        Clause::Where => select.condition = Some(range),
        Clause::Group => select.group = Some(range),
        Clause::Having => select.having = Some(range),
        Clause::Order => select.order = Some(range),
        Clause::Limit => select.limit = Some(range),
        Clause::Offset => select.offset = Some(range),
        Clause::Lock | Clause::Other => {}
    }
}
