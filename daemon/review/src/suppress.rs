//! Suppressions: `-- groundline: allow RULE reason`.
//!
//! Finds the comments, takes them out of the text that is split, and tells which statements each one is about. How such a
//! comment is written is known to `schema::sql::directive`.
//!
//! Invariant: a suppression that silences nothing, names no rule, or gives no reason is a finding of its own.

use std::borrow::Cow;
use std::ops::Range;

use schema::Dialect;
use schema::sql::{DirectiveKind, DirectiveProblem, Lexer, Token, directive};

/// One comment that allows a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suppression {
    /// The rule as written.
    pub(crate) rule: String,
    /// The comment.
    pub(crate) span: Range<usize>,
    /// Whether it stands at the head of the file, with an empty line behind it.
    pub(crate) is_of_file: bool,
    /// Whether it silenced something.
    pub(crate) is_used: bool,
}

/// What the comments of a file say.
#[derive(Debug, Default)]
pub(crate) struct Comments {
    pub(crate) suppressions: Vec<Suppression>,
    /// Comments that address the program and are wrong: where, and what.
    pub(crate) wrong: Vec<(Range<usize>, DirectiveProblem)>,
}

/// Reads the comments that address the program, and gives the text with blanks in their place.
pub(crate) fn comments(dialect: Dialect, text: &str) -> (Cow<'_, str>, Comments) {
    let mut found = Comments::default();
    if !mentions_program(text) {
        return (Cow::Borrowed(text), found);
    }
    let mut blanked = text.as_bytes().to_vec();
    let mut is_head = true;
    for token in Lexer::new(dialect, text) {
        let comment = token.text(text);
        if !token.is_trivia() {
            is_head = false;
            continue;
        }
        let Some(parsed) = directive::parse(dialect, comment) else { continue };
        for byte in &mut blanked[token.span.clone()] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        found.take(parsed, &token, is_head, text);
    }
    found.settle(text);
    let blanked = String::from_utf8(blanked).map_or(Cow::Borrowed(text), Cow::Owned);
    (blanked, found)
}

fn mentions_program(text: &str) -> bool {
    const PROGRAM: &[u8] = b"groundline";
    let bytes = text.as_bytes();
    let is_here = |at: usize| bytes[at..].get(..PROGRAM.len()).is_some_and(|word| word.eq_ignore_ascii_case(PROGRAM));
    memchr::memchr2_iter(b'g', b'G', bytes).any(is_here)
}

impl Comments {
    fn take(&mut self, parsed: Result<DirectiveKind, DirectiveProblem>, token: &Token, is_head: bool, _text: &str) {
        match parsed {
            Ok(DirectiveKind::Allow { rule, .. }) => self.suppressions.push(Suppression {
                rule,
                span: token.span.clone(),
                is_of_file: is_head,
                is_used: false,
            }),
            Ok(_) => {}
            Err(problem) => self.wrong.push((token.span.clone(), problem)),
        }
    }

    /// At the head counts only what has an empty line between it and the first statement.
    fn settle(&mut self, text: &str) {
        let head: Vec<_> = self.suppressions.iter().filter(|one| one.is_of_file).map(|one| one.span.end).collect();
        let Some(last) = head.into_iter().max() else { return };
        let rest = text.get(last..).unwrap_or_default();
        let mut lines = rest.split('\n').skip(1);
        let has_gap = lines
            .by_ref()
            .map(str::trim)
            .take_while(|line| line.is_empty() || line.starts_with("--") || line.starts_with('#'))
            .any(str::is_empty);
        for suppression in &mut self.suppressions {
            suppression.is_of_file &= has_gap;
        }
    }

    /// Whether a rule that fires in a statement is allowed there; the first suppression that says so counts as used.
    ///
    /// A comment is about the statement that it stands in or behind on its line, else about the next one.
    pub(crate) fn allows(
        &mut self,
        is_called: impl Fn(&str) -> bool,
        statement: &Range<usize>,
        before: usize,
        text: &str,
    ) -> bool {
        if self.suppressions.is_empty() {
            return false;
        }
        let line_end = text[statement.end..].find('\n').map_or(text.len(), |end| statement.end + end);
        let is_about = |one: &Suppression| {
            let trails = one.span.start >= statement.start && one.span.start < line_end;
            let leads = one.span.start >= before && one.span.end <= statement.start;
            // What trails the statement before is not about this one.
            let trails_other = leads && !text[before..one.span.start].contains('\n') && before > 0;
            one.is_of_file || trails || (leads && !trails_other)
        };
        // They are in the order of their places: those of the file first, which stand at its head.
        let of_file = self.suppressions.iter().take_while(|one| one.is_of_file).count();
        let first = self.suppressions.partition_point(|one| one.span.start < before).max(of_file);
        let last = self.suppressions.partition_point(|one| one.span.start < line_end).max(first);
        let mut near = (0..of_file).chain(first..last);
        let found = near.find(|at| is_called(&self.suppressions[*at].rule) && is_about(&self.suppressions[*at]));
        found.map(|at| self.suppressions[at].is_used = true).is_some()
    }
}
