//! One column of `CREATE TABLE`: its type and the constraints behind it.

use schema::object::{Column, Generated, TableClause};
use schema::sql::{TokenKind, literal, unquote};
use schema::{Dialect, Ident};

use super::Misread;
use super::clause::{DEFERRED, check, is_deferred, on_conflict, references};
use super::normal::{Context, TableNames, quoted, text};
use super::tokens::{Cursor, Tok};

/// A column and the tables it references.
pub(super) struct ReadColumn {
    pub(super) column: Column,
    pub(super) parents: Vec<Ident>,
}

/// Words that end a type.
const AFTER_TYPE: &[&str] =
    &["CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "AS"];

/// Reads a column up to the end of its tokens.
pub(super) fn read(
    cursor: &mut Cursor<'_, '_>,
    names: &TableNames,
    tables: &dyn Fn(&Ident) -> Ident,
) -> Result<ReadColumn, Misread> {
    let column = Column {
        name: cursor.expect_name()?,
        data_type: data_type(cursor)?.into(),
        collation: None,
        not_null: false,
        default: None,
        generated: None,
        identity: None,
        clauses: Vec::new(),
        settings: Default::default(),
        comment: None,
    };
    let mut reading = Reading { column, parents: Vec::new(), names, tables };
    let mut name = None;
    while !cursor.is_at_end() {
        if cursor.eat_word("CONSTRAINT") {
            name = Some(cursor.expect_name()?);
        } else {
            reading.constraint(cursor, name.take())?;
        }
    }
    reading.column.clauses.sort();
    Ok(ReadColumn { column: reading.column, parents: reading.parents })
}

/// The declared type in normal form: upper case, one space between words, none inside parentheses.
fn data_type(cursor: &mut Cursor<'_, '_>) -> Result<String, Misread> {
    let mut words: Vec<String> = Vec::new();
    while let Some(token) = cursor.peek() {
        let is_generated =
            token.is_word("GENERATED") && cursor.peek_second().is_some_and(|next| next.is_word("ALWAYS"));
        let ends = AFTER_TYPE.iter().any(|word| token.is_word(word)) || is_generated;
        match token.kind {
            TokenKind::Word if !ends => words.push(token.text.to_ascii_uppercase()),
            TokenKind::QuotedIdent | TokenKind::String => {
                words.push(quoted(&Ident::from(token.name().to_ascii_uppercase())))
            }
            _ => break,
        }
        cursor.next();
    }
    let mut data_type = words.join(" ");
    if !words.is_empty() && cursor.is_punct("(") {
        let inside: Vec<&str> = cursor.expect_parenthesised()?.iter().map(|token| token.text).collect();
        data_type.push_str(&format!("({})", inside.concat()));
    }
    Ok(data_type)
}

struct Reading<'n> {
    column: Column,
    parents: Vec<Ident>,
    names: &'n TableNames,
    tables: &'n dyn Fn(&Ident) -> Ident,
}

