//! What the table as it was has in columns that the new one lacks: held in a temporary table while its rows are written anew.

use super::flow::{Clash, Flow};
use super::key::{is_among, list};

/// Takes what is held away.
pub(super) const EMPTY: &str = "DELETE FROM groundline_held";

/// Makes the table; each session has its own.
pub(super) fn make(flow: &Flow) -> String {
    format!(
        "CREATE TEMPORARY TABLE groundline_held (KEY held ({})) AS SELECT {} FROM {} WHERE FALSE",
        list(&flow.key.target, ""),
        columns(flow),
        flow.into.quoted()
    )
}

/// Holds what is there of the rows.
pub(super) fn fill(flow: &Flow, tuples: &str) -> String {
    let columns = columns(flow);
    let condition = is_among(&flow.key.target, "", tuples);
    format!("INSERT INTO groundline_held ({columns}) SELECT {columns} FROM {} WHERE {condition}", flow.into.quoted())
}

/// Writes the rows: those that were there with what is held, the others without.
pub(super) fn write(flow: &Flow, tuples: &str, clash: Clash) -> [String; 2] {
    let verb = clash.verb();
    let (into, from) = (flow.into.quoted(), flow.from.quoted());
    let written = flow.mapping.written();
    let read: Vec<String> = flow.mapping.pairs.iter().map(|pair| format!("{from}.{}", pair.source.quoted())).collect();
    let read = read.join(", ");
    let same = flow.key.source.iter().zip(&flow.key.target);
    let same = same.map(|(old, new)| format!("groundline_held.{} = {from}.{}", new.quoted(), old.quoted()));
    let same = same.collect::<Vec<_>>().join(" AND ");
    let condition = is_among(&flow.key.source, &format!("{from}."), tuples);
    let lacking = list(&flow.mapping.lacking, "");
    let held = list(&flow.mapping.lacking, "groundline_held.");
    [
        format!(
            "{verb} INTO {into} ({written}, {lacking}) SELECT {read}, {held} FROM {from} JOIN groundline_held ON {same} WHERE {condition}"
        ),
        format!(
            "{verb} INTO {into} ({written}) SELECT {read} FROM {from} LEFT JOIN groundline_held ON {same} WHERE {condition} AND {} IS NULL",
            flow.key.target.first().map(|column| format!("groundline_held.{}", column.quoted())).unwrap_or_default()
        ),
    ]
}

/// The key, and what is held.
fn columns(flow: &Flow) -> String {
    format!("{}, {}", list(&flow.key.target, ""), list(&flow.mapping.lacking, ""))
}
