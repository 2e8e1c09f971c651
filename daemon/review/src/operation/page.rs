//! The table of operations as a page of the documentation.

use std::fmt::Write as _;

use super::{Operation, POSTGRES};

const HEAD: &str = "# What changes cost on PostgreSQL

What each operation does to its table `t`: the lock that it takes, what waits for it, whether the table is written anew and
whether all of its rows are read meanwhile. Every line is checked on a real server by `./tests/run every_operation`. The planner and
the rules of the review rest on the same facts.

| Operation | Lock on the table | Waits meanwhile | Written anew | Rows read | Versions |
|---|---|---|---|---|---|
";

/// The page, as markdown.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for operation in POSTGRES.iter().copied().flatten() {
        line(&mut page, operation);
    }
    page
}

fn line(page: &mut String, operation: &Operation) {
    let yes = |is_so: bool| if is_so { "yes" } else { "no" };
    let (lock, waits) = operation.lock.map_or(("none", "nothing"), |lock| (lock.name(), lock.blocks()));
    // Writing to a String cannot fail.
    let _ = writeln!(
        page,
        "| {}<br>`{}` | {lock} | {waits} | {} | {} | {}–{} |",
        operation.name,
        operation.sql.replace('|', "\\|"),
        yes(operation.rewrites),
        yes(operation.reads),
        operation.since,
        operation.until,
    );
}
