//! Splits a file into statements, lazily.
//!
//! Knows which semicolons end a statement and which are part of a body. Does not know whether a statement is right: that is
//! for the database to say.
//!
//! Invariant: every significant token of the file is in exactly one statement or error, in order.

use std::ops::Range;

use super::attach::{Attach, Found, Refused};
use super::compound::Compound;
use super::directive::{self, Directive, DirectiveKind, DirectiveProblem};
use super::lex::{Delimited, Lexer, Token, TokenKind};
use super::position::{Cursor, Place, Position};
use crate::Dialect;

/// One statement of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// Its text, from the first to the last significant character, without the semicolon.
    pub text: &'a str,
    /// Where the text is, in bytes.
    pub span: Range<usize>,
    /// Where the text starts.
    pub position: Position,
    /// What comments say about it: before it, in it, or behind it on the same line.
    pub directives: Vec<Directive>,
}

/// Why a file cannot be split, or a part of it is not SQL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {}, column {}: {problem}", position.line, position.column)]
pub struct SplitError {
    /// Where the trouble starts.
    pub position: Position,
    /// The same in bytes.
    pub offset: usize,
    /// What it is.
    pub problem: SplitProblem,
}

/// What is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitProblem {
    /// Something has no end; nothing after it can be read.
    #[error("{} is never closed; add the closing {}", name(.0), mark(.0))]
    Unterminated(Delimited),
    /// A command of a database's shell.
    #[error("`{0}` is a command of the database's shell, not SQL; remove the line")]
    ShellCommand(String),
    /// Rows inside the file.
    #[error(
        "COPY … FROM stdin brings data, which does not belong in a schema; remove it up to the line `\\.`, or move the rows to a changelist"
    )]
    CopyData,
    /// A DELIMITER line without a delimiter.
    #[error("DELIMITER needs the new delimiter on the same line; write for example `DELIMITER //`")]
    EmptyDelimiter,
    /// A comment that addresses the program but is not valid.
    #[error(transparent)]
    Directive(#[from] DirectiveProblem),
}

impl SplitError {
    fn new(place: Place, problem: impl Into<SplitProblem>) -> Self {
        Self { position: place.position, offset: place.offset, problem: problem.into() }
    }
}

fn name(of: &Delimited) -> &'static str {
    match of {
        Delimited::String => "a string",
        Delimited::QuotedIdent => "a quoted name",
        Delimited::BlockComment => "a comment",
        Delimited::DollarString => "a dollar-quoted string",
    }
}

fn mark(of: &Delimited) -> &'static str {
    match of {
        Delimited::String | Delimited::QuotedIdent => "quote",
        Delimited::BlockComment => "`*/`",
        Delimited::DollarString => "tag",
    }
}

/// Splits a text into statements.
///
/// After an error that has an end (a shell command, data, a directive) it goes on behind it.
pub fn split(dialect: Dialect, sql: &str) -> Splitter<'_> {
    Splitter::new(dialect, sql)
}

/// The statements of a text, one by one.
#[derive(Debug)]
pub struct Splitter<'a> {
    dialect: Dialect,
    lexer: Lexer<'a>,
    cursor: Cursor,
    /// MySQL: what ends statements instead of the semicolon.
    delimiter: Option<&'a str>,
    /// Nothing but comments was read so far, and no empty line after one.
    at_head: bool,
    /// Directives that wait for their statement.
    leading: Vec<Found>,
    /// Directives for the whole file.
    head: Vec<Found>,
    refused: Option<Refused>,
    finished: bool,
}

/// The statement being read.
struct Open<'a> {
    place: Place,
    end: usize,
    compound: Compound,
    attach: Attach<'a>,
    /// Start of an unclosed MySQL comment whose content is run.
    versioned: Option<Place>,
}

type Item<'a> = Result<Statement<'a>, SplitError>;

impl<'a> Splitter<'a> {
    /// Starts at the beginning of the text.
    pub fn new(dialect: Dialect, sql: &'a str) -> Self {
        Self {
            dialect,
            lexer: Lexer::new(dialect, sql),
            cursor: Cursor::new(),
            delimiter: None,
            at_head: true,
            leading: Vec::new(),
            head: Vec::new(),
            refused: None,
            finished: false,
        }
    }

    /// Reads `"…"` as a name on MySQL, as its mode `ANSI_QUOTES` does.
    #[must_use]
    pub fn with_ansi_quotes(mut self, on: bool) -> Self {
        self.lexer = self.lexer.with_ansi_quotes(on);
        self
    }

    fn place(&mut self, offset: usize) -> Place {
        self.cursor.place(self.lexer.sql(), offset)
    }

    fn error(&mut self, offset: usize, problem: SplitProblem) -> SplitError {
        SplitError::new(self.place(offset), problem)
    }

