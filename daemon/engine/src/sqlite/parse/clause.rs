//! Constraints inside `CREATE TABLE`: keys, checks and references in normal form.
//!
//! What is SQLite's default anyway (`ON CONFLICT ABORT`, `ON DELETE NO ACTION`, `NOT DEFERRABLE`) is left out.

use schema::Ident;
use schema::object::TableClause;

use super::Misread;
use super::normal::{Context, TableNames, quoted, text};
use super::tokens::{Cursor, Tok, split_commas};

/// `ON CONFLICT …` in normal form with a space before it; empty for the default.
pub(super) fn on_conflict(cursor: &mut Cursor<'_, '_>) -> Result<String, Misread> {
    if !cursor.eat_words(&["ON", "CONFLICT"]) {
        return Ok(String::new());
    }
    for word in ["ROLLBACK", "FAIL", "IGNORE", "REPLACE"] {
        if cursor.eat_word(word) {
            return Ok(format!(" ON CONFLICT {word}"));
        }
    }
    cursor.expect_word("ABORT").map(|()| String::new())
}

/// `CHECK (…)`.
pub(super) fn check(cursor: &mut Cursor<'_, '_>, names: &TableNames) -> Result<String, Misread> {
    let expression = text(cursor.expect_parenthesised()?, Context::Table(names));
    on_conflict(cursor)?;
    Ok(format!("CHECK ({expression})"))
}

/// What follows `REFERENCES`. `tables` gives the declared spelling of tables.
pub(super) fn references(
    cursor: &mut Cursor<'_, '_>,
    tables: &dyn Fn(&Ident) -> Ident,
) -> Result<(Ident, String), Misread> {
    let parent = tables(&cursor.expect_name()?);
    let mut clause = format!("REFERENCES {}", quoted(&parent));
    if cursor.is_punct("(") {
        let columns = names_of(cursor.expect_parenthesised()?)?;
        clause.push_str(&format!(" ({})", columns.join(", ")));
    }
    clause.push_str(&actions(cursor)?);
    if is_deferred(cursor)? {
        clause.push_str(DEFERRED);
    }
    Ok((parent, clause))
}

/// How a deferred foreign key ends.
pub(super) const DEFERRED: &str = " DEFERRABLE INITIALLY DEFERRED";

fn actions(cursor: &mut Cursor<'_, '_>) -> Result<String, Misread> {
    let (mut delete, mut update, mut matching) = (String::new(), String::new(), String::new());
    loop {
        if cursor.eat_words(&["ON", "DELETE"]) {
            delete = action(cursor, "DELETE")?;
        } else if cursor.eat_words(&["ON", "UPDATE"]) {
            update = action(cursor, "UPDATE")?;
        } else if cursor.eat_words(&["ON", "INSERT"]) {
            action(cursor, "INSERT")?;
        } else if cursor.eat_word("MATCH") {
            let how = cursor.expect_name()?.as_str().to_ascii_uppercase();
            matching = if how == "SIMPLE" { String::new() } else { format!(" MATCH {how}") };
        } else {
            return Ok(format!("{delete}{update}{matching}"));
        }
    }
}

fn action(cursor: &mut Cursor<'_, '_>, event: &str) -> Result<String, Misread> {
    for words in [&["SET", "NULL"][..], &["SET", "DEFAULT"], &["CASCADE"], &["RESTRICT"]] {
        if cursor.eat_words(words) {
            return Ok(format!(" ON {event} {}", words.join(" ")));
        }
    }
    if cursor.eat_words(&["NO", "ACTION"]) { Ok(String::new()) } else { Err(cursor.expected("CASCADE")) }
}

/// Reads `[NOT] DEFERRABLE [INITIALLY …]`; only one form of it defers anything.
pub(super) fn is_deferred(cursor: &mut Cursor<'_, '_>) -> Result<bool, Misread> {
    let negated = cursor.is_word("NOT") && cursor.peek_second().is_some_and(|token| token.is_word("DEFERRABLE"));
    if negated {
        cursor.next();
    }
    if !cursor.eat_word("DEFERRABLE") {
        return Ok(false);
    }
    if !cursor.eat_word("INITIALLY") {
        return Ok(false);
    }
    if cursor.eat_word("DEFERRED") {
        return Ok(!negated);
    }
    cursor.expect_word("IMMEDIATE").map(|()| false)
}

/// Plain names between commas, as SQL.
fn names_of(tokens: &[Tok<'_>]) -> Result<Vec<String>, Misread> {
    split_commas(tokens)
        .into_iter()
        .map(|part| {
            let mut cursor = Cursor::new(part);
            let name = cursor.expect_name()?;
            if cursor.is_at_end() { Ok(quoted(&name)) } else { Err(cursor.expected(",")) }
        })
        .collect()
}

/// One column or expression of a key or index in normal form, and whether it is descending.
pub(super) fn key_part(tokens: &[Tok<'_>], names: &TableNames) -> (String, bool) {
    let mut tokens = tokens;
    let mut descending = false;
    if let Some((last, rest)) = tokens.split_last()
        && !rest.is_empty()
        && (last.is_word("ASC") || last.is_word("DESC"))
    {
        descending = last.is_word("DESC");
        tokens = rest;
    }
    let mut part = match tokens {
        // A string alone is a name here, by SQLite's rule.
        [only] if only.is_name() => quoted(&names.declared(Ident::from(only.name()))),
        [first, collate, collation] if first.is_name() && collate.is_word("COLLATE") => {
            let column = quoted(&names.declared(Ident::from(first.name())));
            format!("{column} COLLATE {}", quoted(&Ident::from(collation.name().to_ascii_uppercase())))
        }
        _ => text(tokens, Context::Table(names)),
    };
    if descending {
        part.push_str(" DESC");
    }
    (part, descending)
}

/// The parts of a key in normal form.
fn key_parts(tokens: &[Tok<'_>], names: &TableNames) -> String {
    let parts: Vec<String> = split_commas(tokens).into_iter().map(|part| key_part(part, names).0).collect();
    parts.join(", ")
}

/// A table constraint, its name read already; and the table it references.
pub(super) fn table_clause(
    cursor: &mut Cursor<'_, '_>,
    name: Option<Ident>,
    names: &TableNames,
    tables: &dyn Fn(&Ident) -> Ident,
) -> Result<(TableClause, Option<Ident>), Misread> {
    let mut parent = None;
    let definition = if cursor.eat_words(&["PRIMARY", "KEY"]) {
        let inside = cursor.expect_parenthesised()?;
        let (parts, counts) = match inside.split_last() {
            Some((last, rest)) if last.is_word("AUTOINCREMENT") => (rest, " AUTOINCREMENT"),
            _ => (inside, ""),
        };
        format!("PRIMARY KEY ({}{counts}){}", key_parts(parts, names), on_conflict(cursor)?)
    } else if cursor.eat_word("UNIQUE") {
        let parts = key_parts(cursor.expect_parenthesised()?, names);
        format!("UNIQUE ({parts}){}", on_conflict(cursor)?)
    } else if cursor.eat_word("CHECK") {
        check(cursor, names)?
    } else if cursor.eat_words(&["FOREIGN", "KEY"]) {
        let columns = key_parts(cursor.expect_parenthesised()?, names);
        cursor.expect_word("REFERENCES")?;
        let (references_table, clause) = references(cursor, tables)?;
        parent = Some(references_table);
        format!("FOREIGN KEY ({columns}) {clause}")
    } else {
        return Err(cursor.expected("PRIMARY KEY, UNIQUE, CHECK or FOREIGN KEY"));
    };
    Ok((TableClause { name, definition: definition.into() }, parent))
}
