//! Directives: comments that tell the program what SQL has no words for.
//!
//! Reads one comment. Which statement or column it belongs to is found in `attach`.
//!
//! Invariant: a comment that addresses the program is understood or refused, never ignored; every other comment is.

use serde::{Deserialize, Serialize};

use super::distance::distance;
use super::ident::{Ident, QualifiedName};
use super::lex::{Lexer, TokenKind};
use super::position::Position;
use crate::Dialect;

/// What a comment tells the program, and about what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directive {
    /// What it tells.
    pub kind: DirectiveKind,
    /// What it is about.
    pub target: Target,
    /// Where the comment starts.
    pub position: Position,
}

/// What a directive tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DirectiveKind {
    /// `renamed-from=old`: the object is the one that was called so, not a new one.
    ///
    /// The old name is written as SQL writes it, so an unquoted one is folded; an enum value may stand in single quotes.
    RenamedFrom(QualifiedName),
    /// `allow RULE reason`: the review rule does not fire here.
    Allow {
        /// The code of the rule.
        rule: String,
        /// Why that is right.
        reason: String,
    },
    /// `key=a, b`: these columns tell rows apart.
    Key(Vec<Ident>),
}

/// What a directive is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// All statements of the file: an `allow` at its head, with an empty line after it.
    File,
    /// The object that the statement creates.
    WholeStatement,
    /// A column of the table that the statement creates.
    Column(Ident),
    /// A named constraint, or a named index inside the table definition.
    Constraint(Ident),
    /// A value of the enum that the statement creates.
    Value(String),
}

/// Why a directive was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DirectiveProblem {
    /// The word is none of the known ones.
    #[error("unknown directive `{word}`; {}", hint(.nearest))]
    Unknown {
        /// The word as written.
        word: String,
        /// The known word that is likely meant.
        nearest: Option<&'static str>,
    },
    /// The comment starts with the program's name but lacks the colon.
    #[error("directive without a colon; write `groundline: {0} …`")]
    NoColon(&'static str),
    /// The value is missing or not of its form.
    #[error("directive `{word}` needs a value; write `groundline: {usage}`")]
    Value {
        /// The directive.
        word: &'static str,
        /// How it is written.
        usage: &'static str,
    },
    /// Nothing follows that it could be about.
    #[error(
        "directive belongs to nothing; put it on the line before a statement or a column, or at the end of its line"
    )]
    Orphan,
    /// A part of an object was said to come from another schema.
    #[error(
        "a column, constraint or value has no schema of its own; write its old name alone, in quotes if it holds a point"
    )]
    Qualified,
    /// It is at a place where its kind has no meaning.
    #[error(
        "directive `{0}` cannot apply here; put it on the line before the CREATE statement, or beside a column or named constraint of CREATE TABLE"
    )]
    Misplaced(&'static str),
}

fn hint(nearest: &Option<&'static str>) -> String {
    match nearest {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("known are `{}`", KNOWN.join("`, `")),
    }
}

/// The words that may follow `groundline:`.
pub const KNOWN: [&str; 3] = ["allow", "key", "renamed-from"];

impl DirectiveKind {
    /// The word by which the directive is written.
    pub fn word(&self) -> &'static str {
        match self {
            Self::RenamedFrom(_) => "renamed-from",
            Self::Allow { .. } => "allow",
            Self::Key(_) => "key",
        }
    }
}

/// Reads a comment, given with its marks; `None` when it is not a directive.
///
/// Knows `groundline: …` and, for renames, sqldef's `@renamed from=old` and pistachio's `pist:renamed-from old`.
///
/// # Errors
///
/// Answers with the problem when the comment is a directive but not a valid one.
pub fn parse(dialect: Dialect, comment: &str) -> Option<Result<DirectiveKind, DirectiveProblem>> {
    let body = body(comment);
    if let Some(rest) = strip_word(body, "groundline") {
        return match rest.trim_start().strip_prefix(':') {
            Some(rest) => Some(parse_known(dialect, rest.trim())),
            None => forgotten_colon(rest).map(|word| Err(DirectiveProblem::NoColon(word))),
        };
    }
    let old = strip_word(body, "@renamed").and_then(|rest| strip_word(rest.trim_start(), "from"));
    old.or_else(|| strip_word(body, "pist:renamed-from")).map(|value| renamed_from(dialect, value))
}

fn forgotten_colon(rest: &str) -> Option<&'static str> {
    KNOWN.into_iter().find(|word| strip_word(rest.trim_start(), word).is_some())
}

/// The comment without its marks and outer space.
fn body(comment: &str) -> &str {
    let inner = match comment.strip_prefix("/*") {
        Some(block) => block.strip_suffix("*/").unwrap_or(block),
        None => comment.strip_prefix("--").or_else(|| comment.strip_prefix('#')).unwrap_or(comment),
    };
    inner.trim()
}

/// What follows a word, if the text starts with that very word in any case.
fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
    (head.eq_ignore_ascii_case(word) && ends).then_some(rest)
}

fn parse_known(dialect: Dialect, text: &str) -> Result<DirectiveKind, DirectiveProblem> {
    let end = text.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(text.len());
    let (word, value) = text.split_at(end);
    match word {
        "renamed-from" => renamed_from(dialect, value),
        "allow" => allow(value),
        "key" => key(dialect, value),
        _ => Err(DirectiveProblem::Unknown { word: word.to_owned(), nearest: nearest(word) }),
    }
}

fn renamed_from(dialect: Dialect, value: &str) -> Result<DirectiveKind, DirectiveProblem> {
    let mut names = names(dialect, after_equals(value), ".").unwrap_or_default();
    let name = names.pop().filter(|_| names.len() <= 1);
    let name = name.ok_or(DirectiveProblem::Value { word: "renamed-from", usage: "renamed-from=old_name" })?;
    Ok(DirectiveKind::RenamedFrom(QualifiedName { schema: names.pop(), name }))
}

