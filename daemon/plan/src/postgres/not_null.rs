//! NOT NULL as PostgreSQL 18 tells it apart: for all rows or new ones only, with or without the children.

use schema::ObjectId;
use schema::object::Column;

use super::sql::{ident, name};

/// Key of a column's setting: old rows may have NULLs.
const NOT_VALID: &str = "not_null_not_valid";
/// Key of a column's setting: children may have NULLs.
const NO_INHERIT: &str = "not_null_no_inherit";

/// How a column refuses NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotNull {
    pub(super) is_valid: bool,
    pub(super) is_inherited: bool,
}

impl NotNull {
    /// As every version has it.
    pub(super) const USUAL: Self = Self { is_valid: true, is_inherited: true };

    /// How the column refuses NULL, if it does.
    pub(super) fn of(column: &Column) -> Option<Self> {
        let has = |key: &str| column.settings.contains_key(key);
        column.not_null.then(|| Self { is_valid: !has(NOT_VALID), is_inherited: !has(NO_INHERIT) })
    }

    /// What a child gets of a parent's.
    pub(super) fn handed_down(column: &Column) -> Option<Self> {
        Self::of(column).filter(|not_null| not_null.is_inherited)
    }

    /// Gives it to a column.
    pub(super) fn set(this: Option<Self>, column: &mut Column) {
        column.not_null = this.is_some();
        for (key, is_set) in [
            (NOT_VALID, this.is_some_and(|not_null| !not_null.is_valid)),
            (NO_INHERIT, this.is_some_and(|not_null| !not_null.is_inherited)),
        ] {
            column.settings.retain(|known, _| known.as_ref() != key);
            if is_set {
                column.settings.insert(key.into(), "".into());
            }
        }
    }

    /// What follows the words NOT NULL.
    pub(super) const fn suffix(self) -> &'static str {
        match (self.is_inherited, self.is_valid) {
            (true, true) => "",
            (true, false) => " NOT VALID",
            (false, true) => " NO INHERIT",
            (false, false) => " NO INHERIT NOT VALID",
        }
    }
}

/// The statement that takes a column of a table from one form to another; none where they are the same.
pub(super) fn statement(
    table: &ObjectId,
    column: &Column,
    from: Option<NotNull>,
    to: Option<NotNull>,
) -> Option<String> {
    let (alter, column) = (format!("ALTER TABLE {}", name(table)), ident(&column.name));
    let change = match (from, to) {
        (from, to) if from == to => return None,
        (_, None) => format!("ALTER COLUMN {column} DROP NOT NULL"),
        // What is not valid is validated by the same words.
        (None | Some(NotNull { is_inherited: true, .. }), Some(NotNull::USUAL)) => {
            format!("ALTER COLUMN {column} SET NOT NULL")
        }
        (None, Some(to)) => format!("ADD NOT NULL {column}{}", to.suffix()),
        (Some(_), Some(to)) => {
            format!("ALTER COLUMN {column} DROP NOT NULL, ADD NOT NULL {column}{}", to.suffix())
        }
    };
    Some(format!("{alter} {change}"))
}

/// What no column clause can say: NOT NULL for new rows only.
pub(super) fn late(table: &ObjectId, column: &Column) -> Option<String> {
    let late = NotNull::of(column).filter(|not_null| !not_null.is_valid);
    statement(table, column, None, late)
}
