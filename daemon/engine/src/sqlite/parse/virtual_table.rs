//! `CREATE VIRTUAL TABLE` in normal form: its arguments are the module's own language, of which only white space is folded.

use schema::sql::TokenKind;

use super::Misread;
use super::normal::quoted;
use super::tokens::{Cursor, Tok, significant, split_commas};

/// A virtual table as it is read.
#[derive(Debug)]
pub(crate) struct ReadVirtual {
    /// The whole statement in normal form.
    pub(crate) definition: String,
    /// Its module, in lower case.
    pub(crate) module: String,
}

/// Reads a `CREATE VIRTUAL TABLE` statement.
pub(crate) fn read(sql: &str) -> Result<ReadVirtual, Misread> {
    let tokens = significant(sql);
    let mut cursor = Cursor::new(&tokens);
    for word in ["CREATE", "VIRTUAL", "TABLE"] {
        cursor.expect_word(word)?;
    }
    cursor.eat_words(&["IF", "NOT", "EXISTS"]);
    let name = cursor.expect_object_name()?;
    cursor.expect_word("USING")?;
    let module = cursor.expect_name()?.as_str().to_ascii_lowercase();
    let mut definition = format!("CREATE VIRTUAL TABLE {} USING {module}", quoted(&name));
    if cursor.is_punct("(") {
        let arguments: Vec<String> =
            split_commas(cursor.expect_parenthesised()?).into_iter().map(|part| argument(part, sql)).collect();
        definition.push_str(&format!("({})", arguments.join(", ")));
    }
    if cursor.is_at_end() { Ok(ReadVirtual { definition, module }) } else { Err(cursor.expected("the end")) }
}

/// The tokens as written, with one space where there was any, and none around `=` and inside parentheses.
fn argument(tokens: &[Tok<'_>], sql: &str) -> String {
    let mut out = String::new();
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|at| tokens.get(at));
        let apart = before.is_some_and(|before| {
            let end = before.at + before.text.len();
            end < token.at && sql.is_char_boundary(end)
        });
        let tight = |token: &Tok<'_>| {
            (token.kind == TokenKind::Operator && token.text == "=") || matches!(token.text, "(" | ")")
        };
        if apart && !tight(token) && !before.is_some_and(tight) {
            out.push(' ');
        }
        out.push_str(token.text);
    }
    out
}
