//! The statements of desired SQL, each with its place and the session settings of its file that it is under.

use std::collections::BTreeSet;
use std::sync::Arc;

use schema::Dialect;
use schema::sql::{Defined, LineIndex, Statement, Verb, defines, offset_of_char, split};

use super::refuse::{Verdict, judge};
use crate::mysql::{grants, own_name};
use crate::source::{Source, SqlDiagnostic};

/// One statement to run.
pub(super) struct Piece<'a> {
    pub(super) source: &'a Source,
    /// The number of its file.
    pub(super) file: usize,
    pub(super) statement: Statement<'a>,
    /// What is run: the statement without the names of databases that stand for the target.
    pub(super) text: String,
    pub(super) defines: Vec<Defined>,
    /// The session settings that stand before it in its file.
    pub(super) settings: Arc<str>,
    /// What it says, when it gives privileges.
    pub(super) grant: Option<grants::Statement>,
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

    /// What is wrong with the privileges that it gives.
    pub(super) fn fault(&self, fault: grants::Fault) -> SqlDiagnostic {
        let character = self.statement.text.get(..fault.at).unwrap_or_default().chars().count();
        let hint = Some(fault.hint).filter(|hint| !hint.is_empty());
        SqlDiagnostic { is_refusal: fault.is_refusal, ..self.diagnostic(character, fault.message, hint) }
    }

    /// The file and line, as people write them.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.source.path, self.statement.position.line)
    }

    /// The first thing that it creates.
    pub(super) fn created(&self) -> Option<&Defined> {
        self.defines.iter().find(|defined| defined.verb == Verb::Create)
    }

    /// The kind of what it creates; empty when it changes something.
    pub(super) fn kind(&self) -> &'static str {
        self.created().map_or("", |defined| defined.kind)
    }
}

/// Reads the statements of all files; what is refused comes back as diagnostics. `target` is the name that the live database has.
pub(super) fn read<'a>(sources: &'a [Source], target: &str) -> (Vec<Piece<'a>>, Vec<SqlDiagnostic>) {
    let mut reading = Reading { pieces: Vec::new(), wrong: Vec::new(), own: BTreeSet::from([target.to_owned()]) };
    for (file, source) in sources.iter().enumerate() {
        reading.file(file, source);
    }
    (reading.pieces, reading.wrong)
}

struct Reading<'a> {
    pieces: Vec<Piece<'a>>,
    wrong: Vec<SqlDiagnostic>,
    /// The names of databases that stand for the target.
    own: BTreeSet<String>,
}

impl<'a> Reading<'a> {
    fn file(&mut self, file: usize, source: &'a Source) {
        let mut settings: Arc<str> = Arc::from("");
        for part in split(Dialect::MySql, &source.text) {
            let statement = match part {
                Ok(statement) => statement,
                Err(error) => {
                    let (path, message) = (source.path.clone(), error.problem.to_string());
                    let (line, column) = (error.position.line, error.position.column);
                    self.wrong.push(SqlDiagnostic { path, line, column, message, hint: None, is_refusal: false });
                    continue;
                }
            };
            let (line, column) = (statement.position.line, statement.position.column);
            match judge(statement.text) {
                Verdict::Run => self.piece(file, source, statement, settings.clone()),
                Verdict::Grant => self.grant(file, source, statement, settings.clone()),
                Verdict::Setting(text) => settings = format!("{settings}{text};\n").into(),
                Verdict::Within(database) => drop(self.own.insert(database)),
                Verdict::Anew(name) => self.pieces.retain(|piece| piece.file != file || !makes(piece, &name)),
                Verdict::Ignore => {}
                Verdict::Refuse { message, hint } => self.refuse(source, line, column, message, hint.to_owned()),
            }
        }
    }

    fn piece(&mut self, file: usize, source: &'a Source, statement: Statement<'a>, settings: Arc<str>) {
        let own: Vec<&str> = self.own.iter().map(String::as_str).collect();
        let text = own_name::without(statement.text, &own, settings.contains("ANSI_QUOTES"));
        let defines = defines(Dialect::MySql, &text);
        let elsewhere = defines.iter().find_map(|defined| defined.schema.as_ref());
        let own_table =
            defines.iter().filter_map(|made| made.name.as_ref()).find(|name| name.as_str().starts_with("groundline_"));
        let (line, column) = (statement.position.line, statement.position.column);
        if let Some(database) = elsewhere {
            let message = format!("`{}` is another database; a target is one database", database.as_str());
            let hint = "leave the name before the dot away, or give the other database its own target".to_owned();
            return self.refuse(source, line, column, message, hint);
        }
        if let Some(name) = own_table {
            let message = format!("the name `{}` is Groundline's own", name.as_str());
            return self.refuse(source, line, column, message, "choose another name".to_owned());
        }
        self.pieces.push(Piece { source, file, statement, text, defines, settings, grant: None });
    }

    fn grant(&mut self, file: usize, source: &'a Source, statement: Statement<'a>, settings: Arc<str>) {
        let own: Vec<&str> = self.own.iter().map(String::as_str).collect();
        let read = grants::Statement::read(statement.text, &own, settings.contains("ANSI_QUOTES"));
        let (text, defines) = (String::new(), Vec::new());
        let mut piece = Piece { source, file, statement, text, defines, settings, grant: None };
        match read {
            Ok(read) => {
                piece.grant = Some(read);
                self.pieces.push(piece);
            }
            Err(fault) => self.wrong.push(piece.fault(fault)),
        }
    }

    fn refuse(&mut self, source: &Source, line: usize, column: usize, message: String, hint: String) {
        let (path, hint) = (source.path.clone(), Some(hint));
        self.wrong.push(SqlDiagnostic { path, line, column, message, hint, is_refusal: true });
    }
}

fn makes(piece: &Piece<'_>, name: &str) -> bool {
    piece.created().and_then(|made| made.name.as_ref()).is_some_and(|made| made.as_str() == name)
}
