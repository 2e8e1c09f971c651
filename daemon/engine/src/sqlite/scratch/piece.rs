//! What a statement of desired SQL is for: to be loaded, to be passed over, or refused by name.

use crate::sqlite::own;
use crate::sqlite::parse::tokens::{Cursor, significant};

/// The kinds of objects, in the order in which they can be made whatever the order of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Made {
    Table,
    VirtualTable,
    Index,
    View,
    Trigger,
}

/// What a statement is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// It makes an object of that name.
    Makes(Made, String),
    /// It means nothing for a schema: transaction brackets of a dump, settings of a session.
    PassedOver,
    /// It does not belong in a desired schema.
    Refused { message: String, hint: String },
    /// It cannot be read; SQLite will say why.
    Unread,
}

fn refused(message: impl Into<String>, hint: impl Into<String>) -> Piece {
    Piece::Refused { message: message.into(), hint: hint.into() }
}

/// Tells what a statement is for.
pub(super) fn piece(statement: &str) -> Piece {
    let tokens = significant(statement);
    let mut cursor = Cursor::new(&tokens);
    let Some(first) = cursor.next() else { return Piece::PassedOver };
    let word = first.text.to_ascii_uppercase();
    match word.as_str() {
        "CREATE" => create(cursor),
        "BEGIN" | "COMMIT" | "END" => Piece::PassedOver,
        "PRAGMA" => pragma(cursor),
        "DROP" => refused(
            "`DROP` does not belong in a desired schema",
            "leave the object out: what the schema does not name is dropped by the plan",
        ),
        "ALTER" => refused(
            "`ALTER` does not belong in a desired schema",
            "write the object as it shall be; a rename is declared with `-- groundline: renamed-from=old`",
        ),
        "INSERT" | "UPDATE" | "DELETE" | "REPLACE" => refused(
            format!("`{word}` does not belong in a desired schema, which has no rows"),
            "put it into a changelist",
        ),
        "ATTACH" | "DETACH" => refused(
            format!("`{word}` does not belong in a desired schema"),
            "a target is one file: give the other its own target",
        ),
        "SELECT" | "WITH" | "VALUES" | "EXPLAIN" | "ANALYZE" | "REINDEX" | "VACUUM" | "SAVEPOINT" | "RELEASE"
        | "ROLLBACK" => refused(format!("`{word}` does not belong in a desired schema"), "remove the statement"),
        _ => Piece::Unread,
    }
}

/// Settings of a session or file that a dump may hold and that say nothing of the schema.
const HARMLESS: &[&str] = &[
    "encoding",
    "foreign_keys",
    "defer_foreign_keys",
    "journal_mode",
    "synchronous",
    "recursive_triggers",
    "writable_schema",
];

fn pragma(mut cursor: Cursor<'_, '_>) -> Piece {
    let name = cursor.expect_object_name().map(|name| name.as_str().to_ascii_lowercase()).unwrap_or_default();
    if HARMLESS.contains(&name.as_str()) {
        return Piece::PassedOver;
    }
    refused(format!("`PRAGMA {name}` does not belong in a desired schema"), "remove it, or put it into a changelist")
}

fn create(mut cursor: Cursor<'_, '_>) -> Piece {
    if cursor.eat_word("TEMP") || cursor.eat_word("TEMPORARY") {
        return refused("a temporary object vanishes with its session", "remove it, or make it without TEMP");
    }
    let made = if cursor.eat_word("TABLE") {
        Made::Table
    } else if cursor.eat_words(&["VIRTUAL", "TABLE"]) {
        Made::VirtualTable
    } else if cursor.eat_word("INDEX") || cursor.eat_words(&["UNIQUE", "INDEX"]) {
        Made::Index
    } else if cursor.eat_word("VIEW") {
        Made::View
    } else if cursor.eat_word("TRIGGER") {
        Made::Trigger
    } else {
        return Piece::Unread;
    };
    cursor.eat_words(&["IF", "NOT", "EXISTS"]);
    named(made, cursor)
}

fn named(made: Made, mut cursor: Cursor<'_, '_>) -> Piece {
    let Ok(mut name) = cursor.expect_name() else { return Piece::Unread };
    if cursor.eat_punct(".") {
        if !name.as_str().eq_ignore_ascii_case("main") {
            return refused(
                format!("`{}` is another database; a target is one file", name.as_str()),
                "leave the name before the dot away, or give the other file its own target",
            );
        }
        let Ok(second) = cursor.expect_name() else { return Piece::Unread };
        name = second;
    }
    if own::is_own(name.as_str()) {
        return refused(format!("the name `{}` is Groundline's own", name.as_str()), "choose another name");
    }
    if made == Made::Table && cursor.is_word("AS") {
        return refused(
            format!("`CREATE TABLE {} AS` takes its columns from rows", name.as_str()),
            "write the columns out",
        );
    }
    Piece::Makes(made, name.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_apart() {
        assert_eq!(piece("create unique index if not exists main.I on t(a)"), Piece::Makes(Made::Index, "I".into()));
        assert_eq!(piece("PRAGMA foreign_keys=OFF"), Piece::PassedOver);
        for sql in [
            "PRAGMA user_version = 3",
            "DROP TABLE t",
            "INSERT INTO t VALUES (1)",
            "CREATE TEMP TABLE t(a)",
            "CREATE TABLE o.t(a)",
        ] {
            assert!(matches!(piece(sql), Piece::Refused { .. }), "{sql}");
        }
        assert_eq!(piece("CREAT TABLE t(a)"), Piece::Unread);
    }
}
