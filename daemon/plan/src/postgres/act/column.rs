//! Columns that are added, and changes of columns that keep their type.

use schema::object::{Column, Settings, Table};
use schema::{Ident, ObjectId};

use super::table::{rewriting, rewriting_because};
use super::values;
use crate::hazard::HazardCode;
use crate::lock::Lock;
use crate::postgres::ground::Ground;
use crate::postgres::not_null::{self, NotNull};
use crate::postgres::online;
use crate::postgres::piece::Piece;
use crate::postgres::render::{column_clause, column_comment, column_settings, generated_clause};
use crate::postgres::sql::{ident, name};
use crate::postgres::written::{is_strict_domain, with_children};
use crate::snapshot::KeepKind;

/// `ALTER TABLE … ALTER COLUMN …`; `only` leaves children as they are.
pub(super) fn alter(table: &ObjectId, column: &Ident, only: bool) -> String {
    format!("ALTER TABLE {}{} ALTER COLUMN {}", if only { "ONLY " } else { "" }, name(table), ident(column))
}

/// A column that was not there, with its settings and comment; with its kept values where it comes back.
pub(super) fn add(ground: &Ground<'_>, id: &ObjectId, before: &Table, column: &Column) -> Vec<Piece> {
    if let Some(kept) = values::usable_kept(ground, KeepKind::Column, id, column) {
        return vec![values::restore_column(ground, id, column, kept)];
    }
    let mut why_not = None;
    if is_written(ground, column) && ground.is_busy(id) {
        match online::added(ground, id, before, column) {
            Ok(pieces) => return pieces,
            Err(reason) => why_not = Some(reason),
        }
    }
    let what = format!("add column {} to {id}", column.name.as_str());
    let mut statements = vec![format!("ALTER TABLE {} ADD COLUMN {}", name(id), column_clause(column, true))];
    statements.extend(after_add(id, column));
    statements.extend(values::privileges(ground, id, column));
    let undo = format!("ALTER TABLE {} DROP COLUMN {}", name(id), ident(&column.name));
    let mut piece = Piece::new(id, what).run(statements, [undo]).lock(Lock::AccessExclusive);
    let needs_value = NotNull::of(column).is_some_and(|not_null| not_null.is_valid)
        && column.default.is_none()
        && column.generated.is_none()
        && column.identity.is_none();
    // A domain may bring a default of its own.
    if needs_value && !column.data_type.contains('.') {
        let message = format!(
            "{id} has rows, and column {} is NOT NULL without a default: give it a default, or add it without NOT NULL and fill it first",
            column.name.as_str()
        );
        piece = piece
            .hazard(HazardCode::DataDependent, format!("it fails if {id} has rows"))
            .guard(format!("SELECT 1 FROM {} LIMIT 1", name(id)), message);
    }
    let is_written = is_written(ground, column);
    let written = |piece| rewriting_because(ground, piece, with_children(ground, id), why_not.as_deref());
    vec![if is_written { written(piece) } else { piece }]
}

/// Settings and comment of a column that was just added.
pub(in crate::postgres) fn after_add(id: &ObjectId, column: &Column) -> Vec<String> {
    let mut plain = Column { settings: Settings::new(), ..column.clone() };
    plain.settings.extend(
        column.settings.iter().filter(|(key, _)| key.as_ref() == "inherited").map(|(k, v)| (k.clone(), v.clone())),
    );
    let mut statements = column_settings(id, &plain, column);
    statements.extend(not_null::late(id, column));
    statements.extend(column.comment.as_ref().map(|text| column_comment(id, &column.name, Some(text))));
    statements
}

/// Functions that give every row of a statement the same value.
const STEADY: &[&str] = &[
    "now",
    "date_trunc",
    "date_part",
    "lower",
    "upper",
    "to_char",
    "to_date",
    "to_timestamp",
    "transaction_timestamp",
    "statement_timestamp",
    "timezone",
    "make_interval",
    "make_date",
    "md5",
    "concat",
    "coalesce",
    "length",
    "abs",
    "array_fill",
    "jsonb_build_object",
    "json_build_object",
    "jsonb_build_array",
    "json_build_array",
    "current_setting",
    "int4range",
    "tstzrange",
    "daterange",
    "numrange",
    "tsrange",
    "int8range",
    "point",
    "polygon",
    "box",
    "to_tsvector",
    "decode",
    "encode",
    "extract",
    "age",
];

