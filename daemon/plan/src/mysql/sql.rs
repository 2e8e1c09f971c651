//! Names and values of the model as MySQL text.
//!
//! Invariant: a name reaches a statement only through `Ident::display`, a string only through `literal`.

use schema::{Dialect, Ident, Kind};

const DIALECT: Dialect = Dialect::MySql;

/// A name, quoted where it must be.
pub(super) fn ident(name: &Ident) -> String {
    name.display(DIALECT).to_string()
}

/// Names with commas between them.
pub(super) fn idents<'a>(names: impl IntoIterator<Item = &'a Ident>) -> String {
    names.into_iter().map(ident).collect::<Vec<_>>().join(", ")
}

/// A string as a literal.
pub(super) fn literal(text: &str) -> String {
    schema::sql::literal(DIALECT, text).to_string()
}

/// A name in the form in which the server compares names of columns, keys and programs: without case.
pub(super) fn folded(name: &Ident) -> String {
    name.as_str().to_lowercase()
}

/// A column of a table: `t.c`.
pub(super) fn of(table: &Ident, column: &Ident) -> String {
    format!("{}.{}", ident(table), ident(column))
}

/// The word that comes after `DROP` and `SHOW CREATE`.
pub(super) const fn keyword(kind: Kind) -> &'static str {
    match kind {
        Kind::Sequence => "SEQUENCE",
        Kind::Function => "FUNCTION",
        Kind::Procedure => "PROCEDURE",
        Kind::Package => "PACKAGE",
        Kind::PackageBody => "PACKAGE BODY",
        Kind::View => "VIEW",
        Kind::Trigger => "TRIGGER",
        Kind::Event => "EVENT",
        _ => "TABLE",
    }
}

/// Whether the text mentions the name: a cheap superset of what it refers to.
pub(super) fn mentions(text: &str, name: &Ident) -> bool {
    let key = schema::sql::mention_key(DIALECT, name.as_str());
    schema::sql::mentions(DIALECT, text).contains(key.as_ref())
}

/// The byte where the parenthesis that opens at `open` closes, quotes respected; the end where it never does.
pub(super) fn closing(text: &str, open: usize) -> usize {
    let (mut depth, mut quote) = (0usize, None);
    let mut bytes = text.bytes().enumerate().skip(open).peekable();
    while let Some((at, byte)) = bytes.next() {
        match (quote, byte) {
            (Some(b'\''), b'\\') => drop(bytes.next()),
            (Some(open), byte) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"' | b'`') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    text.len()
}

/// The parts of a list between commas that stand in no parenthesis and no quotes, trimmed.
pub(super) fn split_list(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0usize, None);
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (quote, byte) {
            (Some(b'\''), b'\\') => drop(bytes.next()),
            (Some(open), byte) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"' | b'`') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') => depth = depth.saturating_sub(1),
            (None, b',') if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_outside_of_quotes_and_parentheses() {
        assert_eq!(split_list("'a,''b', (1,2) , `x,y`"), ["'a,''b'", "(1,2)", "`x,y`"]);
        assert_eq!(closing("f(a, ')', (b)) c", 1), 13);
    }
}
