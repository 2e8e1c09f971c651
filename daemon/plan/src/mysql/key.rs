//! Keys, checks and periods: the clauses of a table, read from their definitions.

use schema::Ident;
use schema::object::{Table, TableClause};

use super::sql::{closing, folded, ident, split_list};

/// What a clause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ClauseKind {
    Primary,
    Unique,
    Plain,
    Fulltext,
    Spatial,
    Vector,
    Check,
    Period,
}

/// One part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyPart {
    /// The column; none for an expression.
    pub(super) column: Option<Ident>,
    /// The text of the part without its direction.
    pub(super) text: String,
    /// Whether only the beginning of each value counts.
    pub(super) is_prefix: bool,
}

pub(super) fn kind(clause: &TableClause) -> ClauseKind {
    let definition = &*clause.definition;
    [
        ("PRIMARY KEY", ClauseKind::Primary),
        ("UNIQUE KEY", ClauseKind::Unique),
        ("KEY", ClauseKind::Plain),
        ("FULLTEXT KEY", ClauseKind::Fulltext),
        ("SPATIAL KEY", ClauseKind::Spatial),
        ("VECTOR KEY", ClauseKind::Vector),
        ("PERIOD", ClauseKind::Period),
    ]
    .into_iter()
    .find(|(words, _)| definition.starts_with(words))
    .map_or(ClauseKind::Check, |(_, kind)| kind)
}

/// Whether it is a key: an index of any sort.
pub(super) fn is_key(clause: &TableClause) -> bool {
    !matches!(kind(clause), ClauseKind::Check | ClauseKind::Period)
}

/// Whether a key of the table refuses rows whose periods overlap.
pub(super) fn has_overlaps(table: &Table) -> bool {
    table.clauses.iter().any(|clause| is_key(clause) && clause.definition.contains(" WITHOUT OVERLAPS"))
}

/// Whether the table has checks of its own, which are not a column's.
pub(super) fn has_checks(table: &Table) -> bool {
    table.clauses.iter().any(|clause| kind(clause) == ClauseKind::Check)
}

/// Whether a part of a key is an expression.
pub(super) fn is_over_expression(clause: &TableClause) -> bool {
    matches!(kind(clause), ClauseKind::Plain | ClauseKind::Unique)
        && parts(clause).iter().any(|part| part.column.is_none())
}

/// Whether a key of the table is over an expression.
pub(super) fn has_expression(table: &Table) -> bool {
    table.clauses.iter().any(is_over_expression)
}

/// The name of a period, as it stands in its definition.
pub(super) fn period(clause: &TableClause) -> &str {
    let rest = clause.definition.strip_prefix("PERIOD FOR ").unwrap_or_default();
    rest.rfind(" (").map_or(rest, |open| &rest[..open])
}

/// Whether it is the period of system versioning.
pub(super) fn is_of_system(clause: &TableClause) -> bool {
    period(clause) == "SYSTEM_TIME"
}

/// The columns that a period begins and ends by.
pub(super) fn bounds(clause: &TableClause) -> Vec<Ident> {
    let definition = &*clause.definition;
    let Some(open) = definition.rfind(" (") else { return Vec::new() };
    let inner = definition.get(open + 2..closing(definition, open + 1)).unwrap_or_default();
    split_list(inner).into_iter().filter_map(|text| part(text).column).collect()
}

/// Whether rows that share it are refused.
pub(super) fn is_unique(clause: &TableClause) -> bool {
    matches!(kind(clause), ClauseKind::Primary | ClauseKind::Unique)
}

/// The parts of a key, in order.
pub(super) fn parts(clause: &TableClause) -> Vec<KeyPart> {
    let definition = &*clause.definition;
    let Some(open) = definition.find('(').filter(|_| is_key(clause)) else { return Vec::new() };
    let inner = definition.get(open + 1..closing(definition, open)).unwrap_or_default();
    split_list(inner).into_iter().map(part).collect()
}