/// Words that may stand before a parenthesis and call nothing.
const NOT_CALLS: &[&str] = &[
    "varying",
    "character",
    "char",
    "varchar",
    "numeric",
    "decimal",
    "timestamp",
    "time",
    "interval",
    "bit",
    "array",
    "row",
    "and",
    "or",
    "not",
    "in",
    "any",
    "all",
    "some",
    "case",
    "when",
    "then",
    "else",
    "is",
    "values",
    "current_timestamp",
    "current_time",
    "localtime",
    "localtimestamp",
    "precision",
    "second",
    "float",
];

/// Whether the server must write every row to add the column: its value may differ from row to row.
fn is_written(ground: &Ground<'_>, column: &Column) -> bool {
    is_volatile(column) || is_strict_domain(ground.desired, &column.data_type)
}

fn is_volatile(column: &Column) -> bool {
    let stored = column.generated.as_ref().is_some_and(|generated| generated.stored);
    stored || column.identity.is_some() || column.default.as_deref().is_some_and(calls_volatile)
}

pub(super) fn calls_volatile(default: &str) -> bool {
    let mut rest = default;
    // What stands in quotes calls nothing.
    let mut bare = String::new();
    while let Some((before, after)) = rest.split_once('\'') {
        bare.push_str(before);
        bare.push('?');
        rest = after.split_once('\'').map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    bare.match_indices('(').any(|(at, _)| {
        let before = bare[..at].trim_end();
        let start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
        let word = before[start..].to_lowercase();
        !word.is_empty() && !STEADY.contains(&word.as_str()) && !NOT_CALLS.contains(&word.as_str())
    })
}

/// `SET DEFAULT` or `DROP DEFAULT`.
pub(super) fn set_default(id: &ObjectId, from: &Column, to: &Column) -> Piece {
    let alter = alter(id, &to.name, true);
    let set = |default: Option<&Box<str>>| match default {
        Some(default) => format!("{alter} SET DEFAULT {default}"),
        None => format!("{alter} DROP DEFAULT"),
    };
    let word = if to.default.is_some() { "set" } else { "drop" };
    let piece = Piece::new(id, format!("{word} the default of column {} of {id}", to.name.as_str()));
    piece.one(set(to.default.as_ref()), set(from.default.as_ref())).lock(Lock::AccessExclusive)
}

/// The column keeps its values and is computed no more.
pub(super) fn drop_expression(id: &ObjectId, from: &Column) -> Piece {
    let column = ident(&from.name);
    let piece = Piece::new(id, format!("compute column {} of {id} no more", from.name.as_str()));
    let mut again = vec![format!("ALTER TABLE {} DROP COLUMN {column}", name(id))];
    again.push(format!("ALTER TABLE {} ADD COLUMN {}", name(id), column_clause(from, true)));
    again.extend(after_add(id, from));
    let drop = format!("ALTER TABLE {} ALTER COLUMN {column} DROP EXPRESSION", name(id));
    piece.run([drop], again).lock(Lock::AccessExclusive)
}

/// Another expression in place, which PostgreSQL 17 can.
pub(super) fn set_expression(ground: &Ground<'_>, id: &ObjectId, from: &Column, to: &Column) -> Option<Piece> {
    let (old, new) = (from.generated.as_ref()?, to.generated.as_ref()?);
    let set = |expression: &str| format!("{} SET EXPRESSION AS ({expression})", alter(id, &to.name, false));
    let piece = Piece::new(id, format!("compute column {} of {id} in another way", to.name.as_str()));
    let piece = piece.one(set(&new.expression), set(&old.expression)).lock(Lock::AccessExclusive);
    let _ = generated_clause;
    Some(if new.stored { rewriting(ground, piece, with_children(ground, id)) } else { piece })
}
