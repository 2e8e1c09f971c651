//! One column on its way to another type: the expressions that lead there and back.
//!
//! Invariant: `value` gives what `ALTER COLUMN … TYPE` would give, or fails where that fails.

use schema::object::Column;
use schema::{Ident, ObjectId};

use super::names::Names;
use crate::postgres::act::based;
use crate::postgres::casts::{self, Cast};
use crate::postgres::ground::Ground;
use crate::postgres::keep::kept_column;
use crate::postgres::sql::{ident, within};
use crate::snapshot::{Keep, KeepKind};

/// Types whose values can be compared with `IS DISTINCT FROM`; others are compared as text.
const COMPARABLE: &[&str] = &[
    "smallint",
    "integer",
    "bigint",
    "numeric",
    "real",
    "double precision",
    "text",
    "character varying",
    "character",
    "boolean",
    "date",
    "timestamp",
    "time",
    "interval",
    "uuid",
    "jsonb",
    "bytea",
    "inet",
    "cidr",
    "macaddr",
    "bit",
    "bit varying",
    "oid",
];

/// A column before and after, with the names of its shadow and of what stays of it.
#[derive(Clone, Debug)]
pub(super) struct Conversion<'a> {
    pub(super) from: &'a Column,
    pub(super) to: &'a Column,
    /// The new column until the swap.
    pub(super) shadow: Ident,
    /// The old column after the swap.
    pub(super) old: Ident,
    /// The function that converts where the session's time zone decides.
    by_function: Option<(String, String)>,
    /// A column that an earlier change the other way left, where the values are as they were then.
    kept: Option<Keep>,
    forth: Cast,
    back: Cast,
}

impl<'a> Conversion<'a> {
    pub(super) fn of(
        ground: &Ground<'_>,
        table: &ObjectId,
        names: &Names,
        (from, to): (&'a Column, &'a Column),
    ) -> Self {
        let (old, new) = (based(ground, &from.data_type), based(ground, &to.data_type));
        let function = |role: &str| within(Some(&names.schema), &names.name(role, &from.name));
        let by_function = casts::depends_on_time_zone(old, new).then(|| (function("to"), function("from")));
        Self {
            from,
            to,
            shadow: names.name("new", &from.name),
            old: names.name("old", &from.name),
            by_function,
            kept: kept_column(ground, KeepKind::Fed, table, to).map(|kept| kept.keep.clone()),
            forth: casts::cast(old, new),
            back: casts::cast(new, old),
        }
    }

    /// The functions that convert in the time zone of the session that makes them, where one is needed.
    pub(super) fn functions(&self) -> Vec<String> {
        let Some((forth, back)) = &self.by_function else { return Vec::new() };
        let (old, new) = (&self.from.data_type, &self.to.data_type);
        let function = |name: &str, from: &str, to: &str| {
            format!(
                "CREATE FUNCTION {name}({from}) RETURNS {to} LANGUAGE sql STABLE SET TimeZone FROM CURRENT \
                 AS $groundline$ SELECT $1::{to} $groundline$"
            )
        };
        vec![function(forth, old, new), function(back, new, old)]
    }

    /// What is assigned to a column of the new type, in a row: `of` stands before the names of its columns.
    pub(super) fn value(&self, of: &str) -> String {
        let column = format!("{of}{}", self.name());
        let value = match &self.by_function {
            Some((forth, _)) if of.is_empty() => format!("{forth}({column})"),
            _ if self.kept.is_some() => self.typed(&column),
            _ => assigned(self.forth, &column, &self.to.data_type),
        };
        self.or_kept(of, value)
    }

    /// A value that has its type beside others, and is still too long where it is: a cast in words would cut it.
    fn typed(&self, column: &str) -> String {
        let to = &self.to.data_type;
        match self.forth {
            Cast::Assignment if to.starts_with("character") => format!("{column}::text"),
            Cast::Assignment if to.starts_with("bit") => column.to_owned(),
            by => cast(by, column, to),
        }
    }

    /// The column that an earlier change left, and from which values come.
    pub(super) fn uses(&self) -> Option<Keep> {
        self.kept.clone()
    }

    /// The kept value where it is still what the column came from.
    fn or_kept(&self, of: &str, value: String) -> String {
        let Some(kept) = &self.kept else { return value };
        let kept = format!("{of}{}", ident(&kept.in_table));
        let as_old = match &self.by_function {
            Some((_, back)) if of.is_empty() => format!("{back}({kept})"),
            _ => cast(self.back, &kept, &self.from.data_type),
        };
        let shown = |value: &str| {
            if is_comparable(&self.from.data_type) { value.to_owned() } else { format!("({value})::text") }
        };
        let (as_old, old) = (shown(&as_old), shown(&format!("{of}{}", self.name())));
        format!("CASE WHEN {as_old} IS NOT DISTINCT FROM {old} THEN {kept} ELSE {value} END")
    }

    /// What is assigned to a column of the old type for a value of the new one.
    pub(super) fn value_back(&self, of: &str) -> String {
        assigned(self.back, of, &self.from.data_type)
    }

    /// Whether the shadow is not what the column gives.
    pub(super) fn is_pending(&self) -> String {
        let given = match &self.by_function {
            Some((forth, _)) => format!("{forth}({})", self.name()),
            None => cast(self.forth, &self.name(), &self.to.data_type),
        };
        self.distinct(&ident(&self.shadow), &self.or_kept("", given))
    }

    /// Whether a value of the new type is not what the old one gives.
    pub(super) fn differs(&self, new: &str, old: &str) -> String {
        self.distinct(new, &cast(self.forth, old, &self.to.data_type))
    }

    /// What a function of a trigger says of the time zone: nobody but its owner could call another function from there.
    pub(super) fn zone(&self) -> &'static str {
        if self.by_function.is_some() { " SET TimeZone FROM CURRENT" } else { "" }
    }

    fn distinct(&self, one: &str, other: &str) -> String {
        let other_order = self.from.collation != self.to.collation;
        let shown = |value: &str| match is_comparable(&self.to.data_type) {
            true if other_order => format!("({value}) COLLATE \"C\""),
            true => value.to_owned(),
            false => format!("({value})::text"),
        };
        format!("{} IS DISTINCT FROM {}", shown(one), shown(other))
    }

    /// Whether two values of the new type differ.
    pub(super) fn changes(&self, before: &str, after: &str) -> String {
        let shown =
            |value: &str| if is_comparable(&self.to.data_type) { value.to_owned() } else { format!("{value}::text") };
        format!("{} IS DISTINCT FROM {}", shown(after), shown(before))
    }

    /// The column's name as SQL.
    pub(super) fn name(&self) -> String {
        ident(&self.from.name)
    }
}

/// `value` where the server converts by itself on assignment.
fn assigned(by: Cast, value: &str, data_type: &str) -> String {
    if by == Cast::Assignment { value.to_owned() } else { cast(by, value, data_type) }
}

fn cast(by: Cast, value: &str, data_type: &str) -> String {
    match by {
        Cast::Assignment | Cast::Explicit => format!("{value}::{data_type}"),
        Cast::ByText => format!("{value}::text::{data_type}"),
        Cast::Wrap => format!("ARRAY[{value}]"),
    }
}

fn is_comparable(data_type: &str) -> bool {
    let base = data_type.split('(').next().unwrap_or_default().trim_end_matches("[]");
    let base = if base.starts_with("time") { base.split(' ').next().unwrap_or_default() } else { base };
    COMPARABLE.contains(&base)
}
