//! The normal form of SQL text inside definitions: one spelling for what means the same.
//!
//! White space, comments, the case of keywords and needless quotes do not count. Not a parser: it looks at tokens and
//! their neighbours only, and leaves alone what it cannot tell.
//! Invariant: SQLite reads the normal form as it read the text.

use std::collections::{BTreeMap, BTreeSet};

use schema::sql::{TokenKind, is_reserved, literal, unquote};
use schema::{Dialect, Ident};

use super::tokens::Tok;

/// What the text is part of, which says how names are read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Context<'a> {
    /// An expression of a table: only its own columns can be named.
    Table(&'a TableNames),
    /// A query or trigger body; the names of the database tell keywords that serve as names.
    Query(&'a BTreeSet<String>),
}

/// The names that expressions of a table know.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableNames {
    /// The table's name, folded.
    pub(crate) table: String,
    /// Its columns as declared, by folded name.
    pub(crate) columns: BTreeMap<String, Ident>,
}

impl TableNames {
    pub(crate) fn new(table: &str, columns: impl IntoIterator<Item = Ident>) -> Self {
        let columns = columns.into_iter().map(|column| (column.as_str().to_ascii_lowercase(), column)).collect();
        Self { table: table.to_ascii_lowercase(), columns }
    }

    /// The column in its declared spelling.
    pub(crate) fn column(&self, name: &str) -> Option<&Ident> {
        self.columns.get(&name.to_ascii_lowercase())
    }

    /// The name in the spelling of the declared column, where there is one.
    pub(crate) fn declared(&self, name: Ident) -> Ident {
        self.column(name.as_str()).cloned().unwrap_or(name)
    }
}

/// A name as SQL.
pub(crate) fn quoted(name: &Ident) -> String {
    name.display(Dialect::Sqlite).to_string()
}

/// What a token is to its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Keyword,
    Name,
    Value,
    Mark,
    Binary,
    Unary,
}

/// The tokens in their normal form, on one line.
pub(crate) fn text(tokens: &[Tok<'_>], context: Context<'_>) -> String {
    let mut out = String::new();
    let mut last: Option<(Role, String)> = None;
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let neighbours = (index.checked_sub(1).and_then(|at| tokens.get(at)), tokens.get(index + 1));
        if is_own_table(token, neighbours, context) {
            index += 2;
            continue;
        }
        let (role, piece) = piece(token, neighbours, last.as_ref(), context);
        if let Some((before, spelled)) = &last
            && has_space(*before, spelled, role, &piece)
        {
            out.push(' ');
        }
        out.push_str(&piece);
        last = Some((role, piece));
        index += 1;
    }
    out
}

type Neighbours<'t, 'a> = (Option<&'t Tok<'a>>, Option<&'t Tok<'a>>);

fn is_dot(token: Option<&Tok<'_>>) -> bool {
    token.is_some_and(|token| token.text == ".")
}

/// Whether it is the table's own name before a dot, which a rebuild under another name could not read.
fn is_own_table(token: &Tok<'_>, (before, after): Neighbours<'_, '_>, context: Context<'_>) -> bool {
    let Context::Table(names) = context else { return false };
    token.is_name() && is_dot(after) && !is_dot(before) && token.name().eq_ignore_ascii_case(&names.table)
}

fn piece(
    token: &Tok<'_>,
    neighbours: Neighbours<'_, '_>,
    last: Option<&(Role, String)>,
    context: Context<'_>,
) -> (Role, String) {
    match token.kind {
        TokenKind::Word => word(token, neighbours, context),
        TokenKind::QuotedIdent => (Role::Name, quoted_name(token, neighbours, context)),
        TokenKind::Number => (Role::Value, token.text.to_ascii_lowercase()),
        TokenKind::String if !token.text.starts_with('\'') => (Role::Value, token.text.to_ascii_uppercase()),
        TokenKind::Punct => (Role::Mark, token.text.to_owned()),
        TokenKind::Operator => operator(token.text, last),
        _ => (Role::Value, token.text.to_owned()),
    }
}

fn operator(text: &str, last: Option<&(Role, String)>) -> (Role, String) {
    let starts = match last {
        None => true,
        Some((role, text)) => match role {
            Role::Keyword => {
                !matches!(text.as_str(), "NULL" | "END" | "CURRENT_TIMESTAMP" | "CURRENT_DATE" | "CURRENT_TIME")
            }
            Role::Binary | Role::Unary => true,
            Role::Mark => text != ")",
            Role::Name | Role::Value => false,
        },
    };
    let spelled = match text {
        "==" => "=",
        "!=" => "<>",
        other => other,
    };
    let role = if starts && matches!(text, "-" | "+" | "~") { Role::Unary } else { Role::Binary };
    (role, spelled.to_owned())
}

fn word(token: &Tok<'_>, (before, after): Neighbours<'_, '_>, context: Context<'_>) -> (Role, String) {
    let is_keyword = is_reserved(Dialect::Sqlite, token.text);
    let upper = token.text.to_ascii_uppercase();
    let beside_dot = is_dot(before) || is_dot(after);
    let calls = after.is_some_and(|token| token.text == "(");
    let is_name = match context {
        Context::Table(names) => {
            let word_of_expressions =
                is_keyword && (NEVER_NAMES.contains(&upper.as_str()) || EXPRESSION.contains(&upper.as_str()));
            match names.column(token.text) {
                Some(column) if !calls && !word_of_expressions => return (Role::Name, quoted(column)),
                _ => !is_keyword,
            }
        }
        Context::Query(known) => {
            let serves = beside_dot
                || before.is_some_and(|token| token.is_word("AS"))
                || known.contains(&token.text.to_ascii_lowercase());
            !is_keyword || (serves && !NEVER_NAMES.contains(&upper.as_str()))
        }
    };
    match (is_name, context) {
        (false, _) => (Role::Keyword, upper),
        (true, _) if before.is_some_and(|token| token.is_word("COLLATE")) => (Role::Name, upper),
        (true, Context::Table(_)) => (Role::Name, token.text.to_ascii_lowercase()),
        (true, Context::Query(_)) => (Role::Name, token.text.to_owned()),
    }
}

