//! `CREATE INDEX` in normal form.

use schema::Ident;

use super::Misread;
use super::clause::key_part;
use super::normal::{Context, TableNames, quoted, text};
use super::tokens::{Cursor, significant, split_commas};

/// An index as it is read.
#[derive(Debug)]
pub(crate) struct ReadIndex {
    /// The whole statement in normal form.
    pub(crate) definition: String,
    /// Whether it is unique.
    pub(crate) unique: bool,
    /// Which of its parts are descending.
    pub(crate) descending: Vec<bool>,
}

/// Reads a `CREATE INDEX` statement on a table with these columns; `table` is the table's declared name.
pub(crate) fn read(sql: &str, table: &Ident, names: &TableNames) -> Result<ReadIndex, Misread> {
    let tokens = significant(sql);
    let mut cursor = Cursor::new(&tokens);
    cursor.expect_word("CREATE")?;
    let unique = cursor.eat_word("UNIQUE");
    cursor.expect_word("INDEX")?;
    cursor.eat_words(&["IF", "NOT", "EXISTS"]);
    let name = cursor.expect_object_name()?;
    cursor.expect_word("ON")?;
    cursor.expect_name()?;
    let parts: Vec<(String, bool)> =
        split_commas(cursor.expect_parenthesised()?).into_iter().map(|part| key_part(part, names)).collect();
    let keys: Vec<&str> = parts.iter().map(|(text, _)| text.as_str()).collect();
    let kind = if unique { "UNIQUE INDEX" } else { "INDEX" };
    let mut definition = format!("CREATE {kind} {} ON {} ({})", quoted(&name), quoted(table), keys.join(", "));
    if cursor.eat_word("WHERE") {
        definition.push_str(&format!(" WHERE {}", text(cursor.rest(), Context::Table(names))));
    }
    if !cursor.is_at_end() {
        return Err(cursor.expected("WHERE"));
    }
    Ok(ReadIndex { definition, unique, descending: parts.into_iter().map(|(_, descending)| descending).collect() })
}