fn part(text: &str) -> KeyPart {
    let text = text.trim_end_matches(" DESC").trim_end_matches(" ASC").trim();
    let Some(rest) = text.strip_prefix('`') else {
        return KeyPart { column: None, text: text.to_owned(), is_prefix: false };
    };
    let mut end = 0;
    let bytes = rest.as_bytes();
    while end < bytes.len() && (bytes[end] != b'`' || bytes.get(end + 1) == Some(&b'`')) {
        end += if bytes[end] == b'`' { 2 } else { 1 };
    }
    let name = rest.get(..end).unwrap_or(rest).replace("``", "`");
    let after = rest.get(end + 1..).unwrap_or_default();
    KeyPart { column: Some(Ident::from(name)), text: text.to_owned(), is_prefix: after.trim_start().starts_with('(') }
}

/// The columns that it names.
pub(super) fn columns(clause: &TableClause) -> Vec<Ident> {
    parts(clause).into_iter().filter_map(|part| part.column).collect()
}

/// Whether it has to do with the column: as a part, or named in an expression.
pub(super) fn involves(clause: &TableClause, column: &Ident) -> bool {
    let plain = parts(clause);
    if plain.iter().any(|part| part.column.as_ref().is_some_and(|name| folded(name) == folded(column))) {
        return true;
    }
    let is_expression = plain.is_empty() || plain.iter().any(|part| part.column.is_none());
    is_expression && super::sql::mentions(&clause.definition, column)
}

/// The clause as it stands in `CREATE TABLE`, and after `ADD` in `ALTER TABLE`.
pub(super) fn text(clause: &TableClause) -> String {
    let definition = &*clause.definition;
    let Some(name) = &clause.name else { return definition.to_owned() };
    if is_key(clause) {
        return definition.replacen("KEY ", &format!("KEY {} ", ident(name)), 1);
    }
    format!("CONSTRAINT {} {definition}", ident(name))
}

/// The key by which rows are found again after a change: one whose columns refuse NULL and count whole.
pub(super) fn row_key(table: &Table) -> Option<Vec<Ident>> {
    let is_full = |clause: &&TableClause| {
        let parts = parts(clause);
        !parts.is_empty()
            && parts.iter().all(|part| {
                let column = part.column.as_ref().and_then(|name| table.column(name));
                !part.is_prefix && column.is_some_and(|column| column.not_null && column.generated.is_none())
            })
    };
    let mut keys: Vec<&TableClause> = table.clauses.iter().filter(|clause| is_unique(clause)).filter(is_full).collect();
    keys.sort_by_key(|clause| (kind(clause), columns(clause).len(), clause.name.clone()));
    keys.first().map(|clause| columns(clause))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(name: &str, definition: &str) -> TableClause {
        TableClause { name: (!name.is_empty()).then(|| name.into()), definition: definition.into() }
    }

    #[test]
    fn the_parts_of_keys_are_read() {
        let key = clause("i", "KEY (`a``b`,`c`(10) DESC,(lower(`d`)))");
        let parts = parts(&key);
        assert_eq!(columns(&key), ["a`b", "c"].map(Ident::from));
        assert!(parts[1].is_prefix && parts[2].column.is_none() && involves(&key, &"d".into()));
        assert_eq!(text(&key), "KEY i (`a``b`,`c`(10) DESC,(lower(`d`)))");
        assert_eq!(text(&clause("", "PRIMARY KEY (`a`)")), "PRIMARY KEY (`a`)");
        assert_eq!(text(&clause("c", "CHECK (`a` > 0)")), "CONSTRAINT c CHECK (`a` > 0)");
        assert_eq!(kind(&clause("u", "UNIQUE KEY (`a`)")), ClauseKind::Unique);
        let of_rows = clause("", "PERIOD FOR `p q` (`s`, `e`)");
        assert_eq!((period(&of_rows), bounds(&of_rows)), ("`p q`", ["s", "e"].map(Ident::from).to_vec()));
        assert!(is_of_system(&clause("", "PERIOD FOR SYSTEM_TIME (`s`, `e`)")) && !is_of_system(&of_rows));
    }
}