    /// Reads up to the first token of a statement.
    fn before_statement(&mut self) -> Option<Result<Open<'a>, SplitError>> {
        loop {
            let token = self.lexer.next()?;
            let text = token.text(self.lexer.sql());
            match token.kind {
                TokenKind::Space => self.blank(text),
                TokenKind::LineComment | TokenKind::BlockComment => self.leading_comment(&token, text),
                _ if self.is_delimiter(text) => {}
                TokenKind::Punct if text == ";" => {}
                _ => match self.not_a_statement(&token, text) {
                    Some(Ok(())) => {}
                    Some(Err(error)) => return Some(Err(error)),
                    None => return Some(Ok(self.open(&token))),
                },
            }
        }
    }

    fn is_delimiter(&mut self, text: &str) -> bool {
        let Some(delimiter) = self.delimiter else { return false };
        let start = self.lexer.position() - text.len();
        let here = self.lexer.sql()[start..].starts_with(delimiter);
        if here {
            self.lexer.seek(start + delimiter.len());
        }
        here
    }

    /// An empty line ends the head of the file.
    fn blank(&mut self, text: &str) {
        if self.at_head && !self.leading.is_empty() && text.matches('\n').nth(1).is_some() {
            self.at_head = false;
            let is_allow = |found: &mut Found| matches!(found.0, DirectiveKind::Allow { .. });
            self.head = self.leading.extract_if(.., is_allow).collect();
        }
    }

    fn leading_comment(&mut self, token: &Token, text: &str) {
        if let Some(parsed) = directive::parse(self.dialect, text) {
            let place = self.place(token.span.start);
            match parsed {
                Ok(kind) => self.leading.push((kind, place)),
                Err(problem) => {
                    self.refused.get_or_insert((problem, place));
                }
            }
        }
    }

    /// Lines that are for a client program: done, refused, or `None` for SQL.
    fn not_a_statement(&mut self, token: &Token, text: &str) -> Option<Result<(), SplitError>> {
        let is_shell = match self.dialect {
            Dialect::Sqlite => text == ".",
            Dialect::Postgres => text == "\\",
            Dialect::MySql if text.eq_ignore_ascii_case("DELIMITER") => return Some(self.set_delimiter(token)),
            Dialect::MySql => text == "\\",
        };
        is_shell.then(|| Err(self.shell_command(token.span.start)))
    }

    fn shell_command(&mut self, start: usize) -> SplitError {
        let line = self.rest_of_line(start);
        self.lexer.seek(start + line.len());
        let command = line.split_whitespace().next().unwrap_or_default();
        self.error(start, SplitProblem::ShellCommand(command.to_owned()))
    }

    fn set_delimiter(&mut self, token: &Token) -> Result<(), SplitError> {
        let line = self.rest_of_line(token.span.end);
        self.lexer.seek(token.span.end + line.len());
        let Some(delimiter) = line.split_whitespace().next() else {
            return Err(self.error(token.span.start, SplitProblem::EmptyDelimiter));
        };
        self.delimiter = Some(delimiter).filter(|delimiter| *delimiter != ";");
        Ok(())
    }

    fn ends_line(&self, token: &Token) -> bool {
        let rest = self.lexer.sql()[token.span.end..].trim_start_matches([' ', '\t', '\r']);
        rest.is_empty() || rest.starts_with('\n')
    }

    fn rest_of_line(&self, start: usize) -> &'a str {
        let rest = &self.lexer.sql()[start..];
        rest.split_once('\n').map_or(rest, |(line, _)| line)
    }

    fn open(&mut self, token: &Token) -> Open<'a> {
        self.at_head = false;
        self.lexer.seek(token.span.start);
        let place = self.place(token.span.start);
        let mut attach = Attach::new(self.dialect, std::mem::take(&mut self.leading));
        self.head.drain(..).for_each(|found| attach.file_directive(found));
        Open { place, end: token.span.start, compound: Compound::new(self.dialect), attach, versioned: None }
    }

    /// Reads a statement to its end.
    fn statement(&mut self, mut open: Open<'a>) -> Item<'a> {
        let sql = self.lexer.sql();
        while let Some(token) = self.lexer.next() {
            let text = token.text(sql);
            match token.kind {
                TokenKind::Unterminated(of) => {
                    self.finished = true;
                    return Err(self.error(token.span.start, SplitProblem::Unterminated(of)));
                }
                TokenKind::Space => open.attach.trivia(text),
                TokenKind::LineComment | TokenKind::BlockComment => self.inner_comment(&mut open, &token, text),
                TokenKind::VersionedOpen => open.begin_versioned(&token, self.place(token.span.start)),
                TokenKind::VersionedClose => open.end_versioned(&token),
                TokenKind::Operator if text == "\\" && self.dialect == Dialect::Postgres => {
                    return Err(self.shell_command(token.span.start));
                }
                TokenKind::String | TokenKind::QuotedIdent | TokenKind::DollarString => open.take(&token, text),
                _ if self.delimiter.is_some() => {
                    if self.take_delimiter(&mut open, &token, text) {
                        return self.close(open);
                    }
                }
                TokenKind::Punct if text == ";" && open.may_end() => return self.close(open),
                _ => open.take(&token, text),
            }
        }
        self.close(open)
    }

    /// Looks for a delimiter of the user's own, which may start inside a token, as in `END$$`.
    fn take_delimiter(&mut self, open: &mut Open<'a>, token: &Token, text: &'a str) -> bool {
        let delimiter = self.delimiter.unwrap_or(";");
        let sql = self.lexer.sql();
        let start = token.span.start;
        let mut places = text.char_indices().map(|(within, _)| start + within);
        let Some(found) = places.find(|at| sql[*at..].starts_with(delimiter)) else {
            open.take(token, text);
            return false;
        };
        if found > start {
            open.end = found;
        }
        self.lexer.seek(found + delimiter.len());
        true
    }

    fn inner_comment(&mut self, open: &mut Open<'a>, token: &Token, text: &str) {
        if let Some(parsed) = directive::parse(self.dialect, text) {
            let place = self.place(token.span.start);
            let alone = self.ends_line(token);
            match parsed {
                Ok(kind) => open.attach.directive((kind, place), alone),
                Err(problem) => open.attach.refuse(problem, place),
            }
        }
        open.attach.trivia(text);
    }

    fn close(&mut self, mut open: Open<'a>) -> Item<'a> {
        let sql = self.lexer.sql();
        if let Some(place) = open.versioned {
            self.finished = true;
            return Err(SplitError::new(place, SplitProblem::Unterminated(Delimited::BlockComment)));
        }
        let span = open.place.offset..open.end;
        let text = &sql[span.clone()];
        if self.dialect == Dialect::Postgres && copies_from_stdin(text) {
            self.skip_rows();
            return Err(SplitError::new(open.place, SplitProblem::CopyData));
        }
        self.trailing_comments(&mut open.attach);
        let directives = open.attach.finish();
        if let Some((problem, place)) = self.refused.take() {
            return Err(SplitError::new(place, problem));
        }
        let directives = directives.map_err(|(problem, place)| SplitError::new(place, problem))?;
        Ok(Statement { text, span, position: open.place.position, directives })
    }

    /// Takes the comments behind the semicolon, up to the end of its line.
    fn trailing_comments(&mut self, attach: &mut Attach) {
        let sql = self.lexer.sql();
        loop {
            let before = self.lexer.position();
            let Some(token) = self.lexer.next() else { return };
            let text = token.text(sql);
            match token.kind {
                TokenKind::Space if !text.contains('\n') => {}
                TokenKind::LineComment | TokenKind::BlockComment if self.ends_line(&token) => {
                    match directive::parse(self.dialect, text) {
                        Some(Ok(kind)) => attach.trailing((kind, self.place(token.span.start))),
                        Some(Err(problem)) => attach.refuse(problem, self.place(token.span.start)),
                        None => {}
                    }
                }
                _ => return self.lexer.seek(before),
            }
        }
    }

    /// Skips the rows of COPY, up to the line `\.`.
    fn skip_rows(&mut self) {
        let sql = self.lexer.sql();
        let mut at = self.lexer.position();
        for line in sql[at..].split_inclusive('\n') {
            at += line.len();
            if line.trim_end() == "\\." {
                break;
            }
        }
        self.lexer.seek(at);
    }

    /// What is left when no statement follows.
    fn last(&mut self) -> Option<SplitError> {
        if let Some((problem, place)) = self.refused.take() {
            return Some(SplitError::new(place, problem));
        }
        let orphan = |found: &Found| !(self.at_head && matches!(found.0, DirectiveKind::Allow { .. }));
        let (_, place) = self.leading.drain(..).find(orphan)?;
        Some(SplitError::new(place, DirectiveProblem::Orphan))
    }
}

impl<'a> Open<'a> {
    fn may_end(&self) -> bool {
        self.versioned.is_none() && self.compound.may_end()
    }

    fn take(&mut self, token: &Token, text: &'a str) {
        self.compound.feed(token, text);
        self.attach.token(token, text);
        self.end = token.span.end;
    }

    fn begin_versioned(&mut self, token: &Token, place: Place) {
        self.versioned = Some(place);
        self.end = token.span.end;
    }

    fn end_versioned(&mut self, token: &Token) {
        self.versioned = None;
        self.end = token.span.end;
    }
}

impl<'a> Iterator for Splitter<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        if self.finished {
            return None;
        }
        match self.before_statement() {
            Some(Ok(open)) => Some(self.statement(open)),
            Some(Err(error)) => Some(Err(error)),
            None => {
                self.finished = true;
                self.last().map(Err)
            }
        }
    }
}

impl std::iter::FusedIterator for Splitter<'_> {}

/// Whether a statement is `COPY … FROM stdin`.
fn copies_from_stdin(text: &str) -> bool {
    if !text.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("COPY")) {
        return false;
    }
    let mut words = Lexer::new(Dialect::Postgres, text).filter(|token| !token.is_trivia());
    words.any(|token| token.text(text).eq_ignore_ascii_case("FROM"))
        && words.next().is_some_and(|token| token.text(text).eq_ignore_ascii_case("STDIN"))
}
