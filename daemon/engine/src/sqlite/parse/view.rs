//! `CREATE VIEW` in normal form.

use std::collections::BTreeSet;

use schema::object::View;

use super::Misread;
use super::normal::{Context, quoted, text};
use super::tokens::{Cursor, significant, split_commas};

/// Reads a `CREATE VIEW` statement; `known` are the names of the database, folded.
pub(crate) fn read(sql: &str, known: &BTreeSet<String>) -> Result<View, Misread> {
    let tokens = significant(sql);
    let mut cursor = Cursor::new(&tokens);
    cursor.expect_word("CREATE")?;
    cursor.expect_word("VIEW")?;
    cursor.eat_words(&["IF", "NOT", "EXISTS"]);
    cursor.expect_object_name()?;
    let mut view = View { query: "".into(), columns: Vec::new(), settings: Default::default() };
    if cursor.is_punct("(") {
        let names: Vec<String> = split_commas(cursor.expect_parenthesised()?)
            .into_iter()
            .map(|part| Cursor::new(part).expect_name().map(|name| quoted(&name)))
            .collect::<Result<_, _>>()?;
        view.settings.insert("columns".into(), names.join(", ").into());
    }
    cursor.expect_word("AS")?;
    view.query = text(cursor.rest(), Context::Query(known)).into();
    Ok(view)
}
