//! A column that looks like an amount is a binary fraction.
//!
//! `0.1 + 0.2` is not `0.3`: sums of money drift.
//!
//! Instead: `numeric` (PostgreSQL), `decimal` (MySQL), or whole cents.

use crate::rules::prelude::*;

/// The rule `float-for-exact`.
pub(super) static RULE: Rule = Rule {
    code: "float-for-exact",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("float_for_exact.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    const AMOUNTS: &[&str] =
        &["price", "amount", "cost", "total", "balance", "fee", "tax", "salary", "payment", "money", "discount"];
    for (_, column) in look.columns().into_iter().filter(|(_, column)| column.ty.is(&["float", "double", "real"])) {
        let name = column.name().to_lowercase();
        if name.split('_').any(|word| AMOUNTS.contains(&word)) {
            let mark = look.mark(&column.ty.span, format!("`{}` cannot hold 0.1 exactly", column.name()));
            let mark = mark.help("use numeric or decimal");
            let text = if look.is_mysql() { "decimal(19,4)" } else { "numeric" };
            marks.push(if column.ty.is_array {
                mark
            } else {
                look.replacing(mark, "use an exact type", &column.ty.span, text)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (price float);",
                "mysql: CREATE TABLE t (total_amount double);",
                "sqlite: CREATE TABLE t (tax REAL);",
            ],
            &[
                "CREATE TABLE t (price numeric(12, 2));",
                "mysql: CREATE TABLE t (latitude double);",
                "CREATE TABLE t (ratio float);",
            ],
        );
    }
}
