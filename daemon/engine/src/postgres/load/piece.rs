//! The statements of desired SQL, each with its file, its place, and the session settings of its file that it is under.

use std::sync::Arc;

use schema::Dialect;
use schema::sql::{Defined, LineIndex, Statement, StatementClass, Verb, classify, defines, offset_of_char, split};

use super::refuse::{Verdict, judge, leading_words};
use crate::source::{Source, SqlDiagnostic};

/// One statement to run.
pub(super) struct Piece<'a> {
    pub(super) source: &'a Source,
    /// The number of its file.
    pub(super) file: usize,
    pub(super) statement: Statement<'a>,
    pub(super) defines: Vec<Defined>,
    /// The session settings that stand before it in its file.
    pub(super) settings: Arc<str>,
    /// What is run in its place.
    pub(super) instead: Option<String>,
}

impl Piece<'_> {
    /// Something wrong at a character of the statement, counted from 0.
    pub(super) fn diagnostic(&self, character: usize, message: String, hint: Option<String>) -> SqlDiagnostic {
        let inside = offset_of_char(self.statement.text, character).unwrap_or(0);
        let place = LineIndex::new(&self.source.text).position(self.statement.span.start + inside);
        SqlDiagnostic {
            path: self.source.path.clone(),
            line: place.line,
            column: place.column,
            message,
            hint,
            is_refusal: false,
        }
    }

    /// Where it is, as `path:line`.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.source.path, self.statement.position.line)
    }

    /// The names that it creates.
    pub(super) fn created(&self) -> impl Iterator<Item = &Defined> {
        self.defines.iter().filter(|defined| defined.verb == Verb::Create)
    }

    /// Whether it gives or takes privileges on objects.
    pub(super) fn grants(&self) -> bool {
        matches!(self.verb().as_str(), "GRANT" | "REVOKE")
    }

    /// Its first word, in upper case.
    pub(super) fn verb(&self) -> String {
        leading_words(self.statement.text).into_iter().next().unwrap_or_default()
    }

    /// Whether it makes an object, rather than changing one.
    pub(super) fn creates(&self) -> bool {
        classify(Dialect::Postgres, self.statement.text) == StatementClass::Create
    }
}

/// Reads the statements of all files; what is refused comes back as diagnostics.
pub(super) fn read(sources: &[Source]) -> (Vec<Piece<'_>>, Vec<SqlDiagnostic>) {
    let (mut pieces, mut wrong) = (Vec::new(), Vec::new());
    for (file, source) in sources.iter().enumerate() {
        let mut settings: Arc<str> = Arc::from("");
        for part in split(Dialect::Postgres, &source.text) {
            let statement = match part {
                Ok(statement) => statement,
                Err(error) => {
                    wrong.push(SqlDiagnostic {
                        path: source.path.clone(),
                        line: error.position.line,
                        column: error.position.column,
                        message: error.problem.to_string(),
                        hint: None,
                        is_refusal: false,
                    });
                    continue;
                }
            };
            match judge(statement.text) {
                Verdict::Run => {
                    let defines = defines(Dialect::Postgres, statement.text);
                    pieces.push(Piece { source, file, statement, defines, settings: settings.clone(), instead: None });
                }
                Verdict::Look(query) => {
                    let (settings, instead) = (settings.clone(), Some(query));
                    pieces.push(Piece { source, file, statement, defines: Vec::new(), settings, instead });
                }
                Verdict::Setting => settings = format!("{settings}{};\n", statement.text).into(),
                Verdict::Ignore => {}
                Verdict::Refuse { message, hint } => wrong.push(SqlDiagnostic {
                    path: source.path.clone(),
                    line: statement.position.line,
                    column: statement.position.column,
                    message,
                    hint: Some(hint.to_owned()),
                    is_refusal: true,
                }),
            }
        }
    }
    (pieces, wrong)
}