/// A quoted name; in double quotes it may be a string, where no such column is known.
fn quoted_name(token: &Tok<'_>, (before, after): Neighbours<'_, '_>, context: Context<'_>) -> String {
    let name = unquote(Dialect::Sqlite, token.text);
    let double = token.text.starts_with('"');
    match context {
        Context::Table(names) => match names.column(&name) {
            Some(column) => quoted(column),
            None if double && !is_dot(before) && !is_dot(after) => literal(Dialect::Sqlite, &name).to_string(),
            None => quoted(&Ident::from(name)),
        },
        Context::Query(_) => {
            let is_surely_name = !double
                || is_dot(before)
                || is_dot(after)
                || before.is_some_and(|token| BEFORE_NAMES.iter().any(|word| token.is_word(word)));
            if is_surely_name { quoted(&Ident::from(name)) } else { format!("\"{}\"", name.replace('"', "\"\"")) }
        }
    }
}

fn has_space(before: Role, spelled: &str, role: Role, piece: &str) -> bool {
    if before == Role::Mark && matches!(spelled, "(" | ".") {
        return false;
    }
    if role == Role::Mark && matches!(piece, ")" | "," | ";" | ".") {
        return false;
    }
    if before == Role::Unary {
        return piece.starts_with(spelled);
    }
    if role == Role::Mark && piece == "(" {
        return match before {
            Role::Name => false,
            Role::Keyword => !CALLED.contains(&spelled),
            _ => true,
        };
    }
    true
}

/// Keywords that SQLite never takes for a name without quotes.
const NEVER_NAMES: &[&str] = &[
    "ADD",
    "ALL",
    "ALTER",
    "AND",
    "AS",
    "AUTOINCREMENT",
    "BETWEEN",
    "CASE",
    "CHECK",
    "COLLATE",
    "COMMIT",
    "CONSTRAINT",
    "CREATE",
    "CROSS",
    "DEFAULT",
    "DEFERRABLE",
    "DELETE",
    "DISTINCT",
    "DROP",
    "ELSE",
    "ESCAPE",
    "EXCEPT",
    "EXISTS",
    "FOREIGN",
    "FROM",
    "FULL",
    "GROUP",
    "HAVING",
    "IN",
    "INDEX",
    "INDEXED",
    "INNER",
    "INSERT",
    "INTERSECT",
    "INTO",
    "IS",
    "ISNULL",
    "JOIN",
    "LEFT",
    "LIMIT",
    "NATURAL",
    "NOT",
    "NOTHING",
    "NOTNULL",
    "NULL",
    "ON",
    "OR",
    "ORDER",
    "OUTER",
    "PRIMARY",
    "REFERENCES",
    "RETURNING",
    "RIGHT",
    "SELECT",
    "SET",
    "TABLE",
    "THEN",
    "TO",
    "TRANSACTION",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USING",
    "VALUES",
    "WHEN",
    "WHERE",
];

/// Keywords that can be names and have a meaning in expressions.
const EXPRESSION: &[&str] =
    &["CAST", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "END", "GLOB", "LIKE", "MATCH", "RAISE", "REGEXP"];

/// Keywords that are called like functions.
const CALLED: &[&str] = &["CAST", "GLOB", "IF", "LIKE", "MATCH", "RAISE", "REGEXP", "REPLACE"];

/// Words after which only a name can stand.
const BEFORE_NAMES: &[&str] =
    &["AS", "COLLATE", "FROM", "INDEX", "INTO", "JOIN", "OF", "TABLE", "TRIGGER", "UPDATE", "VIEW", "WITH"];

#[cfg(test)]
mod tests {
    use super::super::tokens::significant;
    use super::*;

    fn in_table(sql: &str) -> String {
        let names = TableNames::new("T", ["Id", "key", "a b"].map(Ident::from));
        text(&significant(sql), Context::Table(&names))
    }

    fn in_query(sql: &str) -> String {
        text(&significant(sql), Context::Query(&BTreeSet::new()))
    }

    #[test]
    fn spelling_does_not_count_in_expressions() {
        for sql in ["id>0 AND key <> 'x'", "\"ID\" > 0 and [key]!='x'", "t.Id >/* c */0\nAnd `KEY` <> 'x'"] {
            assert_eq!(in_table(sql), "Id > 0 AND \"key\" <> 'x'");
        }
        assert_eq!(in_table("LENGTH( [a b] )==- 1"), "length(\"a b\") = -1");
        assert_eq!(in_table("id <> \"none\""), "Id <> 'none'");
        assert_eq!(in_table("- -1"), "- -1");
    }

    #[test]
    fn queries_keep_names_and_fold_keywords() {
        assert_eq!(
            in_query("select  count( * ),\"a\".`b` from [T] where x in(1,2)"),
            "SELECT count(*), a.b FROM T WHERE x IN (1, 2)"
        );
        assert_eq!(in_query("select \"a\" as key from t"), "SELECT \"a\" AS key FROM t");
    }
}
