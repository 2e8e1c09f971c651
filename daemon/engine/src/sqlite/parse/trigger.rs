//! `CREATE TRIGGER` in normal form.

use std::collections::BTreeSet;

use schema::Ident;
use schema::sql::TokenKind;

use super::Misread;
use super::normal::{Context, quoted, text};
use super::tokens::{Cursor, Tok, significant};

/// Reads a `CREATE TRIGGER` statement; `on` is the declared name of its table or view, `known` the names of the database.
pub(crate) fn read(sql: &str, on: &Ident, known: &BTreeSet<String>) -> Result<String, Misread> {
    let tokens = significant(sql);
    let mut cursor = Cursor::new(&tokens);
    cursor.expect_word("CREATE")?;
    cursor.expect_word("TRIGGER")?;
    cursor.eat_words(&["IF", "NOT", "EXISTS"]);
    let name = cursor.expect_object_name()?;
    let mut definition = format!("CREATE TRIGGER {} {} {}", quoted(&name), timing(&mut cursor), event(&mut cursor)?);
    cursor.expect_word("ON")?;
    cursor.expect_name()?;
    definition.push_str(&format!(" ON {}", quoted(on)));
    cursor.eat_words(&["FOR", "EACH", "ROW"]);
    if cursor.eat_word("WHEN") {
        definition.push_str(&format!(" WHEN {}", text(up_to_begin(&mut cursor)?, Context::Query(known))));
    }
    cursor.expect_word("BEGIN")?;
    definition.push_str(" BEGIN");
    definition.push_str(&body(cursor.rest(), known)?);
    Ok(definition)
}

fn timing(cursor: &mut Cursor<'_, '_>) -> &'static str {
    if cursor.eat_words(&["INSTEAD", "OF"]) {
        "INSTEAD OF"
    } else if cursor.eat_word("AFTER") {
        "AFTER"
    } else {
        cursor.eat_word("BEFORE");
        "BEFORE"
    }
}

fn event(cursor: &mut Cursor<'_, '_>) -> Result<String, Misread> {
    if cursor.eat_word("DELETE") {
        return Ok("DELETE".to_owned());
    }
    if cursor.eat_word("INSERT") {
        return Ok("INSERT".to_owned());
    }
    cursor.expect_word("UPDATE")?;
    if !cursor.eat_word("OF") {
        return Ok("UPDATE".to_owned());
    }
    let mut columns = vec![quoted(&cursor.expect_name()?)];
    while cursor.eat_punct(",") {
        columns.push(quoted(&cursor.expect_name()?));
    }
    Ok(format!("UPDATE OF {}", columns.join(", ")))
}

/// The condition: everything before the `BEGIN` that is in no parentheses.
fn up_to_begin<'t, 'a>(cursor: &mut Cursor<'t, 'a>) -> Result<&'t [Tok<'a>], Misread> {
    let mut probe = *cursor;
    let all = probe.rest();
    let mut depth = 0usize;
    for (index, token) in all.iter().enumerate() {
        match (token.kind, token.text) {
            (TokenKind::Punct, "(") => depth += 1,
            (TokenKind::Punct, ")") => depth = depth.saturating_sub(1),
            _ if depth == 0 && token.is_word("BEGIN") => {
                *cursor = Cursor::new(&all[index..]);
                return Ok(&all[..index]);
            }
            _ => {}
        }
    }
    Err(cursor.expected("BEGIN"))
}

/// Each statement on its own line, and `END`.
fn body(tokens: &[Tok<'_>], known: &BTreeSet<String>) -> Result<String, Misread> {
    let mut out = String::new();
    let mut parts: Vec<&[Tok<'_>]> = tokens
        .split(|token| token.kind == TokenKind::Punct && token.text == ";")
        .filter(|part| !part.is_empty())
        .collect();
    match parts.pop() {
        Some([end]) if end.is_word("END") => {}
        _ => return Err(Misread::new("a trigger without END")),
    }
    for part in parts {
        out.push_str(&format!("\n  {};", text(part, Context::Query(known))));
    }
    out.push_str("\nEND");
    Ok(out)
}