fn allow(value: &str) -> Result<DirectiveKind, DirectiveProblem> {
    let (rule, reason) = value.trim().split_once(char::is_whitespace).unwrap_or_default();
    if rule.is_empty() || value.starts_with('=') {
        return Err(DirectiveProblem::Value { word: "allow", usage: "allow RULE reason" });
    }
    Ok(DirectiveKind::Allow { rule: rule.to_owned(), reason: reason.trim().to_owned() })
}

fn key(dialect: Dialect, value: &str) -> Result<DirectiveKind, DirectiveProblem> {
    let columns = names(dialect, after_equals(value), ",");
    columns.map(DirectiveKind::Key).ok_or(DirectiveProblem::Value { word: "key", usage: "key=column, column" })
}

fn after_equals(value: &str) -> &str {
    let value = value.trim();
    value.strip_prefix('=').unwrap_or(value)
}

/// One or more names with a separator between them, and nothing else.
fn names(dialect: Dialect, text: &str, separator: &str) -> Option<Vec<Ident>> {
    let mut names = Vec::new();
    let mut tokens = Lexer::new(dialect, text).with_ansi_quotes(true).filter(|t| t.kind != TokenKind::Space);
    loop {
        let token = tokens.next()?;
        names.push(match token.kind {
            TokenKind::Word | TokenKind::QuotedIdent => Ident::parse(dialect, token.text(text)),
            TokenKind::String => Ident::from(plain_string(token.text(text))?),
            _ => return None,
        });
        match tokens.next() {
            Some(token) if token.text(text) == separator => {}
            Some(_) => return None,
            None => return Some(names),
        }
    }
}

/// The value of a string without a prefix.
pub(super) fn plain_string(text: &str) -> Option<String> {
    Some(text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))
}

/// The known word that differs in the fewest letters, unless it differs in too many.
fn nearest(word: &str) -> Option<&'static str> {
    let word: String = word.to_lowercase().chars().take(40).collect();
    let closest = KNOWN.into_iter().map(|known| (distance(&word, known), known)).min()?;
    let similar = KNOWN.into_iter().find(|known| known.starts_with(&word) && word.len() > 2);
    (closest.0 <= 1 + closest.1.len() / 4).then_some(closest.1).or(similar)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{MySql, Postgres, Sqlite};

    fn renamed(name: &str) -> Option<Result<DirectiveKind, DirectiveProblem>> {
        Some(Ok(DirectiveKind::RenamedFrom(QualifiedName::bare(name))))
    }

    fn message(comment: &str) -> String {
        parse(Sqlite, comment).and_then(Result::err).map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_rename_is_read_in_every_spelling() {
        for comment in [
            "-- groundline: renamed-from=old",
            "--groundline:renamed-from = Old  ",
            "/* Groundline: renamed-from old */",
            "-- @renamed from=old",
            "-- pist:renamed-from old",
            "/* @renamed from=\"old\" */",
        ] {
            assert_eq!(parse(Postgres, comment), renamed("old"), "{comment}");
        }
        assert_eq!(parse(Postgres, "-- groundline: renamed-from=\"Old Name\""), renamed("Old Name"));
        assert_eq!(parse(MySql, "# groundline: renamed-from=`Old Name`"), renamed("Old Name"));
        assert_eq!(parse(MySql, "-- @renamed from=\"Old\""), renamed("Old"));
        let qualified = DirectiveKind::RenamedFrom(QualifiedName::new("s", "T"));
        assert_eq!(parse(Postgres, "-- groundline: renamed-from=S.\"T\""), Some(Ok(qualified)));
    }

    #[test]
    fn the_other_directives_are_read() {
        let allow = DirectiveKind::Allow { rule: "select-star".into(), reason: "it is a report".into() };
        assert_eq!(parse(Sqlite, "-- groundline: allow select-star  it is a report"), Some(Ok(allow)));
        let key = DirectiveKind::Key(vec!["a".into(), "b c".into()]);
        assert_eq!(parse(Sqlite, "-- groundline: key=a, \"b c\""), Some(Ok(key)));
    }

    #[test]
    fn other_comments_are_left_alone() {
        for comment in
            ["--", "-- renamed from=x", "/* groundlines: x */", "-- pist:other x", "-- groundline is fine", ""]
        {
            assert_eq!(parse(Sqlite, comment), None, "{comment}");
        }
    }

    #[test]
    fn a_wrong_word_is_answered_with_the_nearest() {
        assert_eq!(
            message("-- groundline: renamed_from=x"),
            "unknown directive `renamed_from`; did you mean `renamed-from`?"
        );
        assert_eq!(
            message("-- groundline: renamed from=x"),
            "unknown directive `renamed`; did you mean `renamed-from`?"
        );
        assert_eq!(message("-- groundline: alow x y"), "unknown directive `alow`; did you mean `allow`?");
        assert!(message("-- groundline: sing").contains("known are `allow`, `key`"));
        assert_eq!(
            message("-- groundline renamed-from=x"),
            "directive without a colon; write `groundline: renamed-from …`"
        );
    }

    #[test]
    fn a_value_must_be_there_and_whole() {
        for comment in [
            "renamed-from",
            "renamed-from=",
            "renamed-from=a b",
            "renamed-from=a.b.c",
            "renamed-from=\"a",
            "renamed-from=a.",
        ] {
            assert!(message(&format!("-- groundline: {comment}")).contains("renamed-from=old_name"), "{comment}");
        }
        assert!(message("-- groundline: allow select-star").contains("allow RULE reason"));
        assert!(message("-- groundline: key=").contains("key=column"));
    }
}