impl Reading<'_> {
    fn constraint(&mut self, cursor: &mut Cursor<'_, '_>, name: Option<Ident>) -> Result<(), Misread> {
        if cursor.eat_word("DEFAULT") {
            self.column.default = Some(default(cursor, self.names)?.into());
        } else if cursor.eat_word("NULL") {
            on_conflict(cursor)?;
        } else if cursor.eat_words(&["NOT", "NULL"]) {
            self.not_null(name, &on_conflict(cursor)?);
        } else if cursor.eat_words(&["PRIMARY", "KEY"]) {
            let clause = primary_key(cursor)?;
            self.clause(name, clause);
        } else if cursor.eat_word("UNIQUE") {
            let clause = format!("UNIQUE{}", on_conflict(cursor)?);
            self.clause(name, clause);
        } else if cursor.eat_word("CHECK") {
            let clause = check(cursor, self.names)?;
            self.clause(name, clause);
        } else if cursor.eat_word("REFERENCES") {
            let (parent, clause) = references(cursor, self.tables)?;
            self.parents.push(parent);
            self.clause(name, clause);
        } else if cursor.eat_word("COLLATE") {
            let collation = cursor.expect_name()?.as_str().to_ascii_uppercase();
            self.column.collation = (collation != "BINARY").then(|| quoted(&Ident::from(collation)).into());
        } else if cursor.eat_words(&["GENERATED", "ALWAYS", "AS"]) || cursor.eat_word("AS") {
            self.generated(cursor)?;
        } else if cursor.is_word("DEFERRABLE") || cursor.is_word("NOT") {
            self.deferrable(cursor)?;
        } else {
            return Err(cursor.expected("a column constraint"));
        }
        Ok(())
    }

    fn clause(&mut self, name: Option<Ident>, definition: String) {
        self.column.clauses.push(TableClause { name, definition: definition.into() });
    }

    fn not_null(&mut self, name: Option<Ident>, conflict: &str) {
        self.column.not_null = true;
        if let Some(name) = name {
            self.column.settings.insert("not null name".into(), quoted(&name).into());
        }
        if !conflict.is_empty() {
            self.column.settings.insert("not null".into(), conflict.trim_start().into());
        }
    }

    fn generated(&mut self, cursor: &mut Cursor<'_, '_>) -> Result<(), Misread> {
        let expression = text(cursor.expect_parenthesised()?, Context::Table(self.names)).into();
        let stored = cursor.eat_word("STORED");
        if !stored {
            cursor.eat_word("VIRTUAL");
        }
        self.column.generated = Some(Generated { expression, stored });
        Ok(())
    }

    /// A deferral that stands apart from its `REFERENCES`.
    fn deferrable(&mut self, cursor: &mut Cursor<'_, '_>) -> Result<(), Misread> {
        let before = cursor.peek().map(|token| token.at);
        let deferred = is_deferred(cursor)?;
        if cursor.peek().map(|token| token.at) == before {
            return Err(cursor.expected("a column constraint"));
        }
        match self.column.clauses.last_mut() {
            Some(clause) if clause.definition.starts_with("REFERENCES") => {
                if deferred && !clause.definition.ends_with(DEFERRED) {
                    clause.definition = format!("{}{DEFERRED}", clause.definition).into();
                }
                Ok(())
            }
            _ => Err(Misread::new("DEFERRABLE without REFERENCES before it")),
        }
    }
}

fn primary_key(cursor: &mut Cursor<'_, '_>) -> Result<String, Misread> {
    let descending = cursor.eat_word("DESC");
    if !descending {
        cursor.eat_word("ASC");
    }
    let conflict = on_conflict(cursor)?;
    let counts = if cursor.eat_word("AUTOINCREMENT") { " AUTOINCREMENT" } else { "" };
    let order = if descending { " DESC" } else { "" };
    Ok(format!("PRIMARY KEY{order}{conflict}{counts}"))
}

/// A default in normal form: a literal, or an expression in its parentheses.
fn default(cursor: &mut Cursor<'_, '_>, names: &TableNames) -> Result<String, Misread> {
    if cursor.is_punct("(") {
        let inside = cursor.expect_parenthesised()?;
        return Ok(simple(inside).unwrap_or_else(|| format!("({})", text(inside, Context::Table(names)))));
    }
    let first = cursor.next().ok_or_else(|| Misread::new("DEFAULT without a value"))?;
    if matches!(first.text, "-" | "+") {
        let value = cursor.next().ok_or_else(|| Misread::new("DEFAULT without a value"))?;
        return simple(&[first, value])
            .ok_or_else(|| Misread::new(format!("the default `{}{}`", first.text, value.text)));
    }
    // A bare or quoted word is a string here, by SQLite's rule.
    Ok(simple(&[first]).unwrap_or_else(|| literal(Dialect::Sqlite, &unquote(Dialect::Sqlite, first.text)).to_string()))
}

/// The default when it is a literal.
fn simple(tokens: &[Tok<'_>]) -> Option<String> {
    match tokens {
        [only] => match only.kind {
            TokenKind::Number => Some(only.text.to_ascii_lowercase()),
            TokenKind::String if only.text.starts_with('\'') => Some(only.text.to_owned()),
            TokenKind::String => Some(only.text.to_ascii_uppercase()),
            TokenKind::Word => {
                let upper = only.text.to_ascii_uppercase();
                LITERAL_WORDS.contains(&upper.as_str()).then_some(upper)
            }
            _ => None,
        },
        [sign, value] if value.kind == TokenKind::Number => match sign.text {
            "-" => Some(format!("-{}", value.text.to_ascii_lowercase())),
            "+" => Some(value.text.to_ascii_lowercase()),
            _ => None,
        },
        _ => None,
    }
}

const LITERAL_WORDS: &[&str] = &["NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"];
